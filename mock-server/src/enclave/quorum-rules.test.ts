import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { ENTRY_KEY, nextEntry, sealed, walletHash } from '../ledger/testing/entries.ts';
import { createMemoryWitnesses, type MemoryWitness } from '../ledger/testing/memory-witness.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { WireFormatError } from './dcbor-reader.ts';
import { LedgerError } from './ports.ts';
import { openQuorumLedger, type QuorumLedgerOptions } from './quorum-ledger.ts';
import type { StoredEntry } from './witness-entry.ts';
import { importWitnessPublicKey, verifyReceipt } from './witness-receipt.ts';

/*
 * The rules of the quorum over witnesses in memory, which answer as a test wants them to. Disk, sockets and crashes are
 * in quorum-ledger.test.ts.
 */

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const wallet = walletHash('a');
const hashes = (entries: readonly StoredEntry[]) => entries.map(({ hash }) => Buffer.from(hash).toString('hex'));

/** `length` entries after `from`. */
function grow(length: number, from: StoredEntry | null = null, changes: Partial<LedgerEntry> = {}, name = 'a'): StoredEntry[] {
  const chain: StoredEntry[] = [];
  for (let index = 0; index < length; index++) chain.push(sealed(nextEntry(name, chain.at(-1) ?? from, changes)));
  return chain;
}

function failed(code: LedgerError['code'], message: string) {
  return (error: unknown) => {
    assert.ok(error instanceof LedgerError, String(error));
    assert.deepEqual([error.code, error.message], [code, message]);
    return true;
  };
}

let witnesses: readonly MemoryWitness[] = [];
let opened: { close(): void }[] = [];
let nowMs = 0;
const clock = { nowMs: () => nowMs };
const at = (index: number) => witnesses[index] as MemoryWitness;

function open(options: Partial<QuorumLedgerOptions> = {}) {
  let nonces = 0;
  const random = (length: number) => bytes(length, nonces++ % 256);
  // Long enough that nothing but a test that hangs ever meets it.
  const ledger = openQuorumLedger({ witnesses, quorum: 2, entryKey: ENTRY_KEY, clock, random, timeoutMs: 60_000, ...options });
  opened.push(ledger);
  return ledger;
}
function use(count: number, quorum: number): void {
  witnesses = createMemoryWitnesses(count, quorum);
}
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

/** Puts entries into the logs of some witnesses, past the ledger. */
function hold(indexes: readonly number[], ...entries: readonly StoredEntry[]): void {
  for (const index of indexes) for (const { entry, bytes: stored } of entries) at(index).log.append(entry.walletHash, stored);
}
const held = (index: number) => hashes(at(index).log.entriesOf(wallet));
const asked = (index: number, op: MemoryWitness['asked'][number]) => at(index).asked.filter((name) => name === op).length;
const down = (...indexes: readonly number[]) => {
  for (const index of indexes) at(index).intercept = () => 'close';
};
const up = (...indexes: readonly number[]) => {
  for (const index of indexes) at(index).intercept = () => null;
};
/** Healing runs behind a read; this waits for what it leads to. */
async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 15_000;
  while (!(await check())) {
    assert.ok(performance.now() < deadlineMs, 'did not happen in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a quorum', () => {
  it('is a majority of different witnesses with 32 bytes of a key', () => {
    const majority = new TypeError('quorum must be a majority of the witnesses');
    for (const quorum of [0, 1, 4, 1.5, Number.NaN, -2]) assert.throws(() => open({ quorum }), majority);
    for (const quorum of [2, 3]) open({ quorum });
    const [first, second, third] = witnesses as readonly [MemoryWitness, MemoryWitness, MemoryWitness];
    assert.throws(() => open({ witnesses: [first, second], quorum: 1 }), majority);
    open({ witnesses: [first, second], quorum: 2 });
    open({ witnesses: [first], quorum: 1 });
    use(4, 3);
    assert.throws(() => open({ quorum: 2 }), majority);
    open({ quorum: 3 });
    for (const length of [0, 31, 33]) assert.throws(() => open({ quorum: 3, entryKey: bytes(length, 7) }), new TypeError('entryKey must be 32 bytes'));
    const twice = { ...third, id: 'w9', publicKey: first.publicKey };
    assert.throws(() => open({ witnesses: [first, second, twice] }), new TypeError('witnesses must have different keys'));
  });

  it('that is not reached believes nothing', async () => {
    const chain = grow(2);
    hold([0, 1, 2], ...chain);
    const ledger = open();
    down(0, 1);
    await assert.rejects(ledger.head(wallet), failed('ledger_unavailable', '1 of 2 needed witnesses answered'));
    await assert.rejects(ledger.head(walletHash('unknown')), failed('ledger_unavailable', '1 of 2 needed witnesses answered'));
    down(2);
    await assert.rejects(ledger.head(wallet), failed('ledger_unavailable', '0 of 2 needed witnesses answered'));
    up(0, 2);
    assert.deepEqual((await ledger.head(wallet))?.hash, chain[1]?.hash);
  });

  it('tells how many of it can be reached', async () => {
    const ledger = open();
    assert.equal(await ledger.reachable(), 3);
    down(1);
    assert.equal(await ledger.reachable(), 2);
    down(0, 2);
    assert.equal(await ledger.reachable(), 0);
  });

  it('does not wait for the slow once it is complete', { timeout: 20_000 }, async () => {
    const chain = grow(2);
    hold([0, 1, 2], ...chain);
    const ledger = open();
    at(2).intercept = () => 'silent';
    assert.deepEqual((await ledger.head(wallet))?.hash, chain[1]?.hash);
    await ledger.append(nextEntry('a', chain[1] as StoredEntry));
    assert.equal((await ledger.attestHead(wallet, bytes(32, 1)))?.receipts.length, 2);
  });

  it('is closed with close(): what waits ends', { timeout: 20_000 }, async () => {
    const ledger = open();
    for (const index of [0, 1, 2]) at(index).intercept = () => 'silent';
    const waiting = ledger.head(wallet);
    await eventually(() => at(2).asked.length > 0);
    ledger.close();
    await assert.rejects(waiting, failed('ledger_unavailable', '0 of 2 needed witnesses answered'));
  });
});

describe('the newest entry', () => {
  it('is null for an unknown wallet, and for each wallet its own', async () => {
    const [left, right] = [bytes(32, 0xff), bytes(32, 0xfe)];
    const ledger = open();
    assert.equal(await ledger.head(left), null);
    const first = nextEntry('a', null, { walletHash: left });
    await ledger.append(first);
    assert.equal(await ledger.head(right), null);
    assert.deepEqual(await ledger.head(left), { entry: first, hash: sealed(first).hash });
  });

  it('on a single witness is believed only once a quorum holds it, and with all that came before', async () => {
    const chain = grow(5);
    hold([0, 1, 2], ...chain.slice(0, 2));
    hold([1], ...chain.slice(2));
    assert.deepEqual(await open().head(wallet), { entry: chain[4]?.entry, hash: chain[4]?.hash });
    for (const index of [0, 1, 2]) assert.deepEqual(held(index), hashes(chain));
  });

  it('is brought to a witness that has nothing, page by page', async () => {
    const chain = grow(40, null, { limits: bytes(3_000, 1) });
    hold([2], ...chain);
    down(1);
    assert.deepEqual((await open().head(wallet))?.hash, chain[39]?.hash);
    assert.deepEqual(held(0), hashes(chain));
    assert.ok(asked(2, 'history') > 3);
  });

  it('on a single witness is not believed when the others cannot take it', async () => {
    const chain = grow(3);
    hold([0, 1, 2], ...chain.slice(0, 2));
    hold([0], ...chain.slice(2));
    for (const index of [1, 2]) at(index).intercept = ({ op }) => (op === 'append' ? 'close' : null);
    const unconfirmed = failed('ledger_unavailable', 'the newest entry could not be confirmed by a quorum');
    await assert.rejects(open().head(wallet), unconfirmed);
    at(0).intercept = ({ op }) => (op === 'history' ? 'close' : null);
    up(1, 2);
    await assert.rejects(open().head(wallet), unconfirmed);
  });

  it('on two of three is believed at once, and the third is brought along behind', { timeout: 20_000 }, async () => {
    const chain = grow(4);
    hold([0, 1], ...chain);
    hold([2], ...chain.slice(0, 1));
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    at(2).intercept = ({ op }, own) => (op === 'append' ? gate.then(own) : null);
    const ledger = open();
    assert.deepEqual((await ledger.head(wallet))?.hash, chain[3]?.hash);
    assert.deepEqual(held(2), hashes(chain.slice(0, 1)));
    release();
    await eventually(() => held(2).length === 4);
    assert.deepEqual(ledger.forked(), []);
  });

  it('needs no healing where all agree', async () => {
    hold([0, 1, 2], ...grow(2));
    await open().head(wallet);
    for (const index of [0, 1, 2]) assert.deepEqual(at(index).asked, ['head']);
  });

  it('that could not be healed behind is no error', async () => {
    const chain = grow(2);
    hold([0, 1], ...chain);
    at(2).intercept = ({ op }) => (op === 'append' ? 'close' : null);
    const ledger = open();
    assert.deepEqual((await ledger.head(wallet))?.hash, chain[1]?.hash);
    // Once, and once again on a new connection.
    await eventually(() => asked(2, 'append') === 2);
    assert.deepEqual(ledger.forked(), []);
  });
});

describe('witnesses that disagree', () => {
  const common = grow(2);
  const [left] = grow(1, common[1], { atMs: 1 }) as [StoredEntry];
  const [right] = grow(1, common[1], { atMs: 2 }) as [StoredEntry];
  const conflict = failed('ledger_conflict', 'the witnesses hold different entries and no quorum agrees');

  for (const [name, lone] of [
    ['first', 0],
    ['second', 1],
    ['last', 2],
  ] as const) {
    it(`the majority counts, and the ${name} one is led back`, { timeout: 20_000 }, async () => {
      hold([0, 1, 2], ...common);
      const others = [0, 1, 2].filter((index) => index !== lone);
      hold([lone], left);
      hold(others, right);
      const ledger = open();
      assert.deepEqual((await ledger.head(wallet))?.hash, right.hash);
      await eventually(() => held(lone).at(-1) === hashes([right])[0]);
      assert.deepEqual(held(lone), hashes([...common, right]));
      assert.deepEqual(ledger.forked(), []);
      // What it says itself is no proof, and it is not asked for any.
      assert.equal(asked(lone, 'head'), 1);
    });
  }

  it('an older entry never counts against a newer one, however many hold it', async () => {
    hold([0, 1, 2], ...common);
    hold([2], left);
    down(1);
    assert.deepEqual((await open().head(wallet))?.hash, left.hash);
    assert.deepEqual(held(0), hashes([...common, left]));
  });

  it('a fork behind the newest entry is led back too', { timeout: 20_000 }, async () => {
    hold([0, 1, 2], ...common);
    const chain = [right, ...grow(2, right)];
    hold([0, 1], ...chain);
    hold([2], left);
    const ledger = open();
    assert.deepEqual((await ledger.head(wallet))?.hash, chain[2]?.hash);
    await eventually(() => held(2).length === 5);
    assert.deepEqual(held(2), hashes([...common, ...chain]));
    assert.deepEqual(ledger.forked(), []);
  });

  it('one that cannot be led back is named, for as long as one of its wallets is apart', { timeout: 20_000 }, async () => {
    hold([0, 1, 2], ...common);
    hold([0, 1], right);
    hold([2], left);
    const [otherLeft, otherRight] = [grow(1, null, { atMs: 1 }, 'b'), grow(1, null, { atMs: 2 }, 'b')];
    hold([0, 1], ...otherRight);
    hold([2], ...otherLeft);
    at(2).intercept = ({ op }) => (op === 'adopt_challenge' ? 'close' : null);
    const ledger = open();
    assert.deepEqual((await ledger.head(wallet))?.hash, right.hash);
    await eventually(() => ledger.forked().length > 0);
    await ledger.head(walletHash('b'));
    // Twice each: a connection that ends is opened once more.
    await eventually(() => asked(2, 'adopt_challenge') === 4);
    await eventually(async () => (await ledger.reachable()) === 3);
    assert.deepEqual(ledger.forked(), ['w3']);
    up(2);
    await ledger.head(wallet);
    await eventually(() => held(2).at(-1) === hashes([right])[0]);
    assert.deepEqual(ledger.forked(), ['w3']);
    await ledger.head(walletHash('b'));
    await eventually(() => ledger.forked().length === 0);
  });

  it('one that the only holder of the newest entry cannot outvote is led back when the third one speaks up', { timeout: 20_000 }, async () => {
    const [low, high] = Buffer.compare(left.hash, right.hash) < 0 ? [left, right] : [right, left];
    hold([0, 1, 2], ...common);
    hold([0, 2], low);
    hold([1], high);
    at(2).intercept = () => {
      up(2);
      return 'close';
    };
    const ledger = open();
    assert.deepEqual((await ledger.head(wallet))?.hash, low.hash);
    assert.deepEqual(held(1), hashes([...common, low]));
    assert.deepEqual(ledger.forked(), []);
  });

  it('two wallets of one witness are led back side by side, and none of them twice', { timeout: 20_000 }, async () => {
    hold([0, 1, 2], ...common);
    hold([0, 1], right);
    hold([2], left);
    const [otherLeft, otherRight] = [grow(1, null, { atMs: 1 }, 'b'), grow(1, null, { atMs: 2 }, 'b')];
    hold([0, 1], ...otherRight);
    hold([2], ...otherLeft);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    at(2).intercept = ({ op }, own) => (op === 'adopt_challenge' ? gate.then(own) : null);
    const ledger = open();
    await Promise.all([ledger.head(wallet), ledger.head(wallet), ledger.head(walletHash('b'))]);
    await eventually(() => asked(2, 'adopt_challenge') === 2);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked(2, 'adopt_challenge'), 2);
    release();
    await eventually(() => held(2).at(-1) === hashes([right])[0]);
    await eventually(() => hashes(at(2).log.entriesOf(walletHash('b'))).at(-1) === hashes(otherRight)[0]);
    assert.equal(asked(2, 'adopt_challenge'), 2);
  });

  it('no majority: nothing is believed', async () => {
    hold([0, 1, 2], ...common);
    const [third] = grow(1, common[1], { atMs: 3 }) as [StoredEntry];
    hold([0], left);
    hold([1], right);
    hold([2], third);
    await assert.rejects(open().head(wallet), conflict);
    down(2);
    await assert.rejects(open().head(wallet), conflict);
  });

  for (const swapped of [false, true]) {
    it(`of equally many the lower hash goes on, whoever answers first (${swapped ? 'second' : 'first'})`, async () => {
      use(5, 3);
      const [low, high] = Buffer.compare(left.hash, right.hash) < 0 ? [left, right] : [right, left];
      hold([0, 1, 2, 3, 4], ...common);
      hold(swapped ? [0, 1] : [2, 3], low);
      hold(swapped ? [2, 3] : [0, 1], high);
      assert.deepEqual((await open({ quorum: 3 }).head(wallet))?.hash, low.hash);
      assert.equal(held(4).at(-1), hashes([low])[0]);
    });
  }

  it('of five, three outweigh two, whatever their hashes', { timeout: 20_000 }, async () => {
    for (const [many, few] of [
      [left, right],
      [right, left],
    ] as const) {
      use(5, 3);
      hold([0, 1, 2, 3, 4], ...common);
      hold([0, 1], few);
      hold([2, 3, 4], many);
      assert.deepEqual((await open({ quorum: 3 }).head(wallet))?.hash, many.hash);
    }
  });

  it('one that is empty and refuses is not led anywhere', async () => {
    hold([0], ...common);
    at(2).intercept = ({ op }) => (op === 'append' ? { ok: false, code: 'conflict', head: null } : null);
    down(1);
    const ledger = open();
    await assert.rejects(ledger.head(wallet), failed('ledger_unavailable', 'the newest entry could not be confirmed by a quorum'));
    assert.equal(asked(2, 'adopt_challenge'), 0);
    assert.deepEqual(ledger.forked(), []);
  });

  it('one that somebody else has brought further in the meantime is no fork, and does not count', async () => {
    const chain = [right, ...grow(2, right)];
    hold([0, 1, 2], ...common);
    hold([0], right);
    at(2).intercept = ({ op }) => {
      if (op !== 'append') return null;
      if (held(2).length === 2) hold([2], ...chain);
      return { ok: false, code: 'conflict', head: (chain[1] as StoredEntry).bytes };
    };
    down(1);
    const ledger = open();
    await assert.rejects(ledger.head(wallet), failed('ledger_unavailable', 'the newest entry could not be confirmed by a quorum'));
    assert.equal(asked(2, 'adopt_challenge'), 0);
  });

  it('one that holds another entry of the same number is a fork; one whose source has gone is none', async () => {
    hold([0, 1, 2], ...common);
    hold([0], right);
    at(2).intercept = ({ op }) => (op === 'append' ? { ok: false, code: 'conflict', head: left.bytes } : null);
    down(1);
    const forkedOne = open();
    await assert.rejects(forkedOne.head(wallet), LedgerError);
    assert.deepEqual(forkedOne.forked(), ['w3']);
    const before = asked(2, 'adopt_challenge');
    at(0).intercept = ({ op }, own) => {
      if (op === 'head') return own();
      at(0).log.cut(wallet, 2);
      return null;
    };
    const gone = open();
    await assert.rejects(gone.head(wallet), failed('ledger_unavailable', 'the newest entry could not be confirmed by a quorum'));
    assert.deepEqual([gone.forked(), asked(2, 'adopt_challenge')], [[], before]);
  });
});

describe('what this process has seen', () => {
  const rollback = failed('ledger_rollback', 'the witnesses are behind what they have confirmed before');

  for (const [name, learn] of [
    ['read', (ledger: ReturnType<typeof open>) => ledger.head(wallet)],
    ['written', (ledger: ReturnType<typeof open>) => ledger.append(nextEntry('a', at(0).log.entriesOf(wallet).at(-1) ?? null))],
  ] as const) {
    it(`${name}: is held against witnesses that were all set back`, async () => {
      hold([0, 1, 2], ...grow(4));
      const ledger = open();
      await learn(ledger);
      const seen = at(0).log.entriesOf(wallet);
      for (const length of [seen.length - 1, 1, 0]) {
        for (const index of [0, 1, 2]) at(index).log.cut(wallet, length);
        await assert.rejects(ledger.head(wallet), rollback);
      }
      // Another process cannot know; the count that was taken is gone for it.
      assert.equal(await open().head(wallet), null);
      hold([0, 1, 2], ...seen);
      assert.deepEqual((await ledger.head(wallet))?.hash, seen.at(-1)?.hash);
    });
  }

  it('is held against another entry of the same number', async () => {
    const common = grow(2);
    const [left] = grow(1, common[1], { atMs: 1 }) as [StoredEntry];
    const [right] = grow(1, common[1], { atMs: 2 }) as [StoredEntry];
    hold([0, 1, 2], ...common, left);
    const ledger = open();
    await ledger.head(wallet);
    assert.deepEqual((await ledger.head(wallet))?.hash, left.hash);
    for (const index of [0, 1, 2]) at(index).log.cut(wallet, 2);
    hold([0, 1, 2], right);
    await assert.rejects(ledger.head(wallet), rollback);
    hold([0, 1, 2], ...grow(1, right));
    assert.equal((await ledger.head(wallet))?.entry.seq, 3);
  });

  it('is held from the very first entry on', async () => {
    const ledger = open();
    await ledger.append(nextEntry('a', null));
    for (const index of [0, 1, 2]) at(index).log.cut(wallet, 0);
    await assert.rejects(ledger.head(wallet), rollback);
  });

  it('says nothing about other wallets', async () => {
    const ledger = open();
    await ledger.append(nextEntry('a', null));
    assert.equal(await ledger.head(walletHash('b')), null);
    await ledger.append(nextEntry('b', null));
    assert.equal((await ledger.head(walletHash('b')))?.entry.seq, 0);
  });

  it('does not grow older when a slow answer comes in', { timeout: 20_000 }, async () => {
    const chain = grow(2);
    hold([0, 1, 2], ...(chain.slice(0, 1) as [StoredEntry]));
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    // All take entry 1. One says so at once, one loses its connection, one says so much later.
    at(1).intercept = ({ op }, own) => (op === 'append' && own().ok ? 'close' : null);
    at(2).intercept = ({ op }, own) => {
      if (op !== 'append') return null;
      const reply = own();
      return gate.then(() => reply);
    };
    const ledger = open();
    const slow = ledger.append((chain[1] as StoredEntry).entry);
    await eventually(() => [0, 1, 2].every((index) => held(index).length === 2));
    up(1);
    const [newest] = grow(1, chain[1]) as [StoredEntry];
    hold([0, 1, 2], newest);
    // The third one's connection waits for its turn, so this is said by the other two.
    assert.deepEqual((await ledger.head(wallet))?.hash, newest.hash);
    release();
    await slow;
    up(2);
    for (const index of [0, 1, 2]) at(index).log.cut(wallet, 2);
    await assert.rejects(ledger.head(wallet), rollback);
  });
});

describe('a new entry', () => {
  const chain = grow(4);
  const [before, newest] = [chain[2], chain[3]] as [StoredEntry, StoredEntry];

  it('is stored by all, and again when it is sent again', async () => {
    hold([0, 1, 2], ...chain.slice(0, 3));
    const ledger = open();
    assert.deepEqual(await ledger.append(newest.entry), { hash: newest.hash });
    await eventually(() => [0, 1, 2].every((index) => held(index).length === 4));
    assert.deepEqual(await ledger.append(newest.entry), { hash: newest.hash });
    for (const index of [0, 1, 2]) assert.deepEqual(held(index), hashes(chain));
  });

  it('error: one that no witness could take names its field and is not sent', async () => {
    const ledger = open();
    await assert.rejects(ledger.append({ ...newest.entry, attempts: -1 }), (error) => error instanceof WireFormatError && error.field === 'entry.attempts');
    for (const index of [0, 1, 2]) assert.deepEqual(at(index).asked, []);
  });

  it('is good with a quorum, and not with less', async () => {
    hold([0, 1, 2], ...chain.slice(0, 3));
    down(2);
    assert.deepEqual(await open().append(newest.entry), { hash: newest.hash });
    use(3, 2);
    hold([0, 1, 2], ...chain.slice(0, 3));
    down(1, 2);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
    down(0);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '0 of 2 needed witnesses stored the entry'));
  });

  it('is good when the witness that refused answered before the quorum was there', { timeout: 20_000 }, async () => {
    hold([0, 1, 2], ...chain.slice(0, 3));
    at(0).intercept = ({ op }) => (op === 'append' ? { ok: false, code: 'conflict', head: newest.bytes } : null);
    at(2).intercept = ({ op }, own) => (op === 'append' ? new Promise((resolve) => setTimeout(() => resolve(own()), 30)) : null);
    assert.deepEqual(await open().append(newest.entry), { hash: newest.hash });
    assert.equal(asked(0, 'head'), 0);
  });

  it('that one witness cannot place yet is brought to it with what it lacks', async () => {
    hold([0], ...chain.slice(0, 3));
    hold([1], ...chain.slice(0, 1));
    down(2);
    assert.deepEqual(await open().append(newest.entry), { hash: newest.hash });
    assert.deepEqual(held(1), hashes(chain));
    assert.deepEqual([asked(1, 'head'), asked(0, 'history')], [1, 1]);
  });

  it('that one witness cannot place yet is not its business when a quorum has it', async () => {
    hold([0, 1], ...chain.slice(0, 3));
    hold([2], ...chain.slice(0, 1));
    await open().append(newest.entry);
    assert.equal(asked(2, 'head'), 0);
    assert.deepEqual(held(2), hashes(chain.slice(0, 1)));
  });

  it('error: nobody can place it, or the one who cannot does not take what it lacks', async () => {
    const ledger = open();
    await assert.rejects(ledger.append(newest.entry), failed('ledger_unavailable', '0 of 2 needed witnesses stored the entry'));
    for (const index of [0, 1, 2]) assert.deepEqual(at(index).asked, ['append']);
    hold([0], ...chain.slice(0, 3));
    down(2);
    at(1).intercept = ({ op }) => (op === 'head' ? 'close' : null);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
    // It holds a branch of its own behind the newest entry: what it lacks does not follow there.
    use(3, 2);
    hold([0], ...chain.slice(0, 3));
    hold([1], ...(grow(1, chain[0], { atMs: 1 }) as [StoredEntry]));
    down(2);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
  });

  it('error: a witness with another entry just below it is not behind, it disagrees', async () => {
    hold([0], ...chain.slice(0, 3));
    hold([1], ...chain.slice(0, 2), ...(grow(1, chain[1], { atMs: 1 }) as [StoredEntry]));
    down(2);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
    assert.equal(asked(1, 'head'), 0);
  });

  it('error: so many hold another one that no quorum can take it', async () => {
    const [other] = grow(1, before, { atMs: 1 }) as [StoredEntry];
    const conflict = failed('ledger_conflict', 'the entry does not follow the newest one');
    hold([0, 1, 2], ...chain.slice(0, 3));
    hold([0, 1], other);
    await assert.rejects(open().append(newest.entry), conflict);
    down(2);
    await assert.rejects(open().append(newest.entry), conflict);
    // One that says no is not yet a quorum that does.
    down(1);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '0 of 2 needed witnesses stored the entry'));
    use(3, 3);
    hold([0, 1, 2], ...chain.slice(0, 3));
    hold([0], other);
    await assert.rejects(open({ quorum: 3 }).append(newest.entry), conflict);
  });

  it('error: all that are there took it and one of three is missing, where all three are needed', async () => {
    use(3, 3);
    hold([0, 1, 2], ...chain.slice(0, 3));
    down(2);
    await assert.rejects(open({ quorum: 3 }).append(newest.entry), failed('ledger_unavailable', '2 of 3 needed witnesses stored the entry'));
  });
});

describe('where a ledger stands, signed for somebody else’s nonce', () => {
  const nonce = bytes(32, 99);
  const chain = grow(2);
  const newest = chain[1] as StoredEntry;

  it('is null for an unknown wallet, else the newest entry and the receipts of those who hold it', async () => {
    const ledger = open();
    assert.equal(await ledger.attestHead(wallet, nonce), null);
    hold([0, 1, 2], ...chain);
    const stated = await ledger.attestHead(wallet, nonce);
    assert.deepEqual([stated?.entry, stated?.hash, stated?.receipts.length], [newest.entry, newest.hash, 3]);
    const statement = { walletHash: wallet, seq: 1, entryHash: newest.hash, nonce };
    for (const receipt of stated?.receipts ?? []) {
      const { publicKey } = witnesses.find(({ id }) => id === receipt.witnessId) as MemoryWitness;
      assert.ok(verifyReceipt(receipt, receipt.witnessId, importWitnessPublicKey(publicKey), statement));
    }
  });

  it('leaves out who holds another entry by then', { timeout: 20_000 }, async () => {
    hold([0, 1, 2], ...chain);
    const isStated = (request: { readonly nonce: Uint8Array }) => Buffer.compare(request.nonce, nonce) === 0;
    at(0).intercept = (request, own) => {
      if (isStated(request)) at(0).log.cut(wallet, 1);
      return own();
    };
    // The one that differs answers before the last of the quorum.
    at(2).intercept = (request, own) => (isStated(request) ? new Promise((resolve) => setTimeout(() => resolve(own()), 60)) : null);
    const stated = await open().attestHead(wallet, nonce);
    assert.deepEqual(stated?.receipts.map(({ witnessId }) => witnessId).sort(), ['w2', 'w3']);
  });

  it('error: fewer than a quorum signed', async () => {
    hold([0, 1, 2], ...chain);
    for (const index of [0, 1]) at(index).intercept = (request) => (Buffer.compare(request.nonce, nonce) === 0 ? 'close' : null);
    await assert.rejects(open().attestHead(wallet, nonce), failed('ledger_unavailable', '1 of 2 needed witnesses signed for the newest entry'));
  });
});

describe('time', () => {
  /** The waits that were set, in milliseconds, by whom they were for. */
  function waits(t: TestContext): { readonly of: (op: MemoryWitness['asked'][number]) => readonly number[] } {
    const original = globalThis.setTimeout;
    let last = 0;
    t.mock.method(globalThis, 'setTimeout', (act: () => void, durationMs: number) => {
      // Shorter ones are for the slower witnesses, or the test runner's.
      if (durationMs >= 700) last = durationMs;
      return original(act, durationMs);
    });
    const seen: { op: string; waitMs: number }[] = [];
    for (const witness of witnesses) {
      const { intercept } = witness;
      witness.intercept = (request, own) => {
        seen.push({ op: request.op, waitMs: last });
        return intercept(request, own);
      };
    }
    return { of: (op) => seen.filter((one) => one.op === op).map(({ waitMs }) => waitMs) };
  }
  const chain = grow(3);

  it('a whole read or write has 750 ms, unless it is told otherwise', async (t) => {
    hold([0, 1, 2], ...chain);
    const seen = waits(t);
    const ledger = openQuorumLedger({ witnesses, quorum: 2, entryKey: ENTRY_KEY, clock, random: (length) => bytes(length, 1) });
    opened.push(ledger);
    await ledger.head(wallet);
    await ledger.append(nextEntry('a', chain[2] as StoredEntry));
    await ledger.reachable();
    assert.deepEqual([seen.of('head'), seen.of('append'), seen.of('health')], [Array(3).fill(750), Array(3).fill(750), Array(3).fill(750)]);
  });

  /** Time that only a test moves; what goes by itself has happened when it resolves. */
  async function tick(t: TestContext, durationMs: number): Promise<void> {
    t.mock.timers.tick(durationMs);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  async function stateOf(promise: Promise<unknown>): Promise<string> {
    let state = 'open';
    promise.then(
      () => {
        state = 'answered';
      },
      (error) => {
        state = error.code;
      },
    );
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return state;
  }

  it('two that agree are waited upon by 20 ms, also about a wallet that neither knows', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    at(2).intercept = () => 'silent';
    for (const entries of [[], chain]) {
      hold([0, 1], ...entries);
      const reading = open({ timeoutMs: 600 }).head(wallet);
      assert.equal(await stateOf(reading), 'open');
      await tick(t, 19);
      assert.equal(await stateOf(reading), 'open');
      await tick(t, 1);
      assert.equal(await stateOf(reading), 'answered');
    }
  });

  it('where two disagree the third has a third of the time to say who is right', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const [left, right] = [grow(1, chain[2], { atMs: 1 }), grow(1, chain[2], { atMs: 2 })];
    hold([0, 1, 2], ...chain);
    hold([0], ...left);
    hold([1], ...right);
    at(2).intercept = () => 'silent';
    const reading = open({ timeoutMs: 600 }).head(wallet);
    const outcome = stateOf(reading);
    assert.equal(await outcome, 'open');
    await tick(t, 199);
    const repairs = () => asked(0, 'adopt_challenge') + asked(1, 'adopt_challenge');
    assert.equal(repairs(), 0);
    await tick(t, 1);
    assert.equal(repairs(), 1);
    await tick(t, 600);
    assert.equal(await stateOf(reading), 'ledger_conflict');
  });

  it('the majority wins over a lower hash that answered first', { timeout: 20_000 }, async () => {
    const forks = [grow(1, chain[2], { atMs: 1 }), grow(1, chain[2], { atMs: 2 })].sort((one, other) => (hashes(one).join() < hashes(other).join() ? -1 : 1));
    const [low, high] = forks as [StoredEntry[], StoredEntry[]];
    hold([0, 1, 2], ...chain);
    hold([0], ...low);
    hold([1, 2], ...high);
    at(2).intercept = ({ op }, own) => (op === 'head' ? new Promise((resolve) => setTimeout(() => resolve(own()), 60)) : null);
    const ledger = open();
    assert.deepEqual((await ledger.head(wallet))?.hash, high[0]?.hash);
    await eventually(() => held(0).at(-1) === hashes(high)[0]);
  });

  it('one answer is no quorum, however long the second takes within the time', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    hold([0, 1], ...chain);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    at(1).intercept = ({ op }, own) => (op === 'head' ? gate.then(own) : null);
    at(2).intercept = () => 'silent';
    const reading = open({ timeoutMs: 600 }).head(wallet);
    assert.equal(await stateOf(reading), 'open');
    await tick(t, 500);
    assert.equal(await stateOf(reading), 'open');
    release();
    await stateOf(reading);
    await tick(t, 20);
    assert.equal(await stateOf(reading), 'answered');
  });

  it('what a read does before it can answer comes out of the same time', async (t) => {
    hold([0], ...chain);
    down(1);
    at(0).intercept = ({ op }) => {
      if (op === 'head') nowMs += 100;
      if (op === 'history') nowMs += 10;
      return null;
    };
    const seen = waits(t);
    await open({ timeoutMs: 50_000 }).head(wallet);
    assert.deepEqual([seen.of('history'), seen.of('append')], [[49_900], Array(3).fill(49_890)]);
  });

  it('healing behind a read has its own', { timeout: 20_000 }, async (t) => {
    hold([0, 1], ...chain);
    at(0).intercept = ({ op }) => {
      if (op === 'head') nowMs += 100;
      return null;
    };
    const seen = waits(t);
    await open({ timeoutMs: 50_000 }).head(wallet);
    await eventually(() => held(2).length === 3);
    assert.deepEqual([seen.of('history'), seen.of('append')], [[50_000], Array(3).fill(50_000)]);
  });

  it('leading a witness back has what is left', { timeout: 20_000 }, async (t) => {
    hold([0, 1], ...chain);
    hold([2], ...grow(3, null, { atMs: 1 }));
    at(2).intercept = ({ op }) => {
      if (op === 'adopt_challenge') nowMs += 100;
      return null;
    };
    const seen = waits(t);
    await open({ timeoutMs: 50_000 }).head(wallet);
    await eventually(() => held(2).at(-1) === hashes(chain).at(-1));
    assert.deepEqual([seen.of('adopt_challenge'), seen.of('history'), seen.of('adopt')], [[50_000], [49_900, 49_900], [49_900]]);
  });

  it('what a write does to bring a witness along comes out of the same time', async (t) => {
    hold([0], ...chain);
    down(2);
    at(0).intercept = ({ op }) => {
      if (op === 'append') nowMs += 100;
      return null;
    };
    at(1).intercept = ({ op }) => {
      if (op === 'head') nowMs += 10;
      return null;
    };
    const seen = waits(t);
    await open({ timeoutMs: 50_000 }).append(nextEntry('a', chain[2] as StoredEntry));
    assert.deepEqual([seen.of('head'), seen.of('history')], [[49_900], [49_890]]);
    assert.deepEqual(seen.of('append').slice(-4), Array(4).fill(49_890));
  });
});
