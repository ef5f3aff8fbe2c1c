import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addon } from './secp256k1-addon.ts';

test('behavior: the addon is loaded once, and says by a number whether it did what it was asked', () => {
  assert.equal(addon(), addon());
  const one = new Uint8Array(32).fill(0, 0, 31);
  one[31] = 1;
  const output = new Uint8Array(33);
  assert.equal(addon().publicKeyCreate(output, one), 0);
  // The generator of secp256k1 (SEC 2 §2.4.1), compressed.
  assert.equal(Buffer.from(output).toString('hex'), '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');
  assert.notEqual(addon().publicKeyCreate(output, new Uint8Array(32)), 0);
});
