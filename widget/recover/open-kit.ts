import { argon2idAsync } from '@noble/hashes/argon2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { Point } from '@noble/secp256k1';
import { HDKey } from '@scure/bip32';
import { entropyToMnemonic, mnemonicToSeed } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { type Kit, KitError } from './kit-file.ts';
import { messages } from './messages.ts';
import { secretOfWords } from './words.ts';

/*
 * Opens a recovery kit with nothing but this page (PROTOCOL §6.10): HKDF and AES-GCM of the browser, Argon2id and the
 * derivation of the address from libraries that travel inside the page.
 */

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

function join(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

async function hkdf(inputKey: Bytes, salt: Bytes, info: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', inputKey, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 256));
}

async function stretch(passphrase: string, kit: Kit, onProgress: (share: number) => void): Promise<Bytes> {
  if (kit.kdf === null) return new Uint8Array(0);
  const { memoryKib: m, passes: t, parallelism: p, salt } = kit.kdf;
  const personalization = join(encoder.encode('alcove/kit/v1'), encoder.encode(kit.walletId));
  return Uint8Array.from(await argon2idAsync(encoder.encode(passphrase.normalize('NFKC')), salt, { m, t, p, dkLen: 32, personalization, onProgress }));
}

async function openEntropy(kit: Kit, factor: Bytes): Promise<Bytes> {
  const headerHash = new Uint8Array(await crypto.subtle.digest('SHA-256', kit.header));
  const commitment = await hkdf(factor, kit.salt, join(encoder.encode('alcove/wrap/commit/v1'), headerHash));
  if (commitment.some((byte, index) => byte !== kit.commitment[index])) {
    throw kit.kdf === null ? new KitError('words', messages.otherWords) : new KitError('passphrase', messages.otherPassphrase);
  }
  const key = await crypto.subtle.importKey('raw', await hkdf(factor, kit.salt, join(encoder.encode('alcove/wrap/enc/v1'), headerHash)), 'AES-GCM', false, [
    'decrypt',
  ]);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kit.iv, additionalData: kit.header }, key, kit.ciphertext));
  } catch (cause) {
    throw new KitError('file', messages.damaged, { cause });
  }
}

/** EIP-55: capitals carry a checksum. */
function checksummed(address: string): string {
  const digest = keccak_256(encoder.encode(address.slice(2)));
  const letters = [...address.slice(2)].map((letter, index) => {
    const nibble = ((digest[index >> 1] as number) >> (index % 2 === 0 ? 4 : 0)) & 15;
    return nibble >= 8 ? letter.toUpperCase() : letter;
  });
  return `0x${letters.join('')}`;
}

/** The first account of a seed (BIP-44), lower case. */
async function addressOf(mnemonic: string): Promise<string> {
  const root = HDKey.fromMasterSeed(await mnemonicToSeed(mnemonic));
  const { publicKey } = root.derive("m/44'/60'/0'/0/0");
  if (publicKey === null) throw new KitError('file', messages.noAccount);
  const digest = keccak_256(Point.fromBytes(publicKey).toBytes(false).slice(1));
  return `0x${Array.from(digest.slice(12), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export type Opened = {
  /** The seed: 12 to 24 words that any wallet understands. */
  readonly seedWords: readonly string[];
  /** Its first account, EIP-55. */
  readonly address: string;
};

/**
 * @param words the kit's 24 words as typed. @param passphrase ignored where the kit has none.
 * @param onProgress share done of what takes time, 0 to 1.
 * @throws KitError
 * @example
 * ```ts
 * const { seedWords, address } = await openKit(readKit(text), words, '');
 * ```
 */
export async function openKit(kit: Kit, words: string, passphrase: string, onProgress: (share: number) => void = () => undefined): Promise<Opened> {
  if (globalThis.crypto?.subtle === undefined) throw new KitError('browser', messages.noCryptography);
  const secret = secretOfWords(words);
  const stretched = await stretch(passphrase, kit, onProgress);
  const factor = await hkdf(join(secret, stretched), kit.salt, encoder.encode('alcove/kit/v1'));
  const entropy = await openEntropy(kit, factor);
  for (const bytes of [secret, stretched, factor]) bytes.fill(0);
  const mnemonic = entropyToMnemonic(entropy, wordlist);
  entropy.fill(0);
  const address = await addressOf(mnemonic);
  if (address !== kit.address) throw new KitError('file', messages.otherAddress);
  return { seedWords: mnemonic.split(' '), address: checksummed(address) };
}
