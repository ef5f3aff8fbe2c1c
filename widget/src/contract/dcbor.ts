/**
 * Deterministic CBOR encoding (RFC 8949 §4.2.1), encode only: shortest heads, definite lengths, map keys sorted by
 * their encoded bytes. The values are the few kinds the protocol uses; anything else is refused.
 *
 * Decoding is not here on purpose: each side reads with its own code, so that one bug cannot sit unseen on both.
 */
export type CborValue = number | bigint | string | boolean | null | Uint8Array | readonly CborValue[] | { readonly [key: string]: CborValue };

const textEncoder = new TextEncoder();

/** TextEncoder leaves the engine for each call; nearly all text here is a short key in ASCII. */
function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return textEncoder.encode(text);
    bytes[index] = unit;
  }
  return bytes;
}

function head(major: number, length: number | bigint): Uint8Array {
  const type = major << 5;
  // Nearly every head is a length or a small number; BigInt would cost more than all the rest of the encoding.
  if (length < 24) return Uint8Array.of(type | Number(length));
  if (length < 0x100) return Uint8Array.of(type | 24, Number(length));
  if (length < 0x1_0000) return Uint8Array.of(type | 25, Number(length) >> 8, Number(length) & 0xff);
  let value = BigInt(length);
  const width = value < 0x1_0000_0000n ? 4 : 8;
  const bytes = new Uint8Array(1 + width);
  bytes[0] = type | (24 + Math.log2(width));
  for (let index = width; index > 0; index--) {
    bytes[index] = Number(value & 0xffn);
    value >>= 8n;
  }
  return bytes;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] as number) - (right[index] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join(parts);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Appends the encoding to `parts`, which are joined once at the end: secrets are copied no more often than they must be. */
function encode(value: CborValue, parts: Uint8Array[]): void {
  if (value === null) parts.push(Uint8Array.of(0xf6));
  else if (value === false) parts.push(Uint8Array.of(0xf4));
  else if (value === true) parts.push(Uint8Array.of(0xf5));
  else if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError('dcbor: numbers must be safe integers');
    parts.push(value >= 0 ? head(0, value) : head(1, -1 - value));
  } else if (typeof value === 'bigint') {
    if (value >= 1n << 64n || value < -(1n << 64n)) throw new RangeError('dcbor: integers must fit 64 bits');
    parts.push(value >= 0n ? head(0, value) : head(1, -1n - value));
  } else if (typeof value === 'string') {
    const bytes = utf8(value);
    parts.push(head(3, bytes.length), bytes);
  } else if (value instanceof Uint8Array) parts.push(head(2, value.length), value);
  else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const item of value as CborValue[]) encode(item, parts);
  } else {
    const entries = Object.entries(value as { [key: string]: CborValue }).map(([key, item]) => {
      const bytes = utf8(key);
      return [concatBytes(head(3, bytes.length), bytes), item] as const;
    });
    entries.sort(([left], [right]) => compareBytes(left, right));
    parts.push(head(5, entries.length));
    for (const [key, item] of entries) {
      parts.push(key);
      encode(item, parts);
    }
  }
}

/**
 * @returns the deterministic encoding of `value`.
 * @throws TypeError for floats and unsafe integers, RangeError for integers over 64 bits.
 * @example
 * ```ts
 * encodeDcbor({ a: 1 }); // Uint8Array [0xa1, 0x61, 0x61, 0x01]
 * ```
 */
export function encodeDcbor(value: CborValue): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  encode(value, parts);
  return join(parts);
}
