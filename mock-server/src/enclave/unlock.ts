import { addressText, deriveAddress, proveAddress } from './address-proof.ts';
import { accountPath } from './crypto/hd-key.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { MAX_GRANT_SECONDS, MAX_GRANT_SIGNATURES } from './grants.ts';
import { withPin } from './pin-guard.ts';
import { bytes, integer, matching, object, optional, type Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { openSecret, type WalletSecret, wipeSecret } from './wrap.ts';

/** Decimal, without leading zeros, below 2^256 by its length and value. */
export const weiText = matching(/^(0|[1-9][0-9]{0,77})$/, 'must be a decimal amount of wei');

export const readUnlock = object({
  pin: bytes(32),
  ttlSeconds: integer(1, MAX_GRANT_SECONDS),
  maxSignatures: integer(1, MAX_GRANT_SIGNATURES),
  valueCapWei: weiText,
  random: bytes(32),
});

/** `unlock` (PROTOCOL §7.6): a PIN becomes a grant for this session key, in this process's memory. */
export async function unlock(enclave: Enclave, call: SealedCall<Read<typeof readUnlock>>): Promise<SealedOutcome> {
  const stored = call.stored();
  const { record } = stored;
  const { pin, ttlSeconds, maxSignatures, valueCapWei } = call.plaintext;
  const { recordKey, ledgerSeq, failedSinceLastUnlock, head } = await withPin(enclave, call.owner, stored, pin, (unlocked) => unlocked).finally(() =>
    wipe(pin),
  );
  const { walletId } = call.owner;
  const { holdUntilMs = 0 } = head.entry;
  const grant = { walletId, thumbprint: call.thumbprint, headerHash: record.headerHash, recordKey, ledgerSeq, holdUntilMs, valueCapWei: BigInt(valueCapWei) };
  const { id, expiresAtMs } = enclave.grants.open(grant, { ttlSeconds, maxSignatures });
  return { result: { grantId: id, expiresAtMs, failedSinceLastUnlock }, effects: { kind: 'none' } };
}

/** What a wallet was opened with; `grantId` is null for a PIN. */
export type Opened = { readonly ledgerSeq: number; readonly failedSinceLastUnlock: number; readonly holdUntilMs: number };

/**
 * Opens the wallet with exactly one of PIN and grant, and hands the secret to `act`. Everything is wiped afterwards.
 *
 * @throws SealedFailure `pin_required` when neither is there, `envelope` rules of the PIN guard and of grants.
 */
export async function withSecret<T>(
  enclave: Enclave,
  call: SealedCall<{ readonly pin: Uint8Array | null; readonly grantId: Uint8Array | null }>,
  cost: { readonly chainId: number; readonly wei: bigint } | null,
  act: (secret: WalletSecret, opened: Opened) => T,
): Promise<T> {
  const stored = call.stored();
  const { record } = stored;
  const { pin, grantId } = call.plaintext;
  let recordKey: Uint8Array | null = null;
  let secret: WalletSecret | null = null;
  try {
    if (pin !== null && grantId === null) {
      const unlocked = await withPin(enclave, call.owner, stored, pin, (found) => found);
      recordKey = unlocked.recordKey;
      secret = openSecret(record, recordKey);
      const { ledgerSeq, failedSinceLastUnlock, head } = unlocked;
      return act(secret, { ledgerSeq, failedSinceLastUnlock, holdUntilMs: head.entry.holdUntilMs ?? 0 });
    }
    if (grantId === null || pin !== null) throw new SealedFailure('pin_required');
    const grant = enclave.grants.find(grantId, { walletId: call.owner.walletId, thumbprint: call.thumbprint, headerHash: record.headerHash });
    enclave.grants.spend(grantId, cost);
    secret = openSecret(record, grant.recordKey);
    return act(secret, { ledgerSeq: grant.ledgerSeq, failedSinceLastUnlock: 0, holdUntilMs: grant.holdUntilMs });
  } finally {
    wipe(pin, recordKey);
    wipeSecret(secret);
  }
}

export const readAddress = object({ accountIndex: integer(0, 2 ** 31 - 1), pin: optional(bytes(32)), grantId: optional(bytes(32)), random: bytes(32) });

/** `address_derive` (PROTOCOL §6.7): the address of one more account of the wallet. */
export async function addressDerive(enclave: Enclave, call: SealedCall<Read<typeof readAddress>>): Promise<SealedOutcome> {
  const { accountIndex } = call.plaintext;
  const { headerFields: header, headerHash } = call.stored().record;
  return await withSecret(enclave, call, null, (secret, { ledgerSeq }) => {
    const address = deriveAddress(secret, accountIndex);
    const proof = proveAddress(enclave, { header, headerHash, index: accountIndex, address, ledgerSeq, issuedAtMs: enclave.clock.nowMs() });
    const path = accountPath(accountIndex);
    return { result: { address, path, proof }, effects: { kind: 'account', accountIndex, address: addressText(address), path } };
  });
}
