import { encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { hmacSha256 } from './crypto/kdf.ts';
import type { Enclave } from './enclave.ts';
import type { RecordOwner, WalletRecord } from './record.ts';
import { tampered } from './record.ts';

export type LedgerHead = { readonly entry: LedgerEntry; readonly hash: Uint8Array };

/** How witnesses know a wallet: keyed, so that they learn neither user nor wallet, and the same for every record and epoch. */
export function walletHashOf(enclave: Enclave, owner: RecordOwner): Uint8Array<ArrayBuffer> {
  return hmacSha256(enclave.fleet.walletHashKey, encodeDcbor([owner.appId, owner.subjectHash, owner.walletId]));
}

/** The entry after `head`: everything carries over but what `change` says. Counts never reset by themselves. */
export function nextEntry(
  head: LedgerHead,
  atMs: number,
  change: Partial<Pick<LedgerEntry, 'attempts' | 'yearAttempts' | 'yearStartMs' | 'state' | 'retryAtMs' | 'recordHash' | 'pinEpoch'>>,
): LedgerEntry {
  return { ...head.entry, ...change, seq: head.entry.seq + 1, prev: head.hash, atMs };
}

/** Appends and returns the new head. @throws LedgerError */
export async function append(enclave: Enclave, entry: LedgerEntry): Promise<LedgerHead> {
  const { hash } = await enclave.ledger.append(entry);
  return { entry, hash };
}

/**
 * The ledger's head for a record, and proof that the record is the one it speaks of: an older record, or one the
 * ledger has never heard of, is refused before any PIN is looked at (PROTOCOL §8.4).
 *
 * @throws EnclaveError `ledger_rollback` | `record_tampered`, LedgerError
 */
export async function headFor(enclave: Enclave, walletHash: Uint8Array, record: WalletRecord): Promise<LedgerHead> {
  const head = await enclave.ledger.head(walletHash);
  if (head === null || head.entry.seq < record.ledgerSeq) throw new EnclaveError('ledger_rollback', 'the ledger is behind the wallet record');
  if (Buffer.compare(head.entry.recordHash, record.headerHash) !== 0 || head.entry.pinEpoch !== record.headerFields.pinEpoch) {
    throw tampered('not the one the ledger speaks of');
  }
  return head;
}
