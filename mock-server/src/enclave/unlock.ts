import type { WalletPolicy } from '../../../widget/src/contract/sealed.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { addressText, deriveAddress, proveAddress } from './address-proof.ts';
import { accountPath } from './crypto/hd-key.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { type Grant, MAX_GRANT_SECONDS, MAX_GRANT_SIGNATURES } from './grants.ts';
import { NO_LIMITS, openLimits, SPENDING_WINDOW_MS, type Spend, sealLimits } from './limits.ts';
import { deviceHoldUntilMs, walletCreatedAtMs } from './new-device.ts';
import { inTurn, withPin } from './pin-guard.ts';
import { bytes, integer, object, optional, type Read, weiText } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { isLimited, type Standing } from './spending.ts';
import { append, type Change, headFor, nextEntry, walletHashOf } from './wallet-ledger.ts';
import { openSecret, type WalletSecret, wipeSecret } from './wrap.ts';

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
  const { entry } = head;
  const grant = {
    walletId,
    thumbprint: call.thumbprint,
    headerHash: record.headerHash,
    recordKey,
    ledgerSeq,
    policy: openLimits(enclave, entry.walletHash, entry.limits).policy,
    holdUntilMs: entry.holdUntilMs ?? 0,
    walletCreatedAtMs: walletCreatedAtMs(entry, record),
    valueCapWei: BigInt(valueCapWei),
  };
  const { id, expiresAtMs } = enclave.grants.open(grant, { ttlSeconds, maxSignatures });
  return { result: { grantId: id, expiresAtMs, failedSinceLastUnlock }, effects: { kind: 'none' } };
}

/** What a wallet was opened with. */
export type Opened = { readonly ledgerSeq: number; readonly failedSinceLastUnlock: number; readonly policy: WalletPolicy | null };

/** What is asked before the wallet opens: the grant's cap, and the wallet's limits. */
export type Rules = {
  readonly cost: { readonly chainId: number; readonly wei: bigint } | null;
  /** The spending that has to be written down first; null for none. @throws SealedFailure */
  readonly judge: (standing: Standing) => readonly Spend[] | null;
};

/** For what nobody limits. */
export const FREE: Rules = { cost: null, judge: () => null };

type OpeningCall = SealedCall<{ readonly pin: Uint8Array | null; readonly grantId: Uint8Array | null }>;

/** Judges by an entry of the ledger, and says what the next one has to carry. */
function judgeByEntry(enclave: Enclave, call: OpeningCall, { judge }: Rules, entry: LedgerEntry): Pick<Change, 'limits'> {
  const limits = openLimits(enclave, entry.walletHash, entry.limits);
  const deviceHoldMs = deviceHoldUntilMs(call.certificate, walletCreatedAtMs(entry, call.stored().record));
  const spends = judge({ limits, holdUntilMs: entry.holdUntilMs ?? 0, deviceHoldUntilMs: deviceHoldMs });
  if (spends !== null) return { limits: sealLimits(enclave, entry.walletHash, { ...limits, spends }) };
  const oldestMs = enclave.clock.nowMs() - SPENDING_WINDOW_MS;
  const isStale = limits.policy === null && limits.spends.every(({ atMs }) => atMs <= oldestMs);
  return isStale ? { limits: null } : {};
}

/**
 * Takes one signature from a grant. It needs nobody else, unless the wallet is limited and the signature costs something:
 * then the sum is written to the ledger first.
 */
async function useGrant(enclave: Enclave, call: OpeningCall, grantId: Uint8Array, rules: Rules): Promise<Grant> {
  const { headerHash } = call.stored().record;
  const find = () => enclave.grants.find(grantId, { walletId: call.owner.walletId, thumbprint: call.thumbprint, headerHash });
  const { policy, holdUntilMs, walletCreatedAtMs: createdAtMs } = find();
  const standing = { limits: { ...NO_LIMITS, policy }, holdUntilMs, deviceHoldUntilMs: deviceHoldUntilMs(call.certificate, createdAtMs) };
  if (rules.cost === null || !isLimited(standing, enclave.clock.nowMs())) {
    rules.judge(standing);
    enclave.grants.spend(grantId, rules.cost);
    return find();
  }
  return await inTurn(enclave, call.owner, async () => {
    const head = await headFor(enclave, walletHashOf(enclave, call.owner), call.stored());
    if (head.entry.state !== 'AVAILABLE') throw new SealedFailure('grant_unknown');
    const { limits } = judgeByEntry(enclave, call, rules, head.entry);
    enclave.grants.spend(grantId, rules.cost);
    if (limits === undefined) return find();
    const { entry } = await append(enclave, nextEntry(head, enclave.clock.nowMs(), { limits }));
    return { ...find(), ledgerSeq: entry.seq };
  });
}

/**
 * Opens the wallet with exactly one of PIN and grant, and hands the secret to `act`. Everything is wiped afterwards.
 *
 * @throws SealedFailure `pin_required` when neither is there, `envelope` rules of the PIN guard, of grants and of limits.
 */
export async function withSecret<T>(enclave: Enclave, call: OpeningCall, rules: Rules, act: (secret: WalletSecret, opened: Opened) => T): Promise<T> {
  const stored = call.stored();
  const { record } = stored;
  const { pin, grantId } = call.plaintext;
  let recordKey: Uint8Array | null = null;
  let secret: WalletSecret | null = null;
  try {
    if (pin !== null && grantId === null) {
      const judge = (entry: LedgerEntry) => judgeByEntry(enclave, call, rules, entry);
      const unlocked = await withPin(enclave, call.owner, stored, pin, (found) => found, judge);
      recordKey = unlocked.recordKey;
      secret = openSecret(record, recordKey);
      const { ledgerSeq, failedSinceLastUnlock, head } = unlocked;
      const { policy } = openLimits(enclave, head.entry.walletHash, head.entry.limits);
      return act(secret, { ledgerSeq, failedSinceLastUnlock, policy });
    }
    if (grantId === null || pin !== null) throw new SealedFailure('pin_required');
    const grant = await useGrant(enclave, call, grantId, rules);
    secret = openSecret(record, grant.recordKey);
    return act(secret, { ledgerSeq: grant.ledgerSeq, failedSinceLastUnlock: 0, policy: grant.policy });
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
  return await withSecret(enclave, call, FREE, (secret, { ledgerSeq }) => {
    const address = deriveAddress(secret, accountIndex);
    const proof = proveAddress(enclave, { header, headerHash, index: accountIndex, address, ledgerSeq, issuedAtMs: enclave.clock.nowMs() });
    const path = accountPath(accountIndex);
    return { result: { address, path, proof }, effects: { kind: 'account', accountIndex, address: addressText(address), path } };
  });
}
