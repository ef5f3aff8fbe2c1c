/*
 * The little of DER (X.690) that X.509 certificates of the Nitro chain need. Nodes keep offsets into the input, so that the
 * signed bytes are the received ones, never re-encoded ones.
 */

export class DerError extends Error {
  constructor(message: string) {
    super(`der: ${message}`);
    this.name = 'DerError';
  }
}

export type DerNode = {
  readonly tag: number;
  /** Contents only. */
  readonly body: Uint8Array;
  /** Tag, length and contents. */
  readonly whole: Uint8Array;
};

function readNode(bytes: Uint8Array, offset: number): { node: DerNode; end: number } {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw new DerError('the input ends too early');
  if ((tag & 0x1f) === 0x1f) throw new DerError('long tags are not used in certificates');
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const width = first & 0x7f;
    if (width === 0 || width > 3) throw new DerError('indefinite or oversized length');
    length = 0;
    for (let index = 0; index < width; index++) length = length * 256 + (bytes[start + index] ?? Number.NaN);
    start += width;
    if (!(length >= (width === 1 ? 0x80 : 1 << (8 * (width - 1))))) throw new DerError('a length is longer than it needs to be');
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('the input ends too early');
  return { node: { tag, body: bytes.subarray(start, end), whole: bytes.subarray(offset, end) }, end };
}

/** Reads exactly one node. @throws DerError when bytes follow it. */
export function readDer(bytes: Uint8Array): DerNode {
  const { node, end } = readNode(bytes, 0);
  if (end !== bytes.length) throw new DerError('bytes follow the structure');
  return node;
}

/** The children of a constructed node. @throws DerError */
export function childrenOf(node: DerNode): readonly DerNode[] {
  const children: DerNode[] = [];
  for (let offset = 0; offset < node.body.length; ) {
    const { node: child, end } = readNode(node.body, offset);
    children.push(child);
    offset = end;
  }
  return children;
}

/** @throws DerError unless `node` exists and carries `tag`. */
export function expectTag(node: DerNode | undefined, tag: number, label: string): DerNode {
  if (node?.tag !== tag) throw new DerError(`${label} is missing or of another type`);
  return node;
}

/** A small non-negative INTEGER. @throws DerError */
export function smallInteger(node: DerNode, label: string): number {
  expectTag(node, 0x02, label);
  if (node.body.length !== 1 || (node.body[0] as number) > 0x7f) throw new DerError(`${label} is out of range`);
  return node.body[0] as number;
}

/**
 * An ECDSA-Sig-Value (RFC 3279 §2.2.3) as `r ‖ s`, each `size` bytes, as WebCrypto wants it.
 *
 * @throws DerError
 */
export function rawEcdsaSignature(der: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const parts = childrenOf(expectTag(readDer(der), 0x30, 'signature'));
  if (parts.length !== 2) throw new DerError('signature must hold two integers');
  const raw = new Uint8Array(size * 2);
  parts.forEach((part, index) => {
    let { body } = expectTag(part, 0x02, 'signature');
    while (body.length > 1 && body[0] === 0) body = body.subarray(1);
    if (body.length > size) throw new DerError('signature is too long');
    raw.set(body, size * (index + 1) - body.length);
  });
  return raw;
}
