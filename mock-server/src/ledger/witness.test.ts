import assert from 'node:assert/strict';
import { appendFileSync, closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { readEntry, type StoredEntry } from '../enclave/witness-entry.ts';
import { importWitnessPublicKey, verifyReceipt } from '../enclave/witness-receipt.ts';
import { nextEntry, sealed, walletHash } from './testing/entries.ts';
import { createWitness } from './witness.ts';
import { createWitnessKey } from './witness-keys.ts';
import { openWitnessLog, type WitnessLog, WitnessLogDamagedError } from './witness-log.ts';
import type { WitnessReply } from './witness-wire.ts';

const key = createWitnessKey((length) => new Uint8Array(length).fill(9));
const publicKey = importWitnessPublicKey(key.publicKey);
const nonce = new Uint8Array(32).fill(1);

describe('witness', () => {
  let folder: string;
  let path: string;
  let log: WitnessLog;
  const open = () => {
    log = openWitnessLog(path, (bytes) => readEntry(bytes).entry.walletHash);
    return createWitness({ id: 'w1', privateKey: key.privateKey, log });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'witness-'));
    path = join(folder, 'witness.log');
  });
  afterEach(() => {
    log.close();
    rmSync(folder, { recursive: true });
  });
  const append = (witness: ReturnType<typeof open>, stored: StoredEntry): WitnessReply => witness.handle({ op: 'append', entry: stored.bytes, nonce });
  const headOf = (witness: ReturnType<typeof open>, name: string): StoredEntry | null => {
    const reply = witness.handle({ op: 'head', walletHash: walletHash(name), nonce });
    assert.ok(reply.ok);
    return reply.entries[0] === undefined ? null : readEntry(reply.entries[0]);
  };
  /** `length` entries of wallet `name`, each accepted. */
  const fill = (witness: ReturnType<typeof open>, name: string, length: number): StoredEntry[] => {
    const chain: StoredEntry[] = [];
    for (let seq = 0; seq < length; seq++) {
      const stored = sealed(nextEntry(name, chain.at(-1) ?? null));
      assert.ok(append(witness, stored).ok);
      chain.push(stored);
    }
    return chain;
  };

  test('an unknown wallet has no entry, and a receipt says so for this nonce only', () => {
    const reply = open().handle({ op: 'head', walletHash: walletHash('a'), nonce });
    assert.ok(reply.ok);
    assert.deepEqual(reply.entries, []);
    const statement = { walletHash: walletHash('a'), seq: -1, entryHash: new Uint8Array(32), nonce };
    assert.ok(verifyReceipt(reply.receipt, 'w1', publicKey, statement));
    for (const changed of [{ nonce: new Uint8Array(32) }, { seq: 0 }, { walletHash: walletHash('b') }, { entryHash: nonce }]) {
      assert.equal(verifyReceipt(reply.receipt, 'w1', publicKey, { ...statement, ...changed }), false);
    }
    assert.equal(verifyReceipt(reply.receipt, 'w2', publicKey, statement), false);
  });

  test('entries follow one another, the same entry again is accepted again and stored once', () => {
    const witness = open();
    const chain = fill(witness, 'a', 3);
    const size = statSync(path).size;
    assert.ok(append(witness, chain[2] as StoredEntry).ok);
    assert.equal(statSync(path).size, size);
    assert.deepEqual(headOf(witness, 'a')?.hash, chain[2]?.hash);
  });

  test('error: wrong seq, wrong prev, another first entry', () => {
    const witness = open();
    const [first, second] = fill(witness, 'a', 2) as [StoredEntry, StoredEntry];
    for (const changes of [{ seq: 1 }, { seq: 3 }, { prev: first.hash }, { prev: new Uint8Array(32) }]) {
      const reply = append(witness, sealed(nextEntry('a', second, changes)));
      assert.deepEqual([reply.ok, !reply.ok && reply.code, !reply.ok && reply.head], [false, 'conflict', second.bytes]);
    }
    assert.equal(append(witness, sealed(nextEntry('b', null, { seq: 1 }))).ok, false);
    assert.equal(append(witness, sealed(nextEntry('b', null, { prev: first.hash }))).ok, false);
    assert.equal(headOf(witness, 'b'), null);
  });

  test('error: a count or an epoch that goes back, a destroyed PIN that comes back', () => {
    const witness = open();
    const chain = fill(witness, 'a', 5);
    const head = chain.at(-1) as StoredEntry;
    assert.equal(append(witness, sealed(nextEntry('a', head, { attempts: 3 }))).ok, false);
    const destroyed = sealed(nextEntry('a', head, { attempts: 10, state: 'PIN_DESTROYED', pinEpoch: 2 }));
    assert.ok(append(witness, destroyed).ok);
    assert.equal(append(witness, sealed(nextEntry('a', destroyed, { attempts: 0, state: 'AVAILABLE' }))).ok, false);
    assert.equal(append(witness, sealed(nextEntry('a', destroyed, { attempts: 0, pinEpoch: 1 }))).ok, false);
    assert.ok(append(witness, sealed(nextEntry('a', destroyed, { attempts: 0, state: 'POPULATED', pinEpoch: 3 }))).ok);
  });

  test('error: malformed bytes are named so and change nothing', () => {
    const witness = open();
    const good = sealed(nextEntry('a', null)).bytes;
    for (const entry of [new Uint8Array(0), good.subarray(1), Uint8Array.from([...good, 0])]) {
      assert.deepEqual(witness.handle({ op: 'append', entry, nonce }), { ok: false, code: 'malformed', head: null });
    }
    assert.equal(statSync(path).size, 0);
  });

  test('history comes oldest first, in pages, from where it is asked', () => {
    const witness = open();
    const chain = fill(witness, 'a', 250);
    fill(witness, 'b', 2);
    const seen: Uint8Array[] = [];
    let pages = 0;
    for (let fromSeq = 3; fromSeq < 250; pages++) {
      const reply = witness.handle({ op: 'history', walletHash: walletHash('a'), fromSeq, nonce });
      assert.ok(reply.ok && reply.entries.length > 0);
      const last = readEntry(reply.entries.at(-1) as Uint8Array);
      assert.ok(verifyReceipt(reply.receipt, 'w1', publicKey, { walletHash: walletHash('a'), seq: last.entry.seq, entryHash: last.hash, nonce }));
      seen.push(...reply.entries);
      fromSeq += reply.entries.length;
    }
    assert.ok(pages > 1);
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    assert.deepEqual(
      seen.map(hex),
      chain.slice(3).map(({ bytes }) => hex(bytes)),
    );
  });

  test('torn last write: every cut and every scribble over the end leaves all earlier entries', () => {
    fill(open(), 'a', 4);
    log.close();
    const whole = readFileSync(path);
    // All four records have the same length here.
    const fourth = (whole.length / 4) * 3;
    for (let cut = fourth; cut < whole.length; cut += 7) {
      for (const tail of [Buffer.alloc(0), Buffer.alloc(64), Buffer.alloc(300, 0xff)]) {
        writeFileSync(path, Buffer.concat([whole.subarray(0, cut), tail]));
        const witness = open();
        assert.equal(headOf(witness, 'a')?.entry.seq, 2, `cut at ${cut}`);
        assert.equal(statSync(path).size, fourth);
        log.close();
      }
    }
    writeFileSync(path, whole);
    assert.equal(headOf(open(), 'a')?.entry.seq, 3);
  });

  test('error: damage before the end is not mistaken for a torn write', () => {
    fill(open(), 'a', 4);
    log.close();
    const bytes = readFileSync(path);
    bytes[100] = (bytes[100] as number) ^ 1;
    writeFileSync(path, bytes);
    assert.throws(() => openWitnessLog(path, (entry) => readEntry(entry).entry.walletHash), WitnessLogDamagedError);
    assert.deepEqual(readFileSync(path), bytes);
    truncateSync(path);
    open();
  });

  test('error: a log that someone else has grown or cut is not written to', () => {
    const witness = open();
    const [head] = fill(witness, 'a', 1);
    appendFileSync(path, 'x');
    assert.deepEqual(append(witness, sealed(nextEntry('a', head as StoredEntry))), { ok: false, code: 'storage_failed', head: null });
    const file = openSync(path, 'r+');
    ftruncateSync(file, 0);
    closeSync(file);
    assert.deepEqual(append(witness, sealed(nextEntry('a', head as StoredEntry))), { ok: false, code: 'storage_failed', head: null });
  });

  test('property: whatever is sent and wherever it crashes, attempts never fall within an epoch but to zero', () => {
    const step = fc.record({
      wallet: fc.constantFrom('a', 'b'),
      attempts: fc.nat(11),
      pinEpoch: fc.nat(2),
      seqOffset: fc.constantFrom(0, 0, 0, 0, 1, -1),
      state: fc.constantFrom('AVAILABLE' as const, 'AVAILABLE' as const, 'PIN_DESTROYED' as const),
      crashBytes: fc.option(fc.nat(400), { freq: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        rmSync(path, { force: true });
        let witness = open();
        const accepted = new Map<string, StoredEntry>();
        for (const { wallet, seqOffset, crashBytes, ...changes } of steps) {
          const head = headOf(witness, wallet);
          assert.deepEqual(head?.hash, accepted.get(wallet)?.hash, 'an acknowledged entry is the head');
          const seq = Math.max(0, (head === null ? 0 : head.entry.seq + 1) + seqOffset);
          const next = sealed(nextEntry(wallet, head, { ...changes, seq }));
          const reply = append(witness, next);
          const before = head?.entry;
          if (reply.ok && before !== undefined) {
            assert.ok(next.entry.pinEpoch >= before.pinEpoch);
            if (next.entry.pinEpoch === before.pinEpoch) assert.ok(next.entry.attempts >= before.attempts || next.entry.attempts === 0);
            if (next.entry.pinEpoch === before.pinEpoch && before.state === 'PIN_DESTROYED') assert.equal(next.entry.state, 'PIN_DESTROYED');
          }
          if (reply.ok) accepted.set(wallet, next);
          if (crashBytes !== null) {
            // A crash in the middle of the next, never acknowledged write.
            log.close();
            const size = statSync(path).size;
            appendFileSync(path, Buffer.alloc(crashBytes, 0xa5));
            witness = open();
            assert.equal(statSync(path).size, size);
          }
        }
        log.close();
      }),
      { numRuns: 60 },
    );
    open();
  });
});
