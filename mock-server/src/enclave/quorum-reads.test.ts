import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextEntry, sealed, walletHash } from '../ledger/testing/entries.ts';
import type { MemoryWitness } from '../ledger/testing/memory-witness.ts';
import { LedgerError } from './ports.ts';
import { asked, at, bytes, down, eventually, failed, grow, hashes, held, hold, open, up, use, useQuorum, wallet, witnesses } from './testing/quorum-world.ts';
import type { StoredEntry } from './witness-entry.ts';

useQuorum();

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
