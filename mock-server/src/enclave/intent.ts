import { INTENT_LIFETIME_SECONDS } from '../../../widget/src/contract/intent.ts';
import { SealedFailure } from './failures.ts';
import { bytes, integer, literal, matching, nullable, object, type Read, type Reader, SchemaError, text, uuid } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

/*
 * The enclave's own reading of what a person approved (PROTOCOL §7.2). The bytes have one spelling: what decodes is
 * encoded again and compared, so the hash that was approved is the hash of exactly these fields.
 */

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_UINT256 = 2n ** 256n - 1n;
/** Below this no transaction is valid (Ethereum yellow paper, G_transaction). */
const MIN_GAS = 21_000n;
const MAX_DATA_LENGTH = 65_536;

const decimal = matching(/^(0|[1-9][0-9]{0,77})$/, 'must be a decimal number');

function quantity(max: bigint, min = 0n): Reader<bigint> {
  return (value, field) => {
    const number = BigInt(decimal(value, field));
    if (number < min || number > max) throw new SchemaError(field, 'is out of range');
    return number;
  };
}

/** Whoever asks over WalletConnect, where no browser vouches for a page: the topic of the session, and nothing that the asker says of itself. */
const walletConnectSession = /^wc:[0-9a-f]{64}$/;

/** An origin in its one spelling, as `URL.origin` gives it, or a WalletConnect session. Neither can be spelt like the other. */
export const origin: Reader<string> = (value, field) => {
  const url = text(1, 255)(value, field);
  if (walletConnectSession.test(url)) return url;
  if (!URL.canParse(url) || new URL(url).origin !== url) throw new SchemaError(field, 'must be an origin');
  return url;
};

const header = {
  v: literal(1),
  appId: text(1, 64),
  origin,
  requestId: uuid,
  expiresAtSeconds: integer(0),
  account: bytes(20),
  accountIndex: integer(0, 2 ** 31 - 1),
  display: bytes(32),
};

const readers = {
  transaction: object({
    ...header,
    kind: literal('transaction'),
    chainId: integer(1),
    nonce: integer(0),
    to: nullable(bytes(20)),
    valueWei: quantity(MAX_UINT256),
    data: bytes(0, MAX_DATA_LENGTH),
    gasLimit: quantity(MAX_UINT64, MIN_GAS),
    maxFeePerGasWei: quantity(MAX_UINT256),
    maxPriorityFeePerGasWei: quantity(MAX_UINT256),
  }),
  message: object({ ...header, kind: literal('message'), message: bytes(0, MAX_DATA_LENGTH) }),
  'typed-data': object({ ...header, kind: literal('typed-data'), json: text(2, MAX_DATA_LENGTH) }),
} as const;

export type TransactionIntent = Read<(typeof readers)['transaction']>;
export type MessageIntent = Read<(typeof readers)['message']>;
export type TypedDataIntent = Read<(typeof readers)['typed-data']>;
export type EnclaveIntent = TransactionIntent | MessageIntent | TypedDataIntent;

export function invalidIntent(field: string): SealedFailure {
  return new SealedFailure('intent_invalid', { field });
}

function decode(canonical: Uint8Array): EnclaveIntent {
  try {
    const value = decodeStrict(canonical);
    const kind: unknown = value !== null && typeof value === 'object' ? (value as { readonly kind?: unknown }).kind : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(readers, kind)) throw new SchemaError('intent.kind', 'is not known');
    return readers[kind as keyof typeof readers](value, 'intent');
  } catch (error) {
    throw invalidIntent(error instanceof SchemaError ? error.field.replace(/^intent\./, '') : 'intent');
  }
}

/**
 * Decodes and judges an intent.
 *
 * @param session.appId what the certificate says; the intent must say the same.
 * @throws SealedFailure `intent_invalid` naming the field, `intent_expired`.
 */
export function readIntent(canonical: Uint8Array, session: { readonly appId: string; readonly nowMs: number }): EnclaveIntent {
  const intent = decode(canonical);
  if (intent.appId !== session.appId) throw invalidIntent('appId');
  const lifetimeMs = intent.expiresAtSeconds * 1000 - session.nowMs;
  if (lifetimeMs <= 0) throw new SealedFailure('intent_expired');
  if (lifetimeMs > INTENT_LIFETIME_SECONDS * 1000) throw invalidIntent('expiresAtSeconds');
  if (intent.kind === 'transaction') {
    if (intent.to === null && intent.data.length === 0) throw invalidIntent('to');
    if (intent.maxPriorityFeePerGasWei > intent.maxFeePerGasWei) throw invalidIntent('maxPriorityFeePerGasWei');
  }
  return intent;
}
