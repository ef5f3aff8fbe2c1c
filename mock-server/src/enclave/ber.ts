/** Bytes that are not BER, or not the structure that was asked for. */
export class BerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BerError';
  }
}

/**
 * One element (ITU-T X.690 §8). `tag` is the identifier octet as it stands, e.g. 0x30 SEQUENCE, 0xa0 [0] constructed.
 * `content` of a constructed element of indefinite length is without its end-of-contents octets.
 */
export type BerElement = { readonly tag: number; readonly content: Uint8Array };

const MAX_DEPTH = 16;
const CONSTRUCTED = 0x20;
const END_OF_CONTENTS = 0;

type Parsed = { readonly element: BerElement; readonly end: number };

/** Length octets (X.690 §8.1.3). Null is the indefinite form. BER allows long forms with leading zeros; four octets are enough here. */
function readLength(bytes: Uint8Array, at: number): { readonly length: number | null; readonly end: number } {
  const first = bytes[at];
  if (first === undefined) throw new BerError('length is cut off');
  if (first < 0x80) return { length: first, end: at + 1 };
  const octets = first & 0x7f;
  if (octets === 0) return { length: null, end: at + 1 };
  if (octets > 4 || at + 1 + octets > bytes.length) throw new BerError('length is too long or cut off');
  let length = 0;
  for (let index = 1; index <= octets; index++) length = length * 256 + (bytes[at + index] as number);
  return { length, end: at + 1 + octets };
}

function parseAt(bytes: Uint8Array, at: number, depth: number): Parsed {
  if (depth > MAX_DEPTH) throw new BerError('nested too deeply');
  const tag = bytes[at];
  if (tag === undefined) throw new BerError('element is cut off');
  if ((tag & 0x1f) === 0x1f) throw new BerError('tags of more than one octet are not used here');
  const { length, end: start } = readLength(bytes, at + 1);
  if (length !== null) {
    if (start + length > bytes.length) throw new BerError('content is cut off');
    return { element: { tag, content: bytes.subarray(start, start + length) }, end: start + length };
  }
  if ((tag & CONSTRUCTED) === 0) throw new BerError('a primitive element needs a definite length');
  let position = start;
  while (bytes[position] !== END_OF_CONTENTS) position = parseAt(bytes, position, depth + 1).end;
  if (bytes[position + 1] !== 0) throw new BerError('end of contents is malformed');
  return { element: { tag, content: bytes.subarray(start, position) }, end: position + 2 };
}

/** The one element that `bytes` are. @throws BerError, also for bytes after it */
export function readBer(bytes: Uint8Array): BerElement {
  const { element, end } = parseAt(bytes, 0, 0);
  if (end !== bytes.length) throw new BerError('bytes after the end');
  return element;
}

/** The elements inside a constructed one. @throws BerError unless it has `tag` */
export function readChildren(element: BerElement | undefined, tag: number): readonly BerElement[] {
  if (element?.tag !== tag) throw new BerError(`expected tag 0x${tag.toString(16)}`);
  if ((tag & CONSTRUCTED) === 0) throw new BerError('a primitive element has no children');
  const children: BerElement[] = [];
  for (let at = 0; at < element.content.length; ) {
    const { element: child, end } = parseAt(element.content, at, 0);
    children.push(child);
    at = end;
  }
  return children;
}

/** Content of a primitive element. @throws BerError unless it has `tag` */
export function readPrimitive(element: BerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new BerError(`expected tag 0x${tag.toString(16)}`);
  return element.content;
}

/** An octet string under any tag: in one piece, or (X.690 §8.7.3) constructed of pieces. @throws BerError */
export function readOctets(element: BerElement | undefined, primitiveTag: number): Uint8Array {
  if (element?.tag === primitiveTag) return element.content;
  const pieces = readChildren(element, primitiveTag | CONSTRUCTED).map((piece) => readPrimitive(piece, 0x04));
  return Uint8Array.from(Buffer.concat(pieces));
}
