import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { readEntry, type StoredEntry } from '../enclave/witness-entry.ts';
import { createBranchProof } from './branch-proof.ts';
import { nextEntry, sealed, walletHash } from './testing/entries.ts';
import { createWitness, type Witness } from './witness.ts';
import { createWitnessKey } from './witness-keys.ts';
import { openWitnessLog, type WitnessLog } from './witness-log.ts';
import type { LedgerEntry, Receipt, WitnessReply } from './witness-wire.ts';

const random = (length: number) => Uint8Array.from(randomBytes(length));
const nonce: Uint8Array = new Uint8Array(32).fill(1);
const ids = ['w1', 'w2', 'w3'] as const;
const keys = new Map(ids.map((id) => [id, createWitnessKey(random)]));
const keyOf = (id: (typeof ids)[number]) => keys.get(id) ?? assert.fail();

describe('a witness that took an entry nobody else has', () => {
  let folder: string;
  let logs: WitnessLog[];
  let group: readonly [Witness, Witness, Witness];
  const open = (id: (typeof ids)[number], withPeers = true): Witness => {
    const log = openWitnessLog(join(folder, id), (bytes) => readEntry(bytes).entry.walletHash);
    logs.push(log);
    const witnesses = ids.filter((other) => other !== id).map((other) => ({ id: other, publicKey: keyOf(other).publicKey }));
    const repair = withPeers ? { repair: { isHeldByQuorum: createBranchProof({ witnesses, quorum: 2 }), random } } : {};
    return createWitness({ id, privateKey: keyOf(id).privateKey, log, ...repair });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'branch-'));
    logs = [];
    group = [open('w1'), open('w2'), open('w3')];
  });
  afterEach(() => {
    for (const log of logs) log.close();
    rmSync(folder, { recursive: true });
  });

  const append = (witness: Witness, stored: StoredEntry) => witness.handle({ op: 'append', entry: stored.bytes, nonce });
  const headOf = (witness: Witness, over: Uint8Array = nonce): { readonly head: StoredEntry | null; readonly receipt: Receipt } => {
    const reply = witness.handle({ op: 'head', walletHash: walletHash('a'), nonce: over });
    assert.ok(reply.ok);
    return { head: reply.entries[0] === undefined ? null : readEntry(reply.entries[0]), receipt: reply.receipt };
  };
  const challengeOf = (witness: Witness): Uint8Array => {
    const reply = witness.handle({ op: 'adopt_challenge', nonce });
    return reply.ok ? (reply.entries[0] ?? assert.fail()) : assert.fail(reply.code);
  };
  const adopt = (witness: Witness, branch: readonly StoredEntry[], receipts: readonly Receipt[]): WitnessReply =>
    witness.handle({ op: 'adopt', entries: branch.map(({ bytes }) => bytes), receipts, nonce });
  const chain = (length: number, from: StoredEntry | null = null, change: Partial<LedgerEntry> = {}): StoredEntry[] => {
    const entries: StoredEntry[] = [];
    for (let count = 0; count < length; count++) entries.push(sealed(nextEntry('a', entries.at(-1) ?? from, change)));
    return entries;
  };
  /** Three on all, then one that only w3 has, and others that w1 and w2 have. */
  const fork = (deep: number, further: number) => {
    const common = chain(3);
    for (const witness of group) for (const entry of common) assert.ok(append(witness, entry).ok);
    const stray = chain(deep, common.at(-1), { atMs: 5 });
    for (const entry of stray) assert.ok(append(group[2], entry).ok);
    const branch = chain(further, common.at(-1), { atMs: 6 });
    for (const witness of [group[0], group[1]]) for (const entry of branch) assert.ok(append(witness, entry).ok);
    return { common, stray, branch };
  };
  const receiptsFor = (challenge: Uint8Array) => [headOf(group[0], challenge).receipt, headOf(group[1], challenge).receipt];

  test('takes the branch that two others have just signed for, keeps it over a restart, and goes on from it', () => {
    for (const [deep, further] of [
      [1, 1],
      [1, 5],
      [3, 3],
    ] as const) {
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), 'branch-'));
      group = [open('w1'), open('w2'), open('w3')];
      const { branch } = fork(deep, further);
      assert.ok(adopt(group[2], branch, receiptsFor(challengeOf(group[2]))).ok);
      assert.deepEqual(headOf(group[2]).head, branch.at(-1));
      const [next] = chain(1, branch.at(-1));
      const restarted = open('w3');
      assert.deepEqual(headOf(restarted).head, branch.at(-1));
      assert.ok(append(restarted, next ?? assert.fail()).ok);
      const history = restarted.handle({ op: 'history', walletHash: walletHash('a'), fromSeq: 0, nonce });
      assert.ok(history.ok);
      assert.equal(history.entries.length, 3 + further + 1, 'what was left is reached no more');
    }
  });

  test('takes it from the first entry on, when not even that one is the same', () => {
    const [stray] = chain(1, null, { atMs: 5 });
    const branch = chain(2, null, { atMs: 6 });
    assert.ok(append(group[2], stray ?? assert.fail()).ok);
    for (const witness of [group[0], group[1]]) for (const entry of branch) assert.ok(append(witness, entry).ok);
    assert.ok(adopt(group[2], branch, receiptsFor(challengeOf(group[2]))).ok);
    assert.deepEqual(headOf(group[2]).head, branch.at(-1));
  });

  test('error: without a proof, with half of one, an old one, one of strangers or one twice', () => {
    const { branch, stray } = fork(1, 1);
    const target = group[2];
    const [first, second] = receiptsFor(challengeOf(target));
    const stranger = createWitnessKey(random);
    const refused = (receipts: readonly (Receipt | undefined)[]) => {
      assert.equal(adopt(target, branch, receipts as Receipt[]).ok, false);
      assert.deepEqual(headOf(target).head, stray.at(-1));
    };
    const fresh = () => receiptsFor(challengeOf(target));
    refused([]);
    for (let count = 0; count < 8; count++) challengeOf(target);
    refused([first, second]); // Over a challenge that was forgotten.
    refused([fresh()[0]]);
    const [again] = fresh();
    refused([again, again]);
    refused([first, second]);
    refused([fresh()[0], { witnessId: 'w2', signature: (headOf(target, challengeOf(target)).receipt as Receipt).signature }]);
    const foreign = createWitness({ id: 'w2', privateKey: stranger.privateKey, log: openOther() });
    const challenge = challengeOf(target);
    refused([headOf(group[0], challenge).receipt, headOf(foreign, challenge).receipt]);
    function openOther(): WitnessLog {
      const log = openWitnessLog(join(folder, 'stranger'), (bytes) => readEntry(bytes).entry.walletHash);
      logs.push(log);
      return log;
    }
  });

  test('error: a branch that is behind, is its own, does not hang on anything, or has a gap', () => {
    const { branch, common, stray } = fork(2, 4);
    const target = group[2];
    const refused = (entries: readonly StoredEntry[]) => {
      assert.equal(adopt(target, entries, receiptsFor(challengeOf(target))).ok, false);
      assert.deepEqual(headOf(target).head, stray.at(-1));
    };
    refused([]);
    refused(branch.slice(1));
    refused(branch.slice(0, -1));
    refused([...branch.slice(0, 1), ...branch.slice(2)]);
    refused([...common.slice(1), ...branch.slice(1)]);
    assert.ok(adopt(target, branch, receiptsFor(challengeOf(target))).ok);
    assert.equal(adopt(target, branch, receiptsFor(challengeOf(target))).ok, false, 'it has it already');
    // Whoever is behind leads nobody back: what the two hold now is older than what the third goes on to.
    const [next] = chain(1, branch.at(-1));
    assert.ok(append(target, next ?? assert.fail()).ok);
    assert.equal(adopt(target, branch, receiptsFor(challengeOf(target))).ok, false);
    assert.deepEqual(headOf(target).head, next);
  });

  test('error: a witness that was told of no others is not led anywhere', () => {
    const { branch } = fork(1, 1);
    const alone = open('w3', false);
    assert.deepEqual(alone.handle({ op: 'adopt_challenge', nonce }), { ok: false, code: 'conflict', head: null });
    assert.equal(adopt(alone, branch, receiptsFor(nonce)).ok, false);
  });

  test('property: whatever is recorded and offered again, an entry that two of three have had at once is never lost', () => {
    const step = fc.record({
      entry: fc.nat(3),
      to: fc.subarray([0, 1, 2]),
      offer: fc.nat(2),
      fresh: fc.boolean(),
      receipts: fc.array(fc.nat(40), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        rmSync(folder, { recursive: true });
        folder = mkdtempSync(join(tmpdir(), 'branch-'));
        for (const log of logs.splice(0)) log.close();
        group = [open('w1'), open('w2'), open('w3')];
        const recorded: Receipt[] = [];
        /** By seq, what a quorum held as its newest at one time. */
        const confirmed = new Map<number, string>();
        const hashOf = (stored: StoredEntry | null) => (stored === null ? '' : Buffer.from(stored.hash).toString('hex'));
        for (const { entry, to, offer, fresh, receipts } of steps) {
          const base = headOf(group[to[0] ?? 0] as Witness).head;
          const next = sealed(nextEntry('a', base, { atMs: entry, attempts: (base?.entry.attempts ?? -1) + 1 }));
          for (const index of to) append(group[index] as Witness, next);
          const target = group[offer] as Witness;
          const challenge = challengeOf(target);
          for (const witness of group) recorded.push(headOf(witness, challenge).receipt);
          const [left, right] = group.filter((witness) => witness !== target) as [Witness, Witness];
          const offered = fresh
            ? [headOf(left, challenge).receipt, headOf(right, challenge).receipt]
            : receipts.map((index) => recorded[index % recorded.length] as Receipt);
          const history = left.handle({ op: 'history', walletHash: walletHash('a'), fromSeq: 0, nonce });
          const entries = history.ok ? history.entries.map(readEntry) : [];
          const own = target.handle({ op: 'history', walletHash: walletHash('a'), fromSeq: 0, nonce });
          const parted = entries.findIndex(
            (other, index) => hashOf(other) !== (own.ok && own.entries[index] !== undefined ? hashOf(readEntry(own.entries[index])) : ''),
          );
          if (parted >= 0) adopt(target, entries.slice(parted), offered);
          const heads = group.map((witness) => headOf(witness).head);
          for (const head of heads) {
            const held = heads.filter((other) => hashOf(other) === hashOf(head)).length;
            if (head === null || held < 2) continue;
            const before = confirmed.get(head.entry.seq);
            assert.ok(before === undefined || before === hashOf(head), `two entries confirmed at ${head.entry.seq}`);
            confirmed.set(head.entry.seq, hashOf(head));
          }
        }
        const most = Math.max(-1, ...confirmed.keys());
        const holders = group.filter((witness) => (headOf(witness).head?.entry.seq ?? -1) >= most).length;
        assert.ok(most < 0 || holders >= 2, 'what a quorum confirmed, a quorum still has');
      }),
      { numRuns: 25 },
    );
  });

  test('param: peers', () => {
    const { publicKey } = createWitnessKey(random);
    assert.throws(() => createBranchProof({ witnesses: [{ id: 'a', publicKey: new Uint8Array(31) }], quorum: 1 }), TypeError);
    const twice = { id: 'a', publicKey };
    assert.throws(() => createBranchProof({ witnesses: [twice, twice], quorum: 2 }), TypeError);
  });
});
