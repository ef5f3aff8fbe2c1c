import type { AppProof } from '../../../widget/src/contract/sealed.ts';
import type { LedgerEvent } from '../ledger/witness-wire.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import type { RecordOwner } from './record.ts';
import { type RecoveryWrap, readWrap } from './recovery-wrap.ts';
import { append, type LedgerHead, nextEntry } from './wallet-ledger.ts';
import { MAX_WRAPS } from './witness-entry.ts';

const isSame = (left: Uint8Array, right: Uint8Array) => Buffer.compare(left, right) === 0;

/** Whether the ledger lists the wrap. */
export function counts({ entry }: LedgerHead, hash: Uint8Array): boolean {
  return entry.wraps?.some((listed) => isSame(listed, hash)) ?? false;
}

/** The stored wraps of a call that can be read; nothing says yet that they count. */
export function readWraps(stored: readonly Uint8Array[], owner: RecordOwner): readonly RecoveryWrap[] {
  return stored.map((wrap) => readWrap(wrap, owner)).filter((wrap) => wrap !== null);
}

/** WRAP_SET (PROTOCOL §6.10): these are all the ways back into the wallet. */
export function proveWrapSet(enclave: Enclave, owner: RecordOwner, { entry }: LedgerHead): AppProof {
  return enclave.attester.prove({
    type: 'WRAP_SET',
    v: 1,
    releaseSeq: enclave.manifest.releaseSeq,
    walletId: owner.walletId,
    subjectHash: owner.subjectHash,
    wraps: [...(entry.wraps ?? [])],
    ledgerSeq: entry.seq,
    issuedAtMs: entry.atMs,
  });
}

/**
 * Writes the set with one wrap more or less. What is listed and no longer stored leaves with it: nobody could use it.
 *
 * @throws SealedFailure `wallet_state` with field `wraps` when there are 8 already.
 */
export async function changeWrapSet(
  enclave: Enclave,
  head: LedgerHead,
  stored: readonly RecoveryWrap[],
  change: { readonly add?: Uint8Array; readonly remove?: Uint8Array; readonly event: LedgerEvent },
): Promise<LedgerHead> {
  const { add, remove, event } = change;
  const kept = stored.map(({ hash }) => hash).filter((hash) => counts(head, hash) && (remove === undefined || !isSame(hash, remove)));
  const wraps = add === undefined || kept.some((hash) => isSame(hash, add)) ? kept : [...kept, add];
  if (wraps.length > MAX_WRAPS) throw new SealedFailure('wallet_state', { field: 'wraps' });
  return append(enclave, nextEntry(head, enclave.clock.nowMs(), { wraps, event }));
}
