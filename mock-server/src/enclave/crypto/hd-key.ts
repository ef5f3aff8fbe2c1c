import { createHmac, createSecretKey, pbkdf2Sync } from 'node:crypto';
import { HDKey } from '@scure/bip32';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { assertLength, sha256 } from './kdf.ts';
import { addTweak } from './secp256k1.ts';
import { wipe } from './wipe.ts';

/** BIP-44 for Ethereum, without the last step. */
export const ACCOUNT_PATH = "m/44'/60'/0'/0";

/** The node at `ACCOUNT_PATH`: enough to derive every account of the wallet by non-hardened steps. */
export type AccountNode = { readonly privateKey: Uint8Array; readonly chainCode: Uint8Array; readonly publicKey: Uint8Array };

/**
 * The English mnemonic of BIP-39 as UTF-8 bytes, so that it can be wiped; a JavaScript string could not.
 * 16, 20, 24, 28 or 32 bytes of entropy give 12 to 24 words.
 */
export function mnemonicBytes(entropy: Uint8Array): Uint8Array<ArrayBuffer> {
  if (entropy.length < 16 || entropy.length > 32 || entropy.length % 4 !== 0) throw new RangeError('entropy must have 16 to 32 bytes');
  const checksumBits = entropy.length / 4;
  const bits = Uint8Array.of(...entropy, sha256(entropy)[0] as number);
  const wordCount = (entropy.length * 8 + checksumBits) / 11;
  const words = new Uint8Array(wordCount * 9);
  let length = 0;
  for (let index = 0; index < wordCount; index++) {
    let position = 0;
    for (let bit = index * 11; bit < index * 11 + 11; bit++) position = (position << 1) | (((bits[bit >> 3] as number) >> (7 - (bit & 7))) & 1);
    if (index > 0) words[length++] = 0x20;
    const word = wordlist[position] as string;
    for (let letter = 0; letter < word.length; letter++) words[length++] = word.charCodeAt(letter);
  }
  const mnemonic = words.slice(0, length);
  wipe(bits, words);
  return mnemonic;
}

/** BIP-39 §"From mnemonic to seed": PBKDF2-HMAC-SHA512, 2048 rounds, 64 bytes. Without a passphrase in the wallet. */
export function mnemonicSeed(mnemonic: Uint8Array, passphrase = ''): Uint8Array<ArrayBuffer> {
  return new Uint8Array(pbkdf2Sync(mnemonic, `mnemonic${passphrase}`, 2048, 64, 'sha512'));
}

/** BIP-39 entropy → BIP-32 node at `ACCOUNT_PATH`. The caller wipes the result. */
export function accountNode(entropy: Uint8Array): AccountNode {
  const mnemonic = mnemonicBytes(entropy);
  const seed = mnemonicSeed(mnemonic);
  try {
    const root = HDKey.fromMasterSeed(seed);
    const node = root.derive(ACCOUNT_PATH);
    if (node.privateKey === null || node.chainCode === null || node.publicKey === null) throw new Error('bip32: the node has no private key');
    const result = { privateKey: node.privateKey.slice(), chainCode: node.chainCode.slice(), publicKey: node.publicKey.slice() };
    root.wipePrivateData();
    node.wipePrivateData();
    return result;
  } finally {
    wipe(mnemonic, seed);
  }
}

/**
 * BIP-32 CKDpriv for a non-hardened `index` (0 to 2^31 − 1), by libsecp256k1: 32 bytes that the caller wipes.
 */
export function accountKey(node: AccountNode, index: number): Uint8Array<ArrayBuffer> {
  assertLength(node.privateKey, 32, 'node key');
  assertLength(node.chainCode, 32, 'chain code');
  assertLength(node.publicKey, 33, 'node public key');
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** 31) throw new RangeError('index must be from 0 to 2^31 - 1');
  const step = new Uint8Array(4);
  new DataView(step.buffer).setUint32(0, index);
  const derived = createHmac('sha512', createSecretKey(node.chainCode)).update(node.publicKey).update(step).digest();
  try {
    return addTweak(node.privateKey, derived.subarray(0, 32));
  } finally {
    wipe(derived);
  }
}

export function accountPath(index: number): string {
  return `${ACCOUNT_PATH}/${index}`;
}
