import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'node:test';
import { ENTRY_KEY, nextEntry, sealed, walletHash } from '../../ledger/testing/entries.ts';
import { createMemoryWitnesses, type MemoryWitness } from '../../ledger/testing/memory-witness.ts';
import type { LedgerEntry } from '../../ledger/witness-wire.ts';
import { LedgerError } from '../ports.ts';
import { openQuorumLedger, type QuorumLedgerOptions } from '../quorum-ledger.ts';
import type { StoredEntry } from '../witness-entry.ts';

/*
 * A quorum over witnesses in memory, which answer as a test wants them to. Disk, sockets and crashes are in
 * quorum-ledger.test.ts.
 */

export const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
export const wallet = walletHash('a');
export const hashes = (entries: readonly StoredEntry[]) => entries.map(({ hash }) => Buffer.from(hash).toString('hex'));

/** `length` entries after `from`. */
export function grow(length: number, from: StoredEntry | null = null, changes: Partial<LedgerEntry> = {}, name = 'a'): StoredEntry[] {
  const chain: StoredEntry[] = [];
  for (let index = 0; index < length; index++) chain.push(sealed(nextEntry(name, chain.at(-1) ?? from, changes)));
  return chain;
}

export function failed(code: LedgerError['code'], message: string) {
  return (error: unknown) => {
    assert.ok(error instanceof LedgerError, String(error));
    assert.deepEqual([error.code, error.message], [code, message]);
    return true;
  };
}

export let witnesses: readonly MemoryWitness[] = [];
let opened: { close(): void }[] = [];
let nowMs = 0;
export const clock = { nowMs: () => nowMs };
export const at = (index: number) => witnesses[index] as MemoryWitness;

/** Closes it after the test. */
export function closing<Ledger extends { close(): void }>(ledger: Ledger): Ledger {
  opened.push(ledger);
  return ledger;
}

export function open(options: Partial<QuorumLedgerOptions> = {}) {
  let nonces = 0;
  const random = (length: number) => bytes(length, nonces++ % 256);
  // Long enough that nothing but a test that hangs ever meets it.
  const ledger = openQuorumLedger({ witnesses, quorum: 2, entryKey: ENTRY_KEY, clock, random, timeoutMs: 60_000, ...options });
  return closing(ledger);
}
export function use(count: number, quorum: number): void {
  witnesses = createMemoryWitnesses(count, quorum);
}
/** New witnesses, and a clock of the tests' own, for each test of the file. */
export function useQuorum(): void {
  beforeEach(() => {
    nowMs = 1_000_000;
    opened = [];
    use(3, 2);
  });
  afterEach(() => {
    // A call that a closed connection ends is made once more; it must not find a silent witness again.
    for (const witness of witnesses) witness.intercept = () => 'close';
    for (const ledger of opened) ledger.close();
  });
}

/** Time passes. */
export function pass(durationMs: number): void {
  nowMs += durationMs;
}

/** Puts entries into the logs of some witnesses, past the ledger. */
export function hold(indexes: readonly number[], ...entries: readonly StoredEntry[]): void {
  for (const index of indexes) for (const { entry, bytes: stored } of entries) at(index).log.append(entry.walletHash, stored);
}
export const held = (index: number) => hashes(at(index).log.entriesOf(wallet));
export const asked = (index: number, op: MemoryWitness['asked'][number]) => at(index).asked.filter((name) => name === op).length;
export const down = (...indexes: readonly number[]) => {
  for (const index of indexes) at(index).intercept = () => 'close';
};
export const up = (...indexes: readonly number[]) => {
  for (const index of indexes) at(index).intercept = () => null;
};
/** Healing runs behind a read; this waits for what it leads to. */
export async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 15_000;
  while (!(await check())) {
    assert.ok(performance.now() < deadlineMs, 'did not happen in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
