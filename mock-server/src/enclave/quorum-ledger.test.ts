import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { ENTRY_KEY, nextEntry, sealed, walletHash } from '../ledger/testing/entries.ts';
import { makeWitness } from '../ledger/testing/witness-on-disk.ts';
import { createWitnessKey } from '../ledger/witness-keys.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { type Ledger, LedgerError } from './ports.ts';
import { openQuorumLedger, type QuorumLedgerOptions } from './quorum-ledger.ts';
import { importWitnessPublicKey, verifyReceipt } from './witness-receipt.ts';

const random = (length: number) => Uint8Array.from(randomBytes(length));
const clock = { nowMs: () => performance.timeOrigin + performance.now() };
const code = (expected: LedgerError['code']) => (error: unknown) => error instanceof LedgerError && error.code === expected;
type Head = Awaited<ReturnType<Ledger['head']>>;

describe('quorum ledger', () => {
  let folder: string;
  let witnesses: [ReturnType<typeof makeWitness>, ReturnType<typeof makeWitness>, ReturnType<typeof makeWitness>];
  let opened: { close(): void }[];
  const open = (changes: Partial<QuorumLedgerOptions> = {}) => {
    const ledger = openQuorumLedger({ witnesses, quorum: 2, entryKey: ENTRY_KEY, clock, random, ...changes });
    opened.push(ledger);
    return ledger;
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quorum-'));
    witnesses = [makeWitness(folder, 'w1'), makeWitness(folder, 'w2'), makeWitness(folder, 'w3')];
    opened = [];
    for (const witness of witnesses) await witness.start();
  });
  afterEach(async () => {
    for (const ledger of opened) ledger.close();
    for (const witness of witnesses) await witness.stop();
    rmSync(folder, { recursive: true });
  });
  const append = async (ledger: Ledger, head: Head, changes: Partial<LedgerEntry> = {}): Promise<Head> => {
    const entry = nextEntry('a', head, changes);
    return { entry, ...(await ledger.append(entry)) };
  };
  const fill = async (ledger: Ledger, count: number, from: Head = null): Promise<Head> => {
    let head = from;
    for (let index = 0; index < count; index++) head = await append(ledger, head);
    return head;
  };
  /** What one witness alone holds, without the quorum. */
  const alone = async (witness: (typeof witnesses)[number]): Promise<Head> => {
    const ledger = open({ witnesses: [witness], quorum: 1 });
    return ledger.head(walletHash('a')).finally(() => ledger.close());
  };
  const eventually = async (check: () => Promise<boolean>) => {
    const deadlineMs = performance.now() + 10_000;
    while (!(await check())) {
      assert.ok(performance.now() < deadlineMs, 'did not happen in time');
      // What is waited for happens in other turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  test('an unknown wallet is null; what was appended is the head, for every process', async () => {
    const ledger = open();
    assert.equal(await ledger.head(walletHash('a')), null);
    const head = await fill(ledger, 3);
    assert.deepEqual(await open().head(walletHash('a')), head);
    assert.equal(await ledger.reachable(), 3);
  });

  test('the same entry again is the same success', async () => {
    const ledger = open();
    const head = await fill(ledger, 1);
    const entry = nextEntry('a', head);
    assert.deepEqual(await ledger.append(entry), await ledger.append(entry));
  });

  test('one witness down: works; back again: it is caught up', async () => {
    const ledger = open();
    const before = await fill(ledger, 2);
    await witnesses[2].stop();
    const head = await fill(ledger, 120, before);
    assert.deepEqual(await ledger.head(walletHash('a')), head);
    assert.equal(await ledger.reachable(), 2);
    await witnesses[2].start();
    await ledger.head(walletHash('a'));
    await eventually(async () => {
      // Catching up has a deadline of its own; on a busy machine the next read goes on where the last one stopped.
      await ledger.head(walletHash('a'));
      return (await alone(witnesses[2]))?.entry.seq === 121;
    });
    await witnesses[0].stop();
    assert.deepEqual(await append(ledger, await ledger.head(walletHash('a'))).then((next) => next?.entry.seq), 122);
  });

  test('R9: two down: ledger_unavailable, nothing believed; back: works again', { timeout: 20_000 }, async () => {
    const ledger = open();
    const head = await fill(ledger, 1);
    await witnesses[1].stop();
    await witnesses[2].stop();
    await assert.rejects(ledger.head(walletHash('a')), code('ledger_unavailable'));
    await assert.rejects(append(ledger, head), code('ledger_unavailable'));
    await witnesses[1].start();
    // What the one witness took while it was alone is rolled forward: an unfinished try counts.
    const after = await ledger.head(walletHash('a'));
    assert.equal(after?.entry.seq, 1);
    assert.equal((await alone(witnesses[1]))?.entry.seq, 1);
    assert.equal((await append(ledger, after))?.entry.seq, 2);
  });

  test('two witnesses that accept connections and say nothing: ledger_unavailable', { timeout: 20_000 }, async () => {
    const silent = createServer(() => undefined);
    const socketPath = join(folder, 'silent.sock');
    await new Promise<void>((resolve) => silent.listen(socketPath, resolve));
    const [first, second, third] = witnesses;
    const ledger = open({ witnesses: [first, { ...second, socketPath }, { ...third, socketPath }] });
    await assert.rejects(ledger.head(walletHash('a')), code('ledger_unavailable'));
    silent.close();
  });

  test('T9: one witness set back to an old copy is healed, and nobody gets a guess back', async () => {
    const ledger = open();
    const early = await fill(ledger, 2);
    await eventually(async () => (await alone(witnesses[0]))?.entry.seq === 1);
    await witnesses[0].stop();
    witnesses[0].save();
    await witnesses[0].start();
    const head = await fill(ledger, 7, early);
    await witnesses[0].stop();
    witnesses[0].restore();
    await witnesses[0].start();
    assert.equal((await alone(witnesses[0]))?.entry.seq, 1);
    const fresh = open();
    assert.deepEqual(await fresh.head(walletHash('a')), head);
    await eventually(async () => (await alone(witnesses[0]))?.entry.attempts === head?.entry.attempts);
  });

  test('T9: two set back: this process notices by what it has seen', async () => {
    const ledger = open();
    const early = await fill(ledger, 2);
    for (const witness of [witnesses[0], witnesses[1]]) {
      await eventually(async () => (await alone(witness))?.entry.seq === 1);
      await witness.stop();
      witness.save();
      await witness.start();
    }
    await fill(ledger, 5, early);
    await witnesses[2].stop();
    for (const witness of [witnesses[0], witnesses[1]]) {
      await witness.stop();
      witness.restore();
      await witness.start();
    }
    await assert.rejects(ledger.head(walletHash('a')), code('ledger_rollback'));
    await witnesses[2].start();
    assert.equal((await ledger.head(walletHash('a')))?.entry.seq, 6);
  });

  test('a fork on one witness is reported, and the quorum goes on without it', async () => {
    const ledger = open();
    const head = await fill(ledger, 2);
    await eventually(async () => (await alone(witnesses[2]))?.entry.seq === 1);
    await open({ witnesses: [witnesses[2]], quorum: 1 }).append(nextEntry('a', head, { atMs: 1 }));
    const next = await append(ledger, head);
    assert.deepEqual(await ledger.head(walletHash('a')), next);
    await eventually(async () => ledger.forked().includes('w3'));
    assert.deepEqual(ledger.forked(), ['w3']);
    await witnesses[0].stop();
    await assert.rejects(ledger.head(walletHash('a')), code('ledger_conflict'));
  });

  test('two processes at once: one wins, the other is told ledger_conflict', async () => {
    const [left, right] = [open(), open()];
    const head = await fill(left, 1);
    await append(left, head, { atMs: 1 });
    await assert.rejects(append(right, head, { atMs: 2 }), code('ledger_conflict'));
    assert.equal((await right.head(walletHash('a')))?.entry.atMs, 1);
  });

  test('T6: an entry the operator appends by himself is not believed', async () => {
    const ledger = open();
    const head = await fill(ledger, 4);
    await eventually(async () => (await alone(witnesses[0]))?.entry.seq === 3 && (await alone(witnesses[1]))?.entry.seq === 3);
    const operator = open({ entryKey: new Uint8Array(32).fill(8), witnesses: [witnesses[0]], quorum: 1 });
    await operator.append(nextEntry('a', head, { attempts: 0 }));
    assert.equal((await ledger.head(walletHash('a')))?.entry.attempts, 3);
    await open({ entryKey: new Uint8Array(32).fill(8), witnesses: [witnesses[1]], quorum: 1 }).append(nextEntry('a', head, { attempts: 0 }));
    await assert.rejects(ledger.head(walletHash('a')), code('ledger_unavailable'));
  });

  test('T6: a witness with another key does not count', async () => {
    const stranger = createWitnessKey(random).publicKey;
    const ledger = open({
      witnesses: [witnesses[0], { ...witnesses[1], publicKey: stranger }, { ...witnesses[2], publicKey: createWitnessKey(random).publicKey }],
    });
    assert.equal(await ledger.reachable(), 1);
    await assert.rejects(ledger.head(walletHash('a')), code('ledger_unavailable'));
    await assert.rejects(ledger.append(nextEntry('a', null)), code('ledger_unavailable'));
  });

  test('param: quorum, entryKey, witnesses', () => {
    for (const changes of [
      { quorum: 1 },
      { quorum: 4 },
      { quorum: 1.5 },
      { entryKey: new Uint8Array(31) },
      { witnesses: [witnesses[0], witnesses[0], witnesses[1]] },
    ]) {
      assert.throws(() => open(changes), TypeError);
    }
    assert.throws(() => open({ witnesses: [{ ...witnesses[0], publicKey: new Uint8Array(33) }, witnesses[1], witnesses[2]] }), TypeError);
  });

  test('property: over crashes, one rollback and restarts of the enclave, acknowledged tries are never forgotten', async () => {
    const command = fc.oneof(
      { weight: 6, arbitrary: fc.constant('try' as const) },
      { weight: 1, arbitrary: fc.constant('success' as const) },
      { weight: 2, arbitrary: fc.constant('restart-enclave' as const) },
      { weight: 2, arbitrary: fc.constantFrom('stop-0' as const, 'stop-1' as const, 'stop-2' as const) },
      { weight: 1, arbitrary: fc.constant('roll-back-0' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
        const runFolder = mkdtempSync(join(folder, 'run-'));
        const group = [makeWitness(runFolder, 'w1'), makeWitness(runFolder, 'w2'), makeWitness(runFolder, 'w3')] as const;
        for (const witness of group) await witness.start();
        group[0].save();
        let down: number | null = null;
        let ledger = open({ witnesses: group });
        /** Tries that an enclave was told are on record, since the last success. */
        let acknowledged = 0;
        for (const name of commands) {
          if (name === 'restart-enclave') {
            ledger.close();
            ledger = open({ witnesses: group });
          } else if (name === 'roll-back-0') {
            await group[0].stop();
            group[0].restore();
            if (down !== 0) await group[0].start();
          } else if (name.startsWith('stop-')) {
            // One at a time is down: with two, nothing is acknowledged anyway.
            if (down !== null) await group[down]?.start();
            down = Number(name.at(-1));
            await group[down]?.stop();
          } else {
            const head = await ledger.head(walletHash('a')).catch(() => undefined);
            if (head === undefined) continue;
            assert.ok((head?.entry.attempts ?? 0) >= acknowledged, `${head?.entry.attempts} tries on record, ${acknowledged} acknowledged`);
            const entry = name === 'success' ? nextEntry('a', head, { attempts: 0 }) : nextEntry('a', head);
            const stored = await ledger.append(entry).then(
              () => true,
              () => false,
            );
            if (stored) acknowledged = entry.attempts;
            else if (name === 'success') acknowledged = 0;
          }
        }
        ledger.close();
        for (const witness of group) await witness.stop();
      }),
      { numRuns: 15 },
    );
  });

  test('ledger_head: a quorum signs for the newest entry over the caller’s nonce, and nobody else’s', async () => {
    const ledger = open();
    const nonce = random(32);
    assert.equal(await ledger.attestHead(walletHash('a'), nonce), null);
    const head = await fill(ledger, 3);
    await witnesses[2].stop();
    const attested = (await ledger.attestHead(walletHash('a'), nonce)) ?? assert.fail();
    assert.deepEqual([attested.entry, attested.hash], [head?.entry, head?.hash]);
    const statement = { walletHash: walletHash('a'), seq: 2, entryHash: attested.hash, nonce };
    assert.deepEqual(attested.receipts.map(({ witnessId }) => witnessId).sort(), ['w1', 'w2']);
    for (const receipt of attested.receipts) {
      const { id, publicKey } = witnesses.find(({ id }) => id === receipt.witnessId) ?? assert.fail();
      assert.ok(verifyReceipt(receipt, id, importWitnessPublicKey(publicKey), statement));
      assert.equal(verifyReceipt(receipt, id, importWitnessPublicKey(publicKey), { ...statement, nonce: random(32) }), false);
    }
    await witnesses[1].stop();
    await assert.rejects(ledger.attestHead(walletHash('a'), nonce), code('ledger_unavailable'));
  });

  test('the entry a test seals is the one the ledger seals', () => {
    const entry = nextEntry('a', null);
    assert.deepEqual(sealed(entry).entry, entry);
  });
});
