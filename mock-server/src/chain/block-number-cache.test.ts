import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBlockNumberCache } from './block-number-cache.ts';
import type { RpcOutcome } from './json-rpc-endpoint.ts';

describe('the latest block’s number', () => {
  function world() {
    let nowMs = 1_000;
    let block = 7;
    let asked = 0;
    const cache = createBlockNumberCache({ nowMs: () => nowMs });
    return {
      cache,
      passMs: (ms: number) => {
        nowMs += ms;
      },
      mine: () => {
        block++;
      },
      asked: () => asked,
      read: () =>
        cache.read(async (): Promise<RpcOutcome> => {
          asked++;
          return { result: block };
        }),
    };
  }

  it('behavior: it is asked once in 200 ms', async () => {
    const { read, asked, passMs, mine } = world();
    await read();
    mine();
    passMs(199);
    assert.deepEqual([await read(), asked()], [{ result: 7 }, 1]);
    passMs(1);
    assert.deepEqual([await read(), asked()], [{ result: 8 }, 2]);
  });

  it('behavior: after anything else, and after something was sent, it is asked anew', async () => {
    const { read, cache, mine } = world();
    await read();
    mine();
    await cache.aside(async () => 'a receipt in block 8');
    assert.deepEqual(await read(), { result: 8 });
    mine();
    cache.drop();
    assert.deepEqual(await read(), { result: 9 });
  });

  it('behavior: an answer that was on its way while something else was asked is not remembered', async () => {
    const { read, cache, mine } = world();
    const other = Promise.withResolvers<void>();
    const aside = cache.aside(() => other.promise);
    await read();
    mine();
    other.resolve();
    await aside;
    assert.deepEqual(await read(), { result: 8 });
  });

  it('behavior: a node’s error is not remembered', async () => {
    const { cache, read } = world();
    await cache.read(async () => ({ error: { code: -32000, message: 'syncing' } }));
    assert.deepEqual(await read(), { result: 7 });
  });
});
