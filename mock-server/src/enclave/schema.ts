import type { CborValue } from '../../../widget/src/contract/dcbor.ts';

/* Readers for decoded CBOR. Closed: a map with a key nobody asked for is refused, so nothing rides along unseen. */

export class SchemaError extends Error {
  /** Path of the wrong field, e.g. `sessionKey.x`. */
  readonly field: string;
  constructor(field: string, rule: string) {
    super(`${field} ${rule}`);
    this.name = 'SchemaError';
    this.field = field;
  }
}

/** Reads one value; `undefined` means the key was absent. */
export type Reader<T> = (value: CborValue | undefined, field: string) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

export function bytes(minLength: number, maxLength = minLength): Reader<Uint8Array> {
  return (value, field) => {
    if (!(value instanceof Uint8Array)) throw new SchemaError(field, 'must be a byte string');
    if (value.length < minLength || value.length > maxLength) throw new SchemaError(field, `must have ${minLength} to ${maxLength} bytes`);
    return value;
  };
}

export function text(minLength: number, maxLength: number): Reader<string> {
  return (value, field) => {
    if (typeof value !== 'string') throw new SchemaError(field, 'must be text');
    if (value.length < minLength || value.length > maxLength) throw new SchemaError(field, `must have ${minLength} to ${maxLength} characters`);
    return value;
  };
}

export function matching(pattern: RegExp, rule: string): Reader<string> {
  return (value, field) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new SchemaError(field, rule);
    return value;
  };
}

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, field) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new SchemaError(field, 'must be an integer');
    if (value < min || value > max) throw new SchemaError(field, `must be from ${min} to ${max}`);
    return value;
  };
}

export const boolean: Reader<boolean> = (value, field) => {
  if (typeof value !== 'boolean') throw new SchemaError(field, 'must be true or false');
  return value;
};

export function literal<const T extends string | number>(expected: T): Reader<T> {
  return (value, field) => {
    if (value !== expected) throw new SchemaError(field, `must be ${expected}`);
    return expected;
  };
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, field) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new SchemaError(field, `must be one of ${allowed.join(', ')}`);
    return found;
  };
}

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, field) => (value === null ? null : reader(value, field));
}

/** An absent key reads as null, so that callers meet one kind of nothing. */
export function optional<T>(reader: Reader<T>): Reader<T | null> {
  return (value, field) => (value === undefined ? null : reader(value, field));
}

export function list<T>(item: Reader<T>, maxItems: number): Reader<T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw new SchemaError(field, 'must be a list');
    if (value.length > maxItems) throw new SchemaError(field, `must have at most ${maxItems} items`);
    return value.map((entry: CborValue, index) => item(entry, `${field}[${index}]`));
  };
}

/**
 * A map with exactly these keys.
 *
 * @example
 * ```ts
 * const readAttest = object({ op: literal('attest'), nonce: bytes(32) });
 * readAttest(decodeStrict(frame), 'request').nonce;
 * ```
 */
export function object<const S extends { readonly [key: string]: Reader<unknown> }>(shape: S): Reader<{ readonly [K in keyof S]: Read<S[K]> }> {
  return (value, field) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array) throw new SchemaError(field, 'must be a map');
    const map = value as { readonly [key: string]: CborValue };
    for (const key of Object.keys(map)) if (!Object.hasOwn(shape, key)) throw new SchemaError(`${field}.${key.slice(0, 40)}`, 'is not known');
    const result = Object.create(null) as { [key: string]: unknown };
    for (const [key, reader] of Object.entries(shape)) result[key] = reader(Object.hasOwn(map, key) ? map[key] : undefined, `${field}.${key}`);
    return result as { readonly [K in keyof S]: Read<S[K]> };
  };
}

/** Decimal, without leading zeros, below 2^256 by its length. */
export const weiText = matching(/^(0|[1-9][0-9]{0,77})$/, 'must be a decimal amount of wei');

export const uuid = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'must be a lower-case UUIDv4');
