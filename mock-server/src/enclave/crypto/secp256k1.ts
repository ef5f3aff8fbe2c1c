import { keccak_256 } from '@noble/hashes/sha3.js';
import { assertLength } from './kdf.ts';
import { addon } from './secp256k1-addon.ts';

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
