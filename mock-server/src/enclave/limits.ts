import { type CborValue, concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { WalletPolicy } from '../../../widget/src/contract/sealed.ts';
import { openAesGcm, sealAesGcm } from './crypto/aead.ts';
import { hkdf, sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { origin } from './intent.ts';
import { LedgerError } from './ports.ts';
import { bytes, integer, list, literal, object, oneOf, optional, type Read, type Reader, SchemaError, weiText } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';
import { minimalBytes } from './transaction.ts';
import { MAX_LIMITS_BYTES } from './witness-entry.ts';

/*
 * A wallet's policy and what it has spent of late stand in its ledger entries (PROTOCOL §8.7): they are written with
 * the entry that needs them or not at all, a quorum keeps them, and nobody can set them back. They are sealed, because
 * pages, amounts and times would tell a witness whose wallet it is.
 */

/** How far back spending counts. */
export const SPENDING_WINDOW_MS = 24 * 3_600_000;
export const MAX_SPENDS = 16;
/** Of a policy's dCBOR; what 16 spendings need beside it is reserved. */
export const MAX_POLICY_BYTES = 1_536;
const MAX_CHAINS = 8;
const MAX_ORIGINS = 16;
const MAX_ACCOUNTS = 8;
const PADDING = 256;
/** Sums of amounts of 256 bits. */
const MAX_WEI_BYTES = 40;
const INFO = new TextEncoder().encode('alcove/limits/v1\0');

/** What one signature may cost, counted before it is made. `intentId`: the first 16 bytes of the intent's hash. */
export type Spend = { readonly atMs: number; readonly chainId: number; readonly wei: bigint; readonly intentId: Uint8Array };
export type Limits = { readonly policy: WalletPolicy | null; readonly spends: readonly Spend[] };

export const NO_LIMITS: Limits = { policy: null, spends: [] };

function without<T>(read: Reader<T[]>, keyOf: (item: T) => string | number): Reader<T[]> {
  return (value, field) => {
    const items = read(value, field);
    if (new Set(items.map(keyOf)).size !== items.length) throw new SchemaError(field, 'must not repeat itself');
    return items;
  };
}

/** @throws SchemaError naming the field */
export const readPolicy: Reader<WalletPolicy> = object({
  dailyCaps: without(list(object({ chainId: integer(1), capWei: weiText }), MAX_CHAINS), ({ chainId }) => chainId),
  origins: without(
    list(object({ origin, accounts: without(list(integer(0, 2 ** 31 - 1), MAX_ACCOUNTS), (index) => index) }), MAX_ORIGINS),
    (entry) => entry.origin,
  ),
  others: oneOf('allow', 'ask', 'refuse'),
});

/** [atMs, chainId, wei, intentId] with wei big-endian without leading zeros: sixteen of them have to fit beside a policy. */
const readSpend: Reader<Spend> = (value, field) => {
  if (!Array.isArray(value) || value.length !== 4) throw new SchemaError(field, 'must be a list of four');
  const [atMs, chainId, wei, intentId] = value as readonly CborValue[];
  return {
    atMs: integer(0)(atMs, `${field}[0]`),
    chainId: integer(1)(chainId, `${field}[1]`),
    wei: BigInt(`0x0${Buffer.from(bytes(0, MAX_WEI_BYTES)(wei, `${field}[2]`)).toString('hex')}`),
    intentId: bytes(16)(intentId, `${field}[3]`),
  };
};
const readLimits = object({ v: literal(1), policy: optional(readPolicy), spends: list(readSpend, MAX_SPENDS) });

/** As the encoder takes it. */
export function policyMap({ dailyCaps, origins, others }: WalletPolicy): { readonly [key: string]: CborValue } {
  return { dailyCaps: dailyCaps.map((cap) => ({ ...cap })), origins: origins.map((entry) => ({ ...entry })), others };
}

export function encodePolicy(policy: WalletPolicy): Uint8Array<ArrayBuffer> {
  return encodeDcbor(policyMap(policy));
}

export function policyHash(policy: WalletPolicy): Uint8Array<ArrayBuffer> {
  return sha256(encodePolicy(policy));
}

/** Whether it allows what a wallet without one may do. */
export function isEmptyPolicy({ dailyCaps, origins, others }: WalletPolicy): boolean {
  return dailyCaps.length === 0 && origins.length === 0 && others === 'allow';
}

/** One key per wallet, so that random nonces never run short. */
function limitsKeyOf(enclave: Pick<Enclave, 'fleet'>, walletHash: Uint8Array): Uint8Array<ArrayBuffer> {
  return hkdf(enclave.fleet.limitsKey, walletHash, INFO);
}

/** iv (12 B) ‖ AES-256-GCM of length (4 B) ‖ dCBOR ‖ zeros up to a multiple of 256. Nothing where there is nothing to keep. */
export function sealLimits(enclave: Pick<Enclave, 'fleet' | 'random'>, walletHash: Uint8Array, { policy, spends }: Limits): Uint8Array | null {
  if (policy === null && spends.length === 0) return null;
  const encoded = encodeDcbor({
    v: 1,
    ...(policy === null ? {} : { policy: policyMap(policy) }),
    spends: spends.map(({ atMs, chainId, wei, intentId }) => [atMs, chainId, minimalBytes(wei), intentId]),
  });
  const padded = new Uint8Array(Math.ceil((4 + encoded.length) / PADDING) * PADDING);
  new DataView(padded.buffer).setUint32(0, encoded.length);
  padded.set(encoded, 4);
  const key = limitsKeyOf(enclave, walletHash);
  const iv = enclave.random(12);
  try {
    const sealed = concatBytes(iv, sealAesGcm(key, iv, padded, concatBytes(INFO, walletHash)));
    if (sealed.length > MAX_LIMITS_BYTES) throw new RangeError('limits do not fit an entry');
    return sealed;
  } finally {
    wipe(key);
  }
}

function parse(padded: Uint8Array): Read<typeof readLimits> {
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  return readLimits(decodeStrict(padded.subarray(4, 4 + length)), 'limits');
}

/** @throws LedgerError `ledger_rollback` when an authentic entry carries limits that do not open: those of another wallet, or of another fleet. */
export function openLimits(enclave: Pick<Enclave, 'fleet'>, walletHash: Uint8Array, sealed: Uint8Array | undefined): Limits {
  if (sealed === undefined) return NO_LIMITS;
  const key = limitsKeyOf(enclave, walletHash);
  try {
    const padded = openAesGcm(key, sealed.subarray(0, 12), sealed.subarray(12), concatBytes(INFO, walletHash));
    if (padded === null) throw new LedgerError('ledger_rollback', 'the limits of the ledger entry do not open');
    const { policy, spends } = parse(padded);
    return { policy, spends };
  } finally {
    wipe(key);
  }
}
