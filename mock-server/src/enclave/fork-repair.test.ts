import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ENTRY_KEY, nextEntry, walletHash } from '../ledger/testing/entries.ts';
import { makeWitness, type WitnessOnDisk } from '../ledger/testing/witness-on-disk.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import type { Ledger } from './ports.ts';
import { openQuorumLedger } from './quorum-ledger.ts';

const random = (length: number) => Uint8Array.from(randomBytes(length));
const clock = { nowMs: () => performance.timeOrigin + performance.now() };
type Head = Awaited<ReturnType<Ledger['head']>>;

describe('a forked witness', () => {
  let folder: string;
  let witnesses: [WitnessOnDisk, WitnessOnDisk, WitnessOnDisk];
  let opened: { close(): void }[];
  const open = (changes: { readonly witnesses?: readonly WitnessOnDisk[]; readonly quorum?: number } = {}) => {
    // Repairs go on behind the caller's back and are waited for by condition: a busy machine may take its time.
    const ledger = openQuorumLedger({ witnesses, quorum: 2, entryKey: ENTRY_KEY, clock, random, timeoutMs: 5_000, ...changes });
    opened.push(ledger);
    return ledger;
  };
  const start = (witness: WitnessOnDisk) => witness.start(witnesses.filter((other) => other !== witness));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fork-'));
    witnesses = [makeWitness(folder, 'w1'), makeWitness(folder, 'w2'), makeWitness(folder, 'w3')];
    opened = [];
    for (const witness of witnesses) await start(witness);
  });
  afterEach(async () => {
    for (const ledger of opened) ledger.close();
    for (const witness of witnesses) await witness.stop();
    rmSync(folder, { recursive: true });
  });

  const append = async (ledger: Ledger, head: Head, changes: Partial<LedgerEntry> = {}, name = 'a'): Promise<Head> => {
    const entry = nextEntry(name, head, changes);
    return { entry, ...(await ledger.append(entry)) };
  };
  const fill = async (ledger: Ledger, count: number, from: Head = null, name = 'a'): Promise<Head> => {
    let head = from;
    for (let index = 0; index < count; index++) head = await append(ledger, head, {}, name);
    return head;
  };
  const alone = async (witness: WitnessOnDisk, name = 'a'): Promise<Head> => {
    const ledger = open({ witnesses: [witness], quorum: 1 });
    return ledger.head(walletHash(name)).finally(() => ledger.close());
  };
  const eventually = async (check: () => Promise<boolean>) => {
    for (const deadlineMs = performance.now() + 30_000; !(await check()); await new Promise((resolve) => setImmediate(resolve))) {
      assert.ok(performance.now() < deadlineMs, 'did not happen in time');
    }
  };
  /** An entry that only w3 took, the way a process that dies while it writes leaves one. */
  const stray = async (head: Head, name = 'a') => {
    await eventually(async () => (await alone(witnesses[2], name))?.entry.seq === head?.entry.seq);
    await append(open({ witnesses: [witnesses[2]], quorum: 1 }), head, { atMs: 1 }, name);
  };

  test('behavior: is led back to what the quorum holds, and no longer reported', async () => {
    const ledger = open();
    const before = await fill(ledger, 2);
    await stray(before);
    const head = await fill(ledger, 5, before);
    await eventually(async () => {
      assert.deepEqual(await ledger.head(walletHash('a')), head);
      return (await alone(witnesses[2]))?.entry.seq === head?.entry.seq;
    });
    assert.deepEqual(await alone(witnesses[2]), head);
    await eventually(async () => ledger.forked().length === 0);
    // It is a witness like any other again: with one of the others gone, the two are a quorum.
    await witnesses[0].stop();
    const next = await append(ledger, head);
    assert.deepEqual(await ledger.head(walletHash('a')), next);
  });

  test('behavior: while the quorum is not there it is only reported, and led back once it is', async () => {
    const ledger = open();
    const before = await fill(ledger, 2);
    await stray(before);
    const head = await append(ledger, before);
    await witnesses[1].stop();
    await assert.rejects(ledger.head(walletHash('a')), { code: 'ledger_conflict' });
    await eventually(async () => ledger.forked().includes('w3'));
    await start(witnesses[1]);
    await eventually(async () => {
      await ledger.head(walletHash('a'));
      return (await alone(witnesses[2]))?.entry.atMs === head?.entry.atMs;
    });
    await eventually(async () => ledger.forked().length === 0);
  });

  test('behavior: one wallet that was led back does not hide another that was not', async () => {
    const ledger = open();
    const heads = new Map<string, Head>();
    for (const name of ['a', 'b']) {
      const before = await fill(ledger, 1, null, name);
      await stray(before, name);
      heads.set(name, await append(ledger, before, {}, name));
    }
    await witnesses[1].stop();
    for (const name of ['a', 'b']) await ledger.head(walletHash(name)).catch(() => undefined);
    await eventually(async () => ledger.forked().includes('w3'));
    await start(witnesses[1]);
    await eventually(async () => {
      await ledger.head(walletHash('a'));
      return (await alone(witnesses[2]))?.entry.atMs === heads.get('a')?.entry.atMs;
    });
    assert.deepEqual(ledger.forked(), ['w3']);
    await eventually(async () => {
      await ledger.head(walletHash('b'));
      return ledger.forked().length === 0;
    });
  });

  test('behavior: an entry that was confirmed is what they are led to, not away from: the newest of a lone witness gives way to nothing', async () => {
    const ledger = open();
    const before = await fill(ledger, 3);
    await stray(before);
    // w3 is ahead of the others by one nobody confirmed: it counts, as an unfinished try does.
    await witnesses[0].stop();
    const rolled = await ledger.head(walletHash('a'));
    assert.equal(rolled?.entry.seq, 3);
    assert.equal((await alone(witnesses[1]))?.entry.seq, 3);
    await start(witnesses[0]);
    await eventually(async () => {
      await ledger.head(walletHash('a'));
      return (await alone(witnesses[0]))?.entry.atMs === 1;
    });
  });
});
