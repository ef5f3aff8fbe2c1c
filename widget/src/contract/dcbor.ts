/**
 * Deterministic CBOR encoding (RFC 8949 §4.2.1), encode only: shortest heads, definite lengths, map keys sorted by
 * their encoded bytes. The values are the few kinds the protocol uses; anything else is refused.
 *
 * Decoding is not here on purpose: each side reads with its own code, so that one bug cannot sit unseen on both.
 */
export type CborValue = number | bigint | string | boolean | null | Uint8Array | readonly CborValue[] | { readonly [key: string]: CborValue };

const textEncoder = new TextEncoder();

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
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function encode(value: CborValue): Uint8Array {
  if (value === null) return Uint8Array.of(0xf6);
  if (value === false) return Uint8Array.of(0xf4);
  if (value === true) return Uint8Array.of(0xf5);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError('dcbor: numbers must be safe integers');
    return value >= 0 ? head(0, value) : head(1, -1 - value);
  }
  if (typeof value === 'bigint') {
    if (value >= 1n << 64n || value < -(1n << 64n)) throw new RangeError('dcbor: integers must fit 64 bits');
    return value >= 0n ? head(0, value) : head(1, -1n - value);
  }
  if (typeof value === 'string') {
    const bytes = textEncoder.encode(value);
    return concatBytes(head(3, bytes.length), bytes);
  }
  if (value instanceof Uint8Array) return concatBytes(head(2, value.length), value);
  if (Array.isArray(value)) return concatBytes(head(4, value.length), ...(value as CborValue[]).map(encode));
  const entries = Object.entries(value as { [key: string]: CborValue }).map(([key, item]) => [encode(key), encode(item)] as const);
  entries.sort(([left], [right]) => compareBytes(left, right));
  return concatBytes(head(5, entries.length), ...entries.flat());
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
  return concatBytes(encode(value));
}
