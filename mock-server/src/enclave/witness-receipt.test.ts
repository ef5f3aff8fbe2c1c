import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { encode } from 'cborg';
import { createWitnessKey } from '../ledger/witness-keys.ts';
import { importWitnessPublicKey, NO_ENTRY_SEQ, signReceipt, verifyReceipt, ZERO_HASH } from './witness-receipt.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const { privateKey, publicKey } = createWitnessKey((length) => bytes(length, 9));
const key = importWitnessPublicKey(publicKey);
const statement = { walletHash: bytes(32, 1), seq: 2, entryHash: bytes(32, 3), nonce: bytes(32, 4) };
const receipt = signReceipt('w1', privateKey, statement);

describe('the receipt of a witness', () => {
  it('is Ed25519 over "alcove/witness/v1" ‖ 0 ‖ dCBOR [id, wallet, seq, entry, nonce] (PROTOCOL §8)', () => {
    const list = encode(['w1', statement.walletHash, statement.seq, statement.entryHash, statement.nonce]);
    const message = Buffer.concat([Buffer.from('alcove/witness/v1\0'), list]);
    assert.equal(receipt.witnessId, 'w1');
    assert.equal(receipt.signature.length, 64);
    assert.ok(verify(null, message, createPublicKey(privateKey), receipt.signature));
  });

  it('holds for its own statement, witness and key only', () => {
    assert.equal(verifyReceipt(receipt, 'w1', key, statement), true);
    for (const change of [{ walletHash: bytes(32, 0) }, { seq: 3 }, { entryHash: bytes(32, 0) }, { nonce: bytes(32, 0) }]) {
      assert.equal(verifyReceipt(receipt, 'w1', key, { ...statement, ...change }), false, Object.keys(change).join());
    }
    assert.equal(verifyReceipt(receipt, 'w2', key, statement), false);
    const stranger = importWitnessPublicKey(createWitnessKey((length) => bytes(length, 8)).publicKey);
    assert.equal(verifyReceipt(receipt, 'w1', stranger, statement), false);
    assert.equal(verifyReceipt({ ...receipt, signature: bytes(64, 0) }, 'w1', key, statement), false);
  });

  it('is refused under another name, whoever signed it', () => {
    // Signed by the right key for the right name, and handed over under another one.
    assert.equal(verifyReceipt({ ...receipt, witnessId: 'w2' }, 'w1', key, statement), false);
    assert.equal(verifyReceipt({ ...signReceipt('w2', privateKey, statement) }, 'w1', key, statement), false);
  });

  it('of a wallet without entries speaks of -1 and 32 zero bytes', () => {
    assert.equal(NO_ENTRY_SEQ, -1);
    assert.deepEqual(ZERO_HASH, bytes(32, 0));
  });

  it('error: a public key that is not 32 bytes', () => {
    for (const length of [0, 31, 33]) assert.throws(() => importWitnessPublicKey(bytes(length, 1)), new TypeError('publicKey must be 32 bytes'));
    assert.equal(key.asymmetricKeyType, 'ed25519');
    assert.ok(createPrivateKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' }).equals(privateKey));
  });
});
