import { encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { hmacSha256 } from './crypto/kdf.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import type { RecordOwner, WalletRecord } from './record.ts';
import { tampered } from './record.ts';

export type LedgerHead = { readonly entry: LedgerEntry; readonly hash: Uint8Array };

/** How witnesses know a wallet: keyed, so that they learn neither user nor wallet, and the same for every record and epoch. */
export function walletHashOf(enclave: Enclave, owner: RecordOwner): Uint8Array<ArrayBuffer> {
  return hmacSha256(enclave.fleet.walletHashKey, encodeDcbor([owner.appId, owner.subjectHash, owner.walletId]));
}

export type Change = Partial<
  Pick<LedgerEntry, 'attempts' | 'yearAttempts' | 'yearStartMs' | 'state' | 'retryAtMs' | 'recordHash' | 'pinEpoch' | 'holdUntilMs' | 'event'>
> & {
  /** Null: no record waits any more. */
  readonly pendingHash?: Uint8Array | null;
  readonly wraps?: readonly Uint8Array[];
  /** Sealed (`limits.ts`). Null: there are none any more. */
  readonly limits?: Uint8Array | null;
};

/** The entry after `head`: everything carries over but the event and what `change` says. Counts never reset by themselves. */
export function nextEntry(head: LedgerHead, atMs: number, change: Change): LedgerEntry {
  const { event: _event, pendingHash: pendingBefore, wraps: wrapsBefore, limits: limitsBefore, ...carried } = head.entry;
  const { pendingHash = pendingBefore ?? null, wraps = wrapsBefore ?? [], limits = limitsBefore ?? null, ...rest } = change;
  return {
    ...carried,
    ...rest,
    ...(pendingHash === null ? {} : { pendingHash }),
    ...(limits === null ? {} : { limits }),
    ...(wraps.length === 0 ? {} : { wraps: [...wraps].sort(Buffer.compare) }),
    seq: head.entry.seq + 1,
    prev: head.hash,
    atMs,
  };
}

/** Appends and returns the new head. @throws LedgerError */
export async function append(enclave: Enclave, entry: LedgerEntry): Promise<LedgerHead> {
  const { hash } = await enclave.ledger.append(entry);
  return { entry, hash };
}

/** Whether the record is the one whose PIN counts now. */
export function isCurrent({ entry }: LedgerHead, record: WalletRecord): boolean {
  return Buffer.compare(entry.recordHash, record.headerHash) === 0 && entry.pinEpoch === record.headerFields.pinEpoch;
}

/** What the server stores of a wallet, as far as a call brought it along. */
export type StoredRecords = { readonly record: WalletRecord; readonly pending: WalletRecord | null };

/**
 * The ledger's head for a record, and proof that the record is the one it speaks of: an older record, or one the
 * ledger has never heard of, is refused before any PIN is looked at (PROTOCOL §8.4).
 *
 * @throws EnclaveError `ledger_rollback` | `record_tampered`, LedgerError
 * @throws SealedFailure `wallet_state` with field `pinEpoch` when the waiting record has become the valid one and the
 *   server was not told any more: it is told now, and the next call finds everything in its place.
 */
export async function headFor(enclave: Enclave, walletHash: Uint8Array, { record, pending }: StoredRecords): Promise<LedgerHead> {
  const head = await enclave.ledger.head(walletHash);
  if (head === null || head.entry.seq < record.ledgerSeq) throw new EnclaveError('ledger_rollback', 'the ledger is behind the wallet record');
  if (isCurrent(head, record)) return head;
  if (pending !== null && isCurrent(head, pending)) {
    const effects = { kind: 'pin-activated', pinEpoch: pending.headerFields.pinEpoch } as const;
    throw new SealedFailure('wallet_state', { field: 'pinEpoch', effects });
  }
  throw tampered('not the one the ledger speaks of');
}
