import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ENTRY_KEY, nextEntry } from '../ledger/testing/entries.ts';
import type { MemoryWitness } from '../ledger/testing/memory-witness.ts';
import { openQuorumLedger } from './quorum-ledger.ts';
import {
  asked,
  at,
  bytes,
  clock,
  closing,
  down,
  eventually,
  grow,
  hashes,
  held,
  hold,
  open,
  pass,
  useQuorum,
  wallet,
  witnesses,
} from './testing/quorum-world.ts';
import type { StoredEntry } from './witness-entry.ts';

useQuorum();

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
    const ledger = closing(openQuorumLedger({ witnesses, quorum: 2, entryKey: ENTRY_KEY, clock, random: (length) => bytes(length, 1) }));
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
      if (op === 'head') pass(100);
      if (op === 'history') pass(10);
      return null;
    };
    const seen = waits(t);
    await open({ timeoutMs: 50_000 }).head(wallet);
    assert.deepEqual([seen.of('history'), seen.of('append')], [[49_900], Array(3).fill(49_890)]);
  });

  it('healing behind a read has its own', { timeout: 20_000 }, async (t) => {
    hold([0, 1], ...chain);
    at(0).intercept = ({ op }) => {
      if (op === 'head') pass(100);
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
      if (op === 'adopt_challenge') pass(100);
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
      if (op === 'append') pass(100);
      return null;
    };
    at(1).intercept = ({ op }) => {
      if (op === 'head') pass(10);
      return null;
    };
    const seen = waits(t);
    await open({ timeoutMs: 50_000 }).append(nextEntry('a', chain[2] as StoredEntry));
    assert.deepEqual([seen.of('head'), seen.of('history')], [[49_900], [49_890]]);
    assert.deepEqual(seen.of('append').slice(-4), Array(4).fill(49_890));
  });
});
