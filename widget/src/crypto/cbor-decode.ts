import { fromUtf8 } from './bytes.ts';

/*
 * A strict CBOR reader (RFC 8949): definite lengths, shortest heads, no duplicate keys, no floats, no trailing bytes. It
 * reads what AWS Nitro and the enclave produce and refuses everything else. Key order is not required, because Nitro
 * does not sort.
 */

export type CborTag = { readonly tag: number; readonly value: CborItem };
export type CborMap = ReadonlyMap<string | number, CborItem>;
export type CborItem = number | bigint | string | boolean | null | Uint8Array<ArrayBuffer> | readonly CborItem[] | CborMap | CborTag;

export class CborError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`cbor: ${message}`, options);
    this.name = 'CborError';
  }
}

const MAX_DEPTH = 16;
const MAX_ITEMS = 4096;

class Reader {
  private readonly bytes: Uint8Array;
  private offset = 0;
  private items = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.offset === this.bytes.length;
  }

  private take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.bytes.length - this.offset) throw new CborError('the input ends too early');
    const part = new Uint8Array(this.bytes.subarray(this.offset, this.offset + length));
    this.offset += length;
    return part;
  }

  private argument(info: number): bigint {
    if (info < 24) return BigInt(info);
    if (info > 27) throw new CborError('indefinite lengths and reserved heads are not allowed');
    const width = 1 << (info - 24);
    let value = 0n;
    for (const byte of this.take(width)) value = (value << 8n) | BigInt(byte);
    const smallest = width === 1 ? 24n : 1n << BigInt((width / 2) * 8);
    if (value < smallest) throw new CborError('a head is longer than it needs to be');
    return value;
  }

  private count(value: bigint): number {
    if (value > BigInt(this.bytes.length)) throw new CborError('a length exceeds the input');
    return Number(value);
  }

  item(depth: number): CborItem {
    if (depth > MAX_DEPTH) throw new CborError('nested too deeply');
    if (++this.items > MAX_ITEMS) throw new CborError('too many items');
    const head = this.take(1)[0] as number;
    const major = head >> 5;
    if (major === 7) return this.simple(head & 31);
    const argument = this.argument(head & 31);
    if (major === 0) return argument <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(argument) : argument;
    if (major === 1) return argument < BigInt(Number.MAX_SAFE_INTEGER) ? -1 - Number(argument) : -1n - argument;
    if (major === 2) return this.take(this.count(argument));
    if (major === 3) return this.text(this.count(argument));
    if (major === 4) return Array.from({ length: this.count(argument) }, () => this.item(depth + 1));
    if (major === 5) return this.map(this.count(argument), depth);
    return { tag: Number(argument), value: this.item(depth + 1) };
  }

  private simple(info: number): CborItem {
    if (info === 20) return false;
    if (info === 21) return true;
    if (info === 22) return null;
    throw new CborError('floats and other simple values are not allowed');
  }

  private text(length: number): string {
    try {
      return fromUtf8(this.take(length));
    } catch (cause) {
      if (cause instanceof CborError) throw cause;
      throw new CborError('a text is not UTF-8', { cause });
    }
  }

  private map(size: number, depth: number): CborMap {
    const map = new Map<string | number, CborItem>();
    for (let index = 0; index < size; index++) {
      const key = this.item(depth + 1);
      if (typeof key !== 'string' && typeof key !== 'number') throw new CborError('a key is neither a text nor a number');
      if (map.has(key)) throw new CborError('a key appears twice');
      map.set(key, this.item(depth + 1));
    }
    return map;
  }
}

/**
 * Decodes exactly one item.
 *
 * @throws CborError for anything that is not well-formed, deterministic in its heads, and within the limits.
 * @example
 * ```ts
 * decodeCbor(Uint8Array.of(0xa1, 0x61, 0x61, 0x01)); // Map { 'a' => 1 }
 * ```
 */
export function decodeCbor(bytes: Uint8Array): CborItem {
  const reader = new Reader(bytes);
  const item = reader.item(0);
  if (!reader.done) throw new CborError('bytes follow the item');
  return item;
}

/** @throws CborError unless the input is exactly one map. */
export function decodeCborMap(bytes: Uint8Array): CborMap {
  const item = decodeCbor(bytes);
  if (!(item instanceof Map)) throw new CborError('a map was expected');
  return item;
}
