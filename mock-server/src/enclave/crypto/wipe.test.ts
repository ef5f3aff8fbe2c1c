import assert from 'node:assert/strict';
import { it } from 'node:test';
import { wipe } from './wipe.ts';

it('overwrites what is there, and views of it', () => {
  const secret = Uint8Array.of(1, 2, 3);
  const view = secret.subarray(1);
  wipe(secret, null, undefined);
  assert.deepEqual([...secret, ...view], [0, 0, 0, 0, 0]);
});
