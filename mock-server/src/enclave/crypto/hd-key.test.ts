import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { HDKey } from '@scure/bip32';
import { mnemonicToAccount } from 'viem/accounts';
import { accountKey, accountNode, accountPath, mnemonicBytes, mnemonicSeed } from './hd-key.ts';
import { addressOf, publicKeyOf } from './secp256k1.ts';

const vectors = new URL('../../../../../shared/vectors/bip39/vectors.json', import.meta.url);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the way from entropy to an account', () => {
  it('BIP-39: mnemonic, seed and extended key of the published vectors', (context) => {
    if (!existsSync(vectors)) return context.skip('the shared vectors are not here');
    const { english } = JSON.parse(readFileSync(vectors, 'utf8')) as { english: readonly (readonly [string, string, string, string])[] };
    for (const [entropy, mnemonic, seed, extended] of english) {
      const words = mnemonicBytes(new Uint8Array(Buffer.from(entropy, 'hex')));
      assert.equal(text(words), mnemonic);
      const made = mnemonicSeed(words, 'TREZOR');
      assert.equal(hex(made), seed);
      assert.equal(HDKey.fromMasterSeed(made).privateExtendedKey, extended);
    }
    assert.equal(english.length, 24);
  });

  it('gives the accounts that viem derives from the same words', () => {
    for (let round = 0; round < 3; round++) {
      const entropy = new Uint8Array(randomBytes(32));
      const node = accountNode(entropy);
      for (const index of [0, 1, 19, 2 ** 31 - 1]) {
        const expected = mnemonicToAccount(text(mnemonicBytes(entropy)), { path: accountPath(index) as `m/44'/60'/${string}` });
        assert.equal(`0x${hex(addressOf(publicKeyOf(accountKey(node, index), 'uncompressed')))}`, expected.address.toLowerCase());
      }
    }
  });

  it('error: entropy of an odd length, hardened and negative indexes', () => {
    const node = accountNode(new Uint8Array(32));
    assert.throws(() => mnemonicBytes(new Uint8Array(31)), RangeError);
    assert.throws(() => mnemonicBytes(new Uint8Array(33)), RangeError);
    for (const index of [-1, 2 ** 31, 1.5]) assert.throws(() => accountKey(node, index), RangeError);
  });
});
