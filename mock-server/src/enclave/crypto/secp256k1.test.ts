import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { addressOf, addTweak, blindSigningContext, publicKeyOf, signDigest } from './secp256k1.ts';

const HALF_ORDER = secp256k1.Point.Fn.ORDER / 2n;
const number = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

describe('libsecp256k1', () => {
  it('signs as noble does: RFC 6979, low s, the same recovery bit; twice the same, blinded or not', () => {
    for (let round = 0; round < 50; round++) {
      const privateKey = new Uint8Array(randomBytes(32));
      const digest = new Uint8Array(randomBytes(32));
      const publicKey = publicKeyOf(privateKey, 'uncompressed');
      assert.deepEqual(publicKey, secp256k1.getPublicKey(privateKey, false));
      const address = addressOf(publicKey);
      const { r, s, yParity } = signDigest(digest, privateKey, address);
      const expected = secp256k1.sign(digest, privateKey, { prehash: false, format: 'recovered' });
      assert.deepEqual(Uint8Array.of(yParity, ...r, ...s), expected);
      assert.ok(number(s) <= HALF_ORDER);
      blindSigningContext(new Uint8Array(randomBytes(32)));
      assert.deepEqual(signDigest(digest, privateKey, address), { r, s, yParity });
    }
  });

  it('knows the address of a known key', () => {
    // The first account of the "test test … junk" mnemonic.
    const key = new Uint8Array(Buffer.from('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80', 'hex'));
    assert.equal(Buffer.from(addressOf(publicKeyOf(key, 'uncompressed'))).toString('hex'), 'f39fd6e51aad88f6f4ce6ab8827279cfffb92266');
  });

  it('error: a signature for another account is not handed out', () => {
    const key = new Uint8Array(32).fill(1);
    assert.throws(() => signDigest(new Uint8Array(32), key, new Uint8Array(20)), /not by the expected account/);
  });

  it('error: wrong lengths, zero keys and overflowing tweaks', () => {
    const key = new Uint8Array(32).fill(1);
    assert.throws(() => signDigest(new Uint8Array(31), key, new Uint8Array(20)), /digest must have 32 bytes/);
    assert.throws(() => publicKeyOf(new Uint8Array(32), 'compressed'));
    assert.throws(() => publicKeyOf(new Uint8Array(32).fill(0xff), 'compressed'));
    assert.throws(() => addTweak(key, new Uint8Array(32).fill(0xff)));
    assert.deepEqual(key, new Uint8Array(32).fill(1), 'the input is not changed');
  });
});
