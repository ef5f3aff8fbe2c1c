import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settleQuorum } from './settle-quorum.ts';

const GRACE_MS = 20;
const two = { enough: (found: readonly unknown[]) => found.length >= 2, graceMs: GRACE_MS };

function deferred<T>() {
  let settle: { resolve: (value: T) => void; reject: (error: Error) => void } | null = null;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...(settle as unknown as { resolve: (value: T) => void; reject: (error: Error) => void }) };
}

/** Whether it has come to an end by now; all reactions to what was settled have run. */
async function stateOf<T>(promise: Promise<T>): Promise<'open' | T> {
  let state: 'open' | T = 'open';
  void promise.then((value) => {
    state = value;
  });
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return state;
}

describe('waiting for a quorum', () => {
  it('no calls: nothing, at once', async () => assert.deepEqual(await stateOf(settleQuorum([], two)), []));

  it('ends when all are settled, with what succeeded and in the order it came', async () => {
    const [first, second, third] = [deferred<number>(), deferred<number>(), deferred<number>()];
    const result = settleQuorum([first.promise, second.promise, third.promise], { ...two, enough: () => false });
    third.resolve(3);
    second.reject(new Error('down'));
    assert.equal(await stateOf(result), 'open');
    first.resolve(1);
    assert.deepEqual(await stateOf(result), [3, 1]);
  });

  it('all fail: nothing', async () => {
    const result = settleQuorum([Promise.reject(new Error('down')), Promise.reject(new Error('down'))], two);
    assert.deepEqual(await stateOf(result), []);
  });

  it('enough: waits the grace time for the others, counted from then, and no longer', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const calls = Array.from({ length: 5 }, () => deferred<number>());
    const result = settleQuorum(
      calls.map(({ promise }) => promise),
      two,
    );
    calls[0]?.resolve(0);
    await stateOf(result);
    t.mock.timers.tick(10 * GRACE_MS);
    assert.equal(await stateOf(result), 'open', 'one is not enough, however long it takes');
    calls[1]?.resolve(1);
    await stateOf(result);
    t.mock.timers.tick(GRACE_MS - 1);
    calls[2]?.resolve(2);
    assert.equal(await stateOf(result), 'open');
    t.mock.timers.tick(1);
    assert.deepEqual(await stateOf(result), [0, 1, 2]);
    calls[3]?.resolve(3);
    assert.deepEqual(await result, [0, 1, 2], 'what comes later changes nothing');
  });

  it('enough is asked about what was found, after each answer, also after a failure', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const calls = Array.from({ length: 3 }, () => deferred<number>());
    const asked: number[][] = [];
    const enough = (found: readonly number[]) => {
      asked.push([...found]);
      return found.length === 1;
    };
    const result = settleQuorum(
      calls.map(({ promise }) => promise),
      { enough, graceMs: GRACE_MS },
    );
    calls[2]?.reject(new Error('down'));
    await stateOf(result);
    calls[0]?.resolve(7);
    await stateOf(result);
    assert.deepEqual(asked, [[], [7]]);
    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual(await stateOf(result), [7]);
  });

  it('waits as long as what was found deserves: a shorter wait takes the place of a longer one', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const waits = [0, 100, 40, 300, 40];
    const calls = Array.from({ length: 6 }, () => deferred<number>());
    const result = settleQuorum(
      calls.map(({ promise }) => promise),
      { enough: () => true, graceMs: (found) => waits[found.length] ?? 0 },
    );
    calls[0]?.resolve(0);
    await stateOf(result);
    t.mock.timers.tick(99);
    assert.equal(await stateOf(result), 'open');
    calls[1]?.resolve(1);
    await stateOf(result);
    t.mock.timers.tick(1);
    assert.equal(await stateOf(result), 'open', 'the first wait is over and was replaced');
    calls[2]?.resolve(2);
    await stateOf(result);
    t.mock.timers.tick(30);
    calls[3]?.resolve(3);
    assert.equal(await stateOf(result), 'open');
    t.mock.timers.tick(9);
    assert.deepEqual(await stateOf(result), [0, 1, 2, 3], 'neither a longer nor an equal wait begins anew');
  });

  it('sets one timer, and leaves none behind when the last answer ends it', async (t) => {
    // The test runner has timers of its own: this wait is known by its length.
    const graceMs = 123_457;
    const handle = { ref: 'the only one' };
    const [setTimer, clearTimer] = [globalThis.setTimeout, globalThis.clearTimeout];
    let set = 0;
    let cleared = 0;
    t.mock.method(globalThis, 'setTimeout', (act: () => void, durationMs: number) => {
      if (durationMs !== graceMs) return setTimer(act, durationMs);
      set++;
      return handle;
    });
    t.mock.method(globalThis, 'clearTimeout', (timer: unknown) => {
      if (timer === handle) cleared++;
      else clearTimer(timer as NodeJS.Timeout);
    });
    const calls = Array.from({ length: 4 }, () => deferred<number>());
    const result = settleQuorum(
      calls.map(({ promise }) => promise),
      { ...two, graceMs },
    );
    for (const [index, { resolve }] of calls.entries()) {
      assert.equal(cleared, 0);
      resolve(index);
      await stateOf(result);
    }
    assert.deepEqual(await stateOf(result), [0, 1, 2, 3]);
    assert.deepEqual([set, cleared], [1, 1]);
  });
});
