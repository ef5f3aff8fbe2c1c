import { createHash } from 'node:crypto';
import { readEntry, type StoredEntry, sealEntry } from '../../enclave/witness-entry.ts';
import type { LedgerEntry } from '../witness-wire.ts';

export const ENTRY_KEY = new Uint8Array(32).fill(7);

export function walletHash(name: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(name).digest());
}

/** First entry of a wallet, or the one that follows `head`; a new try unless `changes` says otherwise. */
export function nextEntry(
  name: string,
  head: { readonly entry: LedgerEntry; readonly hash: Uint8Array } | null,
  changes: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    walletHash: walletHash(name),
    seq: head === null ? 0 : head.entry.seq + 1,
    prev: head?.hash ?? new Uint8Array(32),
    pinEpoch: head?.entry.pinEpoch ?? 0,
    attempts: head === null ? 0 : head.entry.attempts + 1,
    yearAttempts: head === null ? 0 : head.entry.yearAttempts + 1,
    yearStartMs: 1_790_000_000_000,
    state: 'AVAILABLE',
    retryAtMs: 0,
    recordHash: new Uint8Array(32).fill(3),
    atMs: 1_790_000_000_000,
    ...changes,
  };
}

/** As a witness stores it. */
export function sealed(entry: LedgerEntry, key: Uint8Array = ENTRY_KEY): StoredEntry {
  return readEntry(sealEntry(entry, key));
}
