import { concatBytes } from '../contract/dcbor.ts';
import type { Bytes } from './bytes.ts';

/** What RLP is made of (yellow paper, appendix B). */
export type RlpItem = Uint8Array | readonly RlpItem[];

function lengthBytes(length: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

function withHead(body: Uint8Array, offset: number): Bytes {
  if (body.length < 56) return concatBytes(Uint8Array.of(offset + body.length), body);
  const length = lengthBytes(body.length);
  return concatBytes(Uint8Array.of(offset + 55 + length.length), length, body);
}

export function encodeRlp(item: RlpItem): Bytes {
  if (!(item instanceof Uint8Array)) return withHead(concatBytes(...item.map(encodeRlp)), 0xc0);
  if (item.length === 1 && (item[0] as number) < 0x80) return new Uint8Array(item);
  return withHead(item, 0x80);
}

/** An integer as RLP wants it: big-endian without leading zeros, zero as nothing. */
export function rlpInteger(value: bigint): Bytes {
  const hex = value === 0n ? '' : value.toString(16);
  const padded = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = new Uint8Array(padded.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(padded.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}

/** The byte strings in a run of short items (at most 55 bytes each); null when there is anything else. */
export function readShortItems(bytes: Uint8Array): readonly Uint8Array[] | null {
  const items: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const head = bytes[offset] as number;
    const length = head < 0x80 ? 1 : head - 0x80;
    const start = head < 0x80 ? offset : offset + 1;
    if (head > 0xb7 || start + length > bytes.length) return null;
    items.push(bytes.subarray(start, start + length));
    offset = start + length;
  }
  return items;
}
