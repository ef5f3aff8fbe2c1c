import type { CborValue } from '../../../widget/src/contract/dcbor.ts';
import { decodeStrict, MalformedCborError } from './strict-cbor.ts';

/** Bytes that are not what the witness protocol allows. `field` is a path such as `entry.seq`. */
export class WireFormatError extends Error {
  readonly field: string;
  constructor(field: string, message: string, options?: ErrorOptions) {
    super(`${field}: ${message}`, options);
    this.name = 'WireFormatError';
    this.field = field;
  }
}

/** @throws WireFormatError unless `bytes` are deterministic CBOR (RFC 8949 §4.2.1): one spelling of every entry. */
export function readDcbor(bytes: Uint8Array, field: string): CborValue {
  try {
    return decodeStrict(bytes);
  } catch (cause) {
    if (!(cause instanceof MalformedCborError)) throw cause;
    throw new WireFormatError(field, cause.message, { cause });
  }
}

/** A map with exactly these keys, and any of the optional ones. */
export function readMap(
  value: CborValue | undefined,
  field: string,
  keys: readonly string[],
  optionalKeys: readonly string[] = [],
): Readonly<Record<string, CborValue | undefined>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) throw new WireFormatError(field, 'must be a map');
  const map = value as { readonly [key: string]: CborValue };
  const present = Object.keys(map);
  const unknown = present.find((key) => !keys.includes(key) && !optionalKeys.includes(key));
  if (unknown !== undefined) throw new WireFormatError(field, 'has an unknown key');
  const missing = keys.find((key) => !present.includes(key));
  if (missing !== undefined) throw new WireFormatError(`${field}.${missing}`, 'is missing');
  return map;
}

export function readBytes(value: CborValue | undefined, field: string, length?: number): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new WireFormatError(field, 'must be a byte string');
  if (length !== undefined && value.length !== length) throw new WireFormatError(field, `must be ${length} bytes`);
  return value;
}

export function readCount(value: CborValue | undefined, field: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new WireFormatError(field, 'must be a whole number from 0');
  return value;
}

export function readText(value: CborValue | undefined, field: string): string {
  if (typeof value !== 'string') throw new WireFormatError(field, 'must be text');
  return value;
}

export function readList(value: CborValue | undefined, field: string): readonly CborValue[] {
  if (!Array.isArray(value)) throw new WireFormatError(field, 'must be a list');
  return value as readonly CborValue[];
}
