import { decode, encode } from 'cborg';
import { ApiProblem } from '../http/problem.ts';

/*
 * The server's own reading of an intent (PROTOCOL §7): what it needs to keep of it and to compare with what was signed.
 * Whether it may be signed is decided in the enclave, from the same bytes.
 */

export type ReadTransactionIntent = {
  readonly kind: 'transaction';
  readonly requestId: string;
  readonly origin: string;
  /** Lower-case hexadecimal with 0x. */
  readonly account: `0x${string}`;
  readonly chainId: number;
  readonly nonce: number;
  readonly to: `0x${string}` | null;
  readonly valueWei: bigint;
  readonly data: `0x${string}`;
};
export type ReadMessageIntent = { readonly kind: 'message' | 'typed-data'; readonly requestId: string; readonly origin: string };
export type ReadIntent = ReadTransactionIntent | ReadMessageIntent;

const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ORIGIN_LENGTH_LIMIT = 255;
const ADDRESS_LENGTH = 20;
const VALUE_LIMIT = 1n << 256n;

function refuse(field: string): ApiProblem {
  return new ApiProblem('invalid_request', { field: `intent.${field}`, detail: `intent.${field} is not valid.` });
}

function toHex(bytes: Uint8Array): `0x${string}` {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function readMap(bytes: Uint8Array): Map<unknown, unknown> {
  let value: unknown;
  try {
    value = decode(bytes, { useMaps: true, strict: true, rejectDuplicateMapKeys: true, allowIndefinite: false, allowUndefined: false, allowInfinity: false });
  } catch {
    throw new ApiProblem('invalid_request', { field: 'intent', detail: 'The intent is not deterministic CBOR.' });
  }
  if (!(value instanceof Map)) throw new ApiProblem('invalid_request', { field: 'intent', detail: 'The intent is not a map.' });
  return value;
}

function readText(map: Map<unknown, unknown>, field: string, lengthLimit: number): string {
  const value = map.get(field);
  if (typeof value !== 'string' || value === '' || value.length > lengthLimit) throw refuse(field);
  return value;
}

function readBytes(map: Map<unknown, unknown>, field: string, length?: number): `0x${string}` {
  const value = map.get(field);
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length)) throw refuse(field);
  return toHex(value);
}

function readCount(map: Map<unknown, unknown>, field: string): number {
  const value = map.get(field);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw refuse(field);
  return value;
}

function readWei(map: Map<unknown, unknown>, field: string): bigint {
  const text = readText(map, field, 78);
  if (![...text].every((character) => character >= '0' && character <= '9')) throw refuse(field);
  const value = BigInt(text);
  if (value >= VALUE_LIMIT || String(value) !== text) throw refuse(field);
  return value;
}

/**
 * @param bytes canonical bytes of an intent (`encodeIntent` in the contract).
 * @throws ApiProblem `invalid_request` that names the field.
 */
export function readIntent(bytes: Uint8Array): ReadIntent {
  const map = readMap(bytes);
  const requestId = readText(map, 'requestId', 36);
  if (!REQUEST_ID.test(requestId)) throw refuse('requestId');
  const origin = readText(map, 'origin', ORIGIN_LENGTH_LIMIT);
  const kind = map.get('kind');
  if (kind === 'message' || kind === 'typed-data') return { kind, requestId, origin };
  if (kind !== 'transaction') throw refuse('kind');
  return {
    kind,
    requestId,
    origin,
    account: readBytes(map, 'account', ADDRESS_LENGTH),
    chainId: readCount(map, 'chainId'),
    nonce: readCount(map, 'nonce'),
    to: map.get('to') === null ? null : readBytes(map, 'to', ADDRESS_LENGTH),
    valueWei: readWei(map, 'valueWei'),
    data: readBytes(map, 'data'),
  };
}

/**
 * What of an intent must be the same when its request is repeated: everything but the expiry. Somebody who presses "Try
 * again" after a lost answer approves the same thing a little later, and gets the same signature.
 *
 * @throws ApiProblem `invalid_request`
 */
export function requestOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const map = readMap(bytes);
  map.delete('expiresAtSeconds');
  return new Uint8Array(encode(map));
}
