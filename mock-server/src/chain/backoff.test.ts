import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pauseMs } from './backoff.ts';

const lowest = (length: number) => new Uint8Array(length);
const highest = (length: number) => new Uint8Array(length).fill(255);

describe('backoff', () => {
  for (const [failures, boundMs] of [
    [1, 250],
    [2, 500],
    [3, 1_000],
    [4, 2_000],
    [5, 4_000],
    [6, 8_000],
    [7, 8_000],
    [40, 8_000],
  ] as const) {
    it(`R8 full jitter: after ${failures} failures anything from 0 to ${boundMs} ms`, () => {
      assert.equal(pauseMs(failures, lowest), 0);
      assert.equal(pauseMs(failures, highest), boundMs);
    });
  }
});
