import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredEntry } from '../enclave/witness-entry.ts';
import { importWitnessPublicKey, signReceipt, verifyReceipt } from '../enclave/witness-receipt.ts';
import { createBranchProof } from './branch-proof.ts';
import { nextEntry, sealed, walletHash } from './testing/entries.ts';
import { createMemoryLog } from './testing/memory-witness.ts';
import { createWitness } from './witness.ts';
import { createWitnessKey } from './witness-keys.ts';
import { type WitnessLog, WitnessStorageError } from './witness-log.ts';
import type { LedgerEntry, Receipt, WitnessReply } from './witness-wire.ts';

/* The rules of a witness over a log in memory. What the disk adds is held in witness-log.test.ts and witness.test.ts. */

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const key = createWitnessKey((length) => bytes(length, 9));
const publicKey = importWitnessPublicKey(key.publicKey);
const nonce = bytes(32, 1);

function setUp(log: WitnessLog = createMemoryLog()) {
  const witness = createWitness({ id: 'w1', privateKey: key.privateKey, log });
  const append = (stored: StoredEntry): WitnessReply => witness.handle({ op: 'append', entry: stored.bytes, nonce });
  const accept = (stored: StoredEntry): StoredEntry => {
    assert.ok(append(stored).ok);
    return stored;
  };
  const head = (name = 'a') => witness.handle({ op: 'head', walletHash: walletHash(name), nonce });
  return { witness, append, accept, head };
}

/** The reply is a success, and its receipt covers this very entry. */
function receiptFor(reply: WitnessReply, stored: StoredEntry | null, of = walletHash('a')): void {
  assert.ok(reply.ok);
  const statement = { walletHash: of, seq: stored?.entry.seq ?? -1, entryHash: stored?.hash ?? bytes(32, 0), nonce };
  assert.ok(verifyReceipt(reply.receipt, 'w1', publicKey, statement));
}

describe('what may follow', () => {
  const conflict = (head: StoredEntry | null) => ({ ok: false, code: 'conflict', head: head?.bytes ?? null });
  const malformed = (head: StoredEntry | null) => ({ ok: false, code: 'malformed', head: head?.bytes ?? null });

  it('nothing: only entry 0 over 32 zero bytes', () => {
    const { append, head } = setUp();
    assert.deepEqual(append(sealed(nextEntry('a', null, { seq: 1 }))), conflict(null));
    assert.deepEqual(append(sealed(nextEntry('a', null, { prev: bytes(32, 1) }))), conflict(null));
    assert.deepEqual(append(sealed(nextEntry('a', null, { prev: Uint8Array.of(...bytes(31, 0), 1) }))), conflict(null));
    assert.deepEqual((head() as { entries: unknown }).entries, []);
    const first = sealed(nextEntry('a', null));
    const reply = append(first);
    assert.ok(reply.ok);
    assert.deepEqual(reply.entries, []);
    receiptFor(reply, first);
  });

  it('an entry: only the next number over its own hash; the very same again is no new one', () => {
    const { append, accept, head } = setUp();
    const first = accept(sealed(nextEntry('a', null)));
    const second = accept(sealed(nextEntry('a', first)));
    for (const change of [{ seq: 1 }, { seq: 3 }, { seq: 0 }, { prev: first.hash }, { prev: bytes(32, 0) }]) {
      assert.deepEqual(append(sealed(nextEntry('a', second, change))), conflict(second));
    }
    receiptFor(append(second), second);
    assert.deepEqual(append(first), conflict(second));
    const reply = head();
    receiptFor(reply, second);
    assert.deepEqual((reply as { entries: unknown }).entries, [second.bytes]);
  });

  const after = (before: Partial<LedgerEntry>, next: Partial<LedgerEntry>) => {
    const { append, accept } = setUp();
    const head = accept(sealed(nextEntry('a', null, { pinEpoch: 5, attempts: 4, ...before })));
    const reply = append(sealed(nextEntry('a', head, next)));
    return { reply, head };
  };
  const passes = (before: Partial<LedgerEntry>, next: Partial<LedgerEntry>) => assert.ok(after(before, next).reply.ok);
  const refused = (before: Partial<LedgerEntry>, next: Partial<LedgerEntry>) => {
    const { reply, head } = after(before, next);
    assert.deepEqual(reply, malformed(head));
  };

  it('a PIN epoch stays or grows', () => {
    refused({}, { pinEpoch: 4 });
    refused({}, { pinEpoch: 4, attempts: 0 });
    passes({}, { pinEpoch: 5 });
    passes({}, { pinEpoch: 6 });
  });

  it('in one epoch the tries stay, grow or begin anew', () => {
    passes({}, { attempts: 4 });
    passes({}, { attempts: 5 });
    passes({}, { attempts: 0 });
    refused({}, { attempts: 3 });
    refused({}, { attempts: 1 });
    passes({}, { attempts: 1, pinEpoch: 6 });
  });

  it('a destroyed PIN stays destroyed, and keeps its tries, until the next epoch', () => {
    const destroyed = { state: 'PIN_DESTROYED', attempts: 10 } as const;
    for (const state of ['AVAILABLE', 'POPULATED'] as const) {
      refused(destroyed, { state, attempts: 10 });
      refused(destroyed, { state, attempts: 0 });
      passes(destroyed, { state, attempts: 0, pinEpoch: 6 });
    }
    for (const state of ['PIN_DESTROYED', 'SHREDDED'] as const) {
      passes(destroyed, { state, attempts: 10 });
      refused(destroyed, { state, attempts: 0 });
      refused(destroyed, { state, attempts: 9 });
    }
  });
});

describe('history', () => {
  const chainOf = (length: number) => {
    const world = setUp();
    const chain: StoredEntry[] = [];
    for (let index = 0; index < length; index++) chain.push(world.accept(sealed(nextEntry('a', chain.at(-1) ?? null))));
    const history = (fromSeq: number) => world.witness.handle({ op: 'history', walletHash: walletHash('a'), fromSeq, nonce });
    return { chain, history };
  };

  it('begins where it is asked to, oldest first, with a receipt for its last', () => {
    const { chain, history } = chainOf(5);
    for (const fromSeq of [0, 1, 4]) {
      const reply = history(fromSeq);
      assert.deepEqual(
        (reply as { entries: unknown }).entries,
        chain.slice(fromSeq).map(({ bytes: stored }) => stored),
      );
      receiptFor(reply, chain[4] as StoredEntry);
    }
    const none = history(5);
    assert.deepEqual((none as { entries: unknown }).entries, []);
    receiptFor(none, null);
  });

  it('is cut into pages of 32,768 bytes, an entry that fits exactly included', () => {
    const { chain, history } = chainOf(200);
    const page = history(0) as { entries: readonly Uint8Array[] };
    const size = (count: number) => chain.slice(0, count).reduce((sum, { bytes: stored }) => sum + stored.length, 0);
    assert.ok(size(page.entries.length) <= 32_768 && size(page.entries.length + 1) > 32_768);
    assert.deepEqual(
      page.entries,
      chain.slice(0, page.entries.length).map(({ bytes: stored }) => stored),
    );
    receiptFor(history(0), chain[page.entries.length - 1] as StoredEntry);
  });

  it('of exactly one page is one page', () => {
    const { accept, witness } = setUp();
    const sizeOf = (change: Partial<LedgerEntry>) => sealed(nextEntry('a', null, change)).bytes.length;
    const filler = (missing: number) => ({ limits: bytes(missing, 1) });
    let head: StoredEntry | null = null;
    let total = 0;
    while (32_768 - total > 2 * sizeOf(filler(3_000))) {
      head = accept(sealed(nextEntry('a', head, filler(3_000))));
      total += head.bytes.length;
    }
    // Two more that fill the page to its last byte.
    const rest = 32_768 - total;
    const fitting = (size: number, over: StoredEntry) => {
      for (let length = 3_000; length > 0; length--) {
        const entry = sealed(nextEntry('a', over, filler(length)));
        if (entry.bytes.length === size) return entry;
      }
      return assert.fail('no entry has this size');
    };
    const half = accept(fitting(Math.floor(rest / 2), head as StoredEntry));
    const last = accept(fitting(rest - half.bytes.length, half));
    const reply = witness.handle({ op: 'history', walletHash: walletHash('a'), fromSeq: 0, nonce });
    receiptFor(reply, last);
    const more = accept(sealed(nextEntry('a', last)));
    receiptFor(witness.handle({ op: 'history', walletHash: walletHash('a'), fromSeq: 0, nonce }), last);
    receiptFor(witness.handle({ op: 'history', walletHash: walletHash('a'), fromSeq: more.entry.seq, nonce }), more);
  });
});

describe('the rest of what a witness says', () => {
  it('health has a receipt over nothing', () => {
    const reply = setUp().witness.handle({ op: 'health', nonce });
    assert.deepEqual((reply as { entries: unknown }).entries, []);
    receiptFor(reply, null, bytes(32, 0));
  });

  it('error: a malformed entry, a failing disk; a mistake of its own is not hidden', () => {
    const failing = (error: Error): WitnessLog => ({
      ...createMemoryLog(),
      append: () => {
        throw error;
      },
    });
    const first = sealed(nextEntry('a', null));
    assert.deepEqual(setUp().witness.handle({ op: 'append', entry: bytes(3, 0), nonce }), { ok: false, code: 'malformed', head: null });
    assert.deepEqual(setUp(failing(new WitnessStorageError('full'))).append(first), { ok: false, code: 'storage_failed', head: null });
    const mistake = new TypeError('a mistake');
    assert.throws(() => setUp(failing(mistake)).append(first), mistake);
  });
});

describe('leaving a branch that no quorum took', () => {
  const peers = ['w2', 'w3', 'w4'].map((id, index) => ({ id, ...createWitnessKey((length) => bytes(length, 20 + index)) }));
  const isHeldByQuorum = createBranchProof({ witnesses: peers, quorum: 2 });

  /** A witness with `common` entries that everybody has, and `own` of its own after them; the quorum's branch has `theirs`. */
  function forked(common: number, own: number, theirs: number) {
    let asked = 0;
    const log = createMemoryLog();
    const random = (length: number) => bytes(length, 50 + asked++);
    const witness = createWitness({ id: 'w1', privateKey: key.privateKey, log, repair: { isHeldByQuorum, random } });
    const shared: StoredEntry[] = [];
    for (let index = 0; index < common; index++) shared.push(sealed(nextEntry('a', shared.at(-1) ?? null)));
    const grow = (length: number, atMs: number) => {
      const branch: StoredEntry[] = [];
      for (let index = 0; index < length; index++) branch.push(sealed(nextEntry('a', branch.at(-1) ?? shared.at(-1) ?? null, { atMs })));
      return branch;
    };
    const [mine, branch] = [grow(own, 1), grow(theirs, 2)];
    for (const { bytes: entry } of [...shared, ...mine]) assert.ok(witness.handle({ op: 'append', entry, nonce }).ok);
    const challenge = () => {
      const reply = witness.handle({ op: 'adopt_challenge', nonce });
      receiptFor(reply, null, bytes(32, 0));
      return (reply as { entries: readonly Uint8Array[] }).entries[0] as Uint8Array;
    };
    const receiptsFor = (stored: StoredEntry, over: Uint8Array, from = peers.slice(0, 2)): readonly Receipt[] =>
      from.map(({ id, privateKey }) =>
        signReceipt(id, privateKey, { walletHash: stored.entry.walletHash, seq: stored.entry.seq, entryHash: stored.hash, nonce: over }),
      );
    const adopt = (entries: readonly StoredEntry[], receipts: readonly Receipt[]) =>
      witness.handle({ op: 'adopt', entries: entries.map(({ bytes: entry }) => entry), receipts, nonce });
    const held = () => log.entriesOf(walletHash('a')).map(({ hash }) => Buffer.from(hash).toString('hex'));
    return { shared, mine, branch, challenge, receiptsFor, adopt, held };
  }
  const hashes = (...stored: readonly StoredEntry[]) => stored.map(({ hash }) => Buffer.from(hash).toString('hex'));
  const refused = { ok: false, code: 'conflict', head: null };

  for (const [common, own, theirs] of [
    [3, 1, 1],
    [3, 1, 4],
    [3, 2, 2],
    [1, 1, 1],
    [0, 1, 1],
    [0, 2, 3],
  ] as const) {
    it(`for the one a quorum has just signed for: ${common} in common, ${own} own, ${theirs} of theirs`, () => {
      const { shared, branch, challenge, receiptsFor, adopt, held } = forked(common, own, theirs);
      const last = branch.at(-1) as StoredEntry;
      const reply = adopt(branch, receiptsFor(last, challenge()));
      receiptFor(reply, last);
      assert.deepEqual((reply as { entries: unknown }).entries, []);
      assert.deepEqual(held(), hashes(...shared, ...branch));
    });
  }

  it('a branch may begin before the two part', () => {
    const { shared, branch, challenge, receiptsFor, adopt, held } = forked(4, 1, 2);
    const last = branch.at(-1) as StoredEntry;
    receiptFor(adopt([...shared.slice(2), ...branch], receiptsFor(last, challenge())), last);
    assert.deepEqual(held(), hashes(...shared, ...branch));
  });

  it('error: without a challenge, or over one it never gave out', () => {
    const { mine, shared, branch, challenge, receiptsFor, adopt, held } = forked(2, 1, 1);
    const last = branch.at(-1) as StoredEntry;
    // Not even with a proof that would take anything.
    const log = createMemoryLog();
    const gullible = createWitness({ id: 'w1', privateKey: key.privateKey, log, repair: { isHeldByQuorum: () => true, random: (length) => bytes(length, 0) } });
    for (const { bytes: entry } of [...shared, ...mine]) gullible.handle({ op: 'append', entry, nonce });
    assert.deepEqual(gullible.handle({ op: 'adopt', entries: [last.bytes], receipts: [], nonce }), refused);
    assert.deepEqual(adopt(branch, receiptsFor(last, bytes(32, 50))), refused);
    assert.notDeepEqual(challenge(), challenge());
    assert.deepEqual(adopt(branch, receiptsFor(last, bytes(32, 49))), refused);
    assert.deepEqual(held(), hashes(...shared, ...mine));
  });

  it('a challenge is good once', () => {
    const { shared, branch, challenge, receiptsFor, adopt, held } = forked(2, 1, 2);
    const [first, second] = branch as [StoredEntry, StoredEntry];
    const [used, fresh] = [challenge(), challenge()];
    receiptFor(adopt([first], receiptsFor(first, used)), first);
    assert.deepEqual(adopt([second], receiptsFor(second, used)), refused);
    assert.deepEqual(held(), hashes(...shared, first));
    receiptFor(adopt([second], receiptsFor(second, fresh)), second);
    assert.deepEqual(held(), hashes(...shared, first, second));
  });

  it('the eight newest challenges are remembered', () => {
    for (const [given, isRemembered] of [
      [8, true],
      [9, false],
    ] as const) {
      const { branch, challenge, receiptsFor, adopt } = forked(2, 1, 1);
      const last = branch.at(-1) as StoredEntry;
      const oldest = challenge();
      for (let index = 1; index < given; index++) challenge();
      assert.equal(adopt(branch, receiptsFor(last, oldest)).ok, isRemembered);
    }
  });

  it('error: signed by fewer than a quorum, by one twice, by strangers, for another entry', () => {
    const { shared, mine, branch, challenge, receiptsFor, adopt, held } = forked(2, 1, 2);
    const last = branch.at(-1) as StoredEntry;
    const one = peers.slice(0, 1);
    const stranger = { id: 'w3', ...createWitnessKey((length) => bytes(length, 70)) };
    assert.deepEqual(adopt(branch, receiptsFor(last, challenge(), one)), refused);
    assert.deepEqual(adopt(branch, receiptsFor(last, challenge(), [...one, ...one])), refused);
    assert.deepEqual(adopt(branch, receiptsFor(last, challenge(), [...one, stranger])), refused);
    assert.deepEqual(adopt(branch, receiptsFor(last, challenge(), [...one, { ...stranger, id: 'w9' }])), refused);
    assert.deepEqual(adopt(branch, receiptsFor(branch[0] as StoredEntry, challenge())), refused);
    assert.deepEqual(adopt([], receiptsFor(last, challenge())), refused);
    assert.deepEqual(held(), hashes(...shared, ...mine));
  });

  it('error: a shorter branch, its own head, a wallet it does not know', () => {
    const { shared, mine, branch, challenge, receiptsFor, adopt, held } = forked(2, 3, 2);
    const last = branch.at(-1) as StoredEntry;
    assert.deepEqual(adopt(branch, receiptsFor(last, challenge())), refused);
    const own = mine.at(-1) as StoredEntry;
    assert.deepEqual(adopt(mine, receiptsFor(own, challenge())), refused);
    const unknown = sealed(nextEntry('b', null));
    assert.deepEqual(adopt([unknown], receiptsFor(unknown, challenge())), refused);
    assert.deepEqual(held(), hashes(...shared, ...mine));
  });

  it('error: entries that are no chain over its own', () => {
    const { shared, mine, branch, challenge, receiptsFor, adopt, held } = forked(2, 1, 3);
    const [first, second, last] = branch as [StoredEntry, StoredEntry, StoredEntry];
    const proofOf = (stored: StoredEntry) => receiptsFor(stored, challenge());
    assert.deepEqual(adopt([first, last], proofOf(last)), refused);
    assert.deepEqual(adopt([second, last], proofOf(last)), refused);
    assert.deepEqual(adopt([second, first, last], proofOf(last)), refused);
    assert.deepEqual(adopt([last], proofOf(last)), refused);
    const elsewhere = sealed(nextEntry('a', null, { seq: 1, prev: bytes(32, 3) }));
    const over = sealed(nextEntry('a', elsewhere));
    assert.deepEqual(adopt([elsewhere, over], proofOf(over)), refused);
    // A count that goes back is no more welcome on this way than on the other.
    const back = sealed(nextEntry('a', second, { attempts: 1 }));
    assert.deepEqual(adopt([first, second, back], proofOf(back)), refused);
    assert.deepEqual(held(), hashes(...shared, ...mine));
  });

  it('error: a witness without peers is not led anywhere', () => {
    const { witness, accept } = setUp();
    accept(sealed(nextEntry('a', null, { atMs: 1 })));
    const other = sealed(nextEntry('a', null, { atMs: 2 }));
    assert.deepEqual(witness.handle({ op: 'adopt_challenge', nonce }), refused);
    assert.deepEqual(witness.handle({ op: 'adopt', entries: [other.bytes], receipts: [], nonce }), refused);
  });
});

describe('the proof of a branch', () => {
  const peers = ['w2', 'w3', 'w4'].map((id, index) => ({ id, ...createWitnessKey((length) => bytes(length, 20 + index)) }));
  const stored = sealed(nextEntry('a', null));
  const challenge = bytes(32, 50);
  const sign = (index: number, change: { readonly id?: string; readonly seq?: number; readonly nonce?: Uint8Array; readonly entryHash?: Uint8Array } = {}) => {
    const { id, privateKey } = peers[index] as (typeof peers)[number];
    const { id: name = id, ...rest } = change;
    return signReceipt(name, privateKey, { walletHash: stored.entry.walletHash, seq: 0, entryHash: stored.hash, nonce: challenge, ...rest });
  };
  const prove = createBranchProof({ witnesses: peers, quorum: 2 });

  it('needs a quorum of different peers who say the same', () => {
    assert.equal(prove(stored, [sign(0), sign(1)], challenge), true);
    assert.equal(prove(stored, [sign(0), sign(1), sign(2)], challenge), true);
    assert.equal(prove(stored, [sign(0), sign(2, { seq: 1 }), sign(2)], challenge), true);
    for (const receipts of [
      [],
      [sign(0)],
      [sign(0), sign(0)],
      [sign(0), sign(1, { id: 'w4' })],
      [sign(0), sign(1, { id: 'w2' })],
      [sign(0), sign(1, { id: 'w9' })],
    ]) {
      assert.equal(prove(stored, receipts, challenge), false);
    }
    for (const change of [{ seq: 1 }, { nonce: bytes(32, 51) }, { entryHash: bytes(32, 0) }])
      assert.equal(prove(stored, [sign(0), sign(1, change)], challenge), false);
  });

  it('error: two peers of one name, a key that is none', () => {
    assert.throws(() => createBranchProof({ witnesses: [peers[0], peers[0]] as typeof peers, quorum: 2 }), new TypeError('peers must have different names'));
    assert.throws(() => createBranchProof({ witnesses: [{ id: 'w2', publicKey: bytes(31, 0) }], quorum: 2 }), TypeError);
  });
});
