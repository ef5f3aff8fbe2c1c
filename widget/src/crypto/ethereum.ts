import { keccak_256 } from '@noble/hashes/sha3.js';
import { recoverPublicKey } from '@noble/secp256k1';
import { concatBytes } from '../contract/dcbor.ts';
import { assertLength, type Bytes, fromHex, toHex, utf8 } from './bytes.ts';

/*
 * The Ethereum of the widget: addresses, digests and the recovery of a signer. It only ever checks what the enclave made; no
 * key is in here.
 */

type Hex = `0x${string}`;

export function keccak256(bytes: Uint8Array): Bytes {
  return new Uint8Array(keccak_256(bytes));
}

/**
 * EIP-55: the address with its checksum in the case of its letters.
 *
 * @example
 * ```ts
 * checksumAddress('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'); // '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
 * ```
 */
export function checksumAddress(address: string): Hex {
  assertLength(fromHex(address, 'address'), 20, 'address');
  const digits = address.slice(2).toLowerCase();
  const hash = toHex(keccak256(utf8(digits)));
  const cased = [...digits].map((digit, index) => (Number.parseInt(hash[index] as string, 16) >= 8 ? digit.toUpperCase() : digit));
  return `0x${cased.join('')}`;
}

/** The address of an uncompressed public key: the last 20 bytes of Keccak-256 over its coordinates. */
function addressOf(publicKey: Uint8Array): Hex {
  return checksumAddress(`0x${toHex(keccak256(publicKey.subarray(1)).subarray(12))}`);
}

/** A signature over a digest. `r` and `s` are 32 bytes, `yParity` is 0 or 1. */
export type RecoverableSignature = { readonly r: Uint8Array; readonly s: Uint8Array; readonly yParity: number };

/** Half the group order: EIP-2 allows no `s` above it, so that a signature has one form. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * Who signed `digest` (SEC 1 §4.1.6).
 *
 * @returns the checksummed address, or null for a signature that is not one.
 */
export function recoverAddress(digest: Uint8Array, { r, s, yParity }: RecoverableSignature): Hex | null {
  assertLength(digest, 32, 'digest');
  if (r.length !== 32 || s.length !== 32 || (yParity !== 0 && yParity !== 1) || BigInt(`0x${toHex(s)}`) > HALF_ORDER) return null;
  try {
    return addressOf(recoverPublicKey(concatBytes(Uint8Array.of(yParity), r, s), new Uint8Array(digest), { prehash: false, isCompressed: false }));
  } catch {
    return null;
  }
}

/** EIP-191 version 0x45, as `personal_sign` uses it. */
export function personalMessageDigest(message: Uint8Array): Bytes {
  return keccak256(concatBytes(utf8(`\u0019Ethereum Signed Message:\n${message.length}`), message));
}
