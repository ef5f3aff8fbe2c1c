import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inBatches } from './in-batches.ts';

/** A write that ends when it is told to. */
function world(limit = 3) {
  const writes: { readonly items: readonly string[]; end(error?: Error): Promise<void> }[] = [];
  const append = inBatches<string, string>(
    (item) => item.slice(0, 1),
    (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
      const end = async (error?: Error) => {
        if (error === undefined) resolve(items.map((item) => item.toUpperCase()));
        else reject(error);
        await new Promise(setImmediate);
      };
      writes.push({ items, end });
      return promise;
    },
    limit,
  );
  return { writes, append, written: () => writes.map(({ items }) => items.join(' ')) };
}

describe('in batches', () => {
  it('behavior: who comes alone is written at once, and those who come meanwhile together, in their order, so many and no more', async () => {
    const { writes, append, written } = world();
    const results = ['a1', 'a2', 'a3', 'a4', 'a5'].map(append);
    assert.deepEqual(written(), ['a1']);
    await writes[0]?.end();
    assert.deepEqual(written(), ['a1', 'a2 a3 a4']);
    await writes[1]?.end();
    await writes[2]?.end();
    assert.deepEqual(await Promise.all(results), ['A1', 'A2', 'A3', 'A4', 'A5']);
    void append('a6');
    assert.deepEqual(written().slice(2), ['a5', 'a6']);
  });

  it('behavior: one key does not wait for another', () => {
    const { append, written } = world();
    for (const item of ['a1', 'b1', 'a2']) void append(item);
    assert.deepEqual(written(), ['a1', 'b1']);
  });

  it('error: a write that fails fails for those in it and for those who waited for it, and for nobody who comes later', async () => {
    const { writes, append } = world();
    const results = Promise.allSettled(['a1', 'a2', 'a3', 'a4', 'a5'].map(append));
    await writes[0]?.end();
    await writes[1]?.end(new Error('the disk is full'));
    assert.deepEqual(
      (await results).map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'rejected', 'rejected'],
    );
    const later = append('a6');
    await writes[2]?.end();
    assert.equal(await later, 'A6');
  });
});
