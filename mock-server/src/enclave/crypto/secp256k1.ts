import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { assertLength } from './kdf.ts';

/*
 * libsecp256k1 (constant time) as a native addon. The build writes the addon beside the bundle and its SHA-384 into
 * the bundle, so that PCR0 covers it; a file with another digest is not loaded.
 */
declare const __SECP256K1_SHA384__: string;

/** The addon's calls return 0 for success; outputs are written into the first argument. */
type Addon = {
  contextRandomize(seed: Uint8Array): number;
  privateKeyVerify(privateKey: Uint8Array): number;
  privateKeyTweakAdd(privateKey: Uint8Array, tweak: Uint8Array): number;
  publicKeyCreate(output: Uint8Array, privateKey: Uint8Array): number;
  ecdsaSign(output: { signature: Uint8Array; recid: number }, digest: Uint8Array, privateKey: Uint8Array, data: undefined, nonce: undefined): number;
  ecdsaRecover(output: Uint8Array, signature: Uint8Array, recoveryId: number, digest: Uint8Array): number;
};

function addonPath(): string {
  if (typeof __SECP256K1_SHA384__ === 'string') {
    const path = fileURLToPath(new URL('./secp256k1.node', import.meta.url));
    const digest = createHash('sha384').update(readFileSync(path)).digest('hex');
    if (digest !== __SECP256K1_SHA384__) throw new Error('secp256k1.node is not the addon this enclave was built with');
    return path;
  }
  const require = createRequire(import.meta.url);
  const { path } = require('node-gyp-build') as { path(directory: string): string };
  return path(dirname(require.resolve('secp256k1/package.json')));
}

let loaded: Addon | null = null;

function addon(): Addon {
  if (loaded === null) {
    const target = { exports: {} as { Secp256k1: new () => Addon } };
    process.dlopen(target, addonPath());
    loaded = new target.exports.Secp256k1();
  }
  return loaded;
}

function check(status: number, what: string): void {
  if (status !== 0) throw new Error(`secp256k1: ${what} failed`);
}

/** Blinds the signing context against side channels; once at boot. `seed` is 32 random bytes. */
export function blindSigningContext(seed: Uint8Array): void {
  assertLength(seed, 32, 'seed');
  check(addon().contextRandomize(seed), 'blinding');
}

/** Compressed (33 bytes) or uncompressed (65 bytes) public key. */
export function publicKeyOf(privateKey: Uint8Array, form: 'compressed' | 'uncompressed'): Uint8Array<ArrayBuffer> {
  assertLength(privateKey, 32, 'private key');
  const output = new Uint8Array(form === 'compressed' ? 33 : 65);
  check(addon().publicKeyCreate(output, privateKey), 'public key');
  return output;
}

/** (privateKey + tweak) mod n as a new buffer: the private half of BIP-32's CKDpriv. */
export function addTweak(privateKey: Uint8Array, tweak: Uint8Array): Uint8Array<ArrayBuffer> {
  assertLength(privateKey, 32, 'private key');
  assertLength(tweak, 32, 'tweak');
  const sum = Uint8Array.from(privateKey);
  check(addon().privateKeyTweakAdd(sum, tweak), 'tweak');
  return sum;
}

/** Last 20 bytes of keccak-256 over the uncompressed key without its prefix (Ethereum yellow paper, appendix F). */
export function addressOf(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  assertLength(publicKey, 65, 'public key');
  return keccak_256(publicKey.subarray(1)).slice(12);
}

export type RecoverableSignature = { readonly r: Uint8Array; readonly s: Uint8Array; readonly yParity: 0 | 1 };

/**
 * Signs a digest with RFC 6979 nonces and low s (BIP-62 rule 5): the same digest and key give the same bytes. Recovers
 * the signer and compares it before returning, so that a fault cannot leak the key through a wrong signature.
 *
 * @param expectedAddress 20 bytes; throws when the key is not this account's.
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array, expectedAddress: Uint8Array): RecoverableSignature {
  assertLength(digest, 32, 'digest');
  assertLength(privateKey, 32, 'private key');
  assertLength(expectedAddress, 20, 'address');
  const output = { signature: new Uint8Array(64), recid: 0 };
  check(addon().ecdsaSign(output, digest, privateKey, undefined, undefined), 'signing');
  const publicKey = new Uint8Array(65);
  check(addon().ecdsaRecover(publicKey, output.signature, output.recid, digest), 'recovery');
  const recovered = addressOf(publicKey);
  if (!recovered.every((byte, index) => byte === expectedAddress[index])) throw new Error('secp256k1: the signature is not by the expected account');
  // Recovery ids 2 and 3 (r ≥ n) have no place in Ethereum's encodings; they occur once in 2^127.
  if (output.recid > 1) throw new Error('secp256k1: unusable recovery id');
  return { r: output.signature.slice(0, 32), s: output.signature.slice(32), yParity: output.recid as 0 | 1 };
}
