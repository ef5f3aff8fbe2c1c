import { sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import { openDataKey } from './data-key.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { provePinResult } from './next-epoch.ts';
import { inTurn } from './pin-guard.ts';
import { tampered, type WalletRecord } from './record.ts';
import type { Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { POPULATED_LIFETIME_MS, type readActivate } from './wallet-create.ts';
import { append, isCurrent, type LedgerHead, nextEntry, walletHashOf } from './wallet-ledger.ts';

/** No export and a cap on value for this long after a recovery (PROTOCOL §6.11). */
export const RECOVERY_HOLD_MS = 24 * 3_600_000;

function isResultOf(enclave: Enclave, record: WalletRecord, resultHash: Uint8Array): boolean {
  const { headerFields: header, headerHash, ledgerSeq } = record;
  return Buffer.compare(sha256(provePinResult(enclave, { header, headerHash, ledgerSeq }).payload), resultHash) === 0;
}

function isWaiting({ entry }: LedgerHead, record: WalletRecord): boolean {
  const isNamed = entry.pendingHash !== undefined && Buffer.compare(entry.pendingHash, record.headerHash) === 0;
  return isNamed && record.headerFields.pinEpoch === entry.pinEpoch + 1;
}

/** The KMS gives the data key and the MAC fits: what is about to become the only record can be opened. */
async function checkWhole(enclave: Enclave, record: WalletRecord): Promise<void> {
  wipe(await openDataKey(enclave, record));
}

async function activate(enclave: Enclave, head: LedgerHead, pending: WalletRecord): Promise<void> {
  const { origin, createdAtMs, pinEpoch, walletId } = pending.headerFields;
  const nowMs = enclave.clock.nowMs();
  if (nowMs - createdAtMs > POPULATED_LIFETIME_MS) {
    await append(enclave, nextEntry(head, nowMs, { pendingHash: null }));
    throw new SealedFailure('wallet_state');
  }
  await checkWhole(enclave, pending);
  const change = { pinEpoch, recordHash: pending.headerHash, pendingHash: null, event: 'pin_activate' } as const;
  // Tries on the old PIN go on counting after a change; a recovery is made because they are used up.
  const recovered = { state: 'AVAILABLE', attempts: 0, retryAtMs: 0, holdUntilMs: nowMs + RECOVERY_HOLD_MS } as const;
  await append(enclave, nextEntry(head, nowMs, origin === 'recover' ? { ...change, ...recovered } : change));
  enclave.grants.revokeWallet(walletId);
}

/**
 * `pin_activate` (PROTOCOL §6.9): the client shows that it has seen the new PIN's result, and in one ledger entry the
 * new record takes the place of the old one. Before that entry only the old PIN works, after it only the new one.
 * Repeating it is harmless.
 */
export async function pinActivate(enclave: Enclave, call: SealedCall<Read<typeof readActivate>>): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const { record, pending } = call.stored();
  return await inTurn(enclave, owner, async () => {
    const head = await enclave.ledger.head(walletHashOf(enclave, owner));
    if (head === null) throw tampered('the ledger has never heard of it');
    const done = [pending, record].find(
      (candidate) => candidate !== null && isCurrent(head, candidate) && isResultOf(enclave, candidate, plaintext.resultHash),
    );
    if (done === undefined || done === null) {
      if (pending === null || !isCurrent(head, record) || !isWaiting(head, pending)) throw new SealedFailure('wallet_state');
      if (!isResultOf(enclave, pending, plaintext.resultHash)) throw new SealedFailure('result_mismatch');
      const isUsable = head.entry.state === 'AVAILABLE' || (head.entry.state === 'PIN_DESTROYED' && pending.headerFields.origin === 'recover');
      if (!isUsable) throw new SealedFailure('wallet_state');
      await activate(enclave, head, pending);
    }
    const { pinEpoch } = (done ?? pending ?? record).headerFields;
    return { result: { pinEpoch }, effects: { kind: 'pin-activated', pinEpoch } };
  });
}
