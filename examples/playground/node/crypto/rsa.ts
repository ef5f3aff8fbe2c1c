import { sha256 } from '@noble/hashes/sha2.js';
import { RsaKey, type RsaPrimes } from './key-objects.ts';

/*
 * RSAES-OAEP with SHA-256 (RFC 8017 §7.1), synchronous as in `node:crypto`, which WebCrypto cannot be. BigInt arithmetic takes
 * different times for different secrets: good enough where enclave and KMS are two workers of one page, and nowhere else.
 */

const HASH_LENGTH = 32;
const EMPTY_LABEL_HASH = sha256(new Uint8Array(0));

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** RSADP by the Chinese remainder theorem (RFC 8017 §5.1.2), a quarter of the work. */
function decryptNumber(sealed: bigint, { p, q, dp, dq, inverse }: RsaPrimes): bigint {
  const [ofP, ofQ] = [power(sealed, dp, p), power(sealed, dq, q)];
  const difference = ((((ofP - ofQ) * inverse) % p) + p) % p;
  return ofQ + q * difference;
}

export const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

function toBytes(value: bigint, length: number): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex'));
}

function mask(target: Uint8Array, seed: Uint8Array): Uint8Array {
  const output = Uint8Array.from(target);
  for (let offset = 0, counter = 0; offset < output.length; offset += HASH_LENGTH, counter++) {
    const block = sha256(Uint8Array.of(...seed, counter >>> 24, counter >>> 16, counter >>> 8, counter));
    for (let index = 0; index < HASH_LENGTH && offset + index < output.length; index++)
      output[offset + index] = (output[offset + index] ?? 0) ^ (block[index] ?? 0);
  }
  return output;
}

type Options = { readonly key: unknown; readonly padding: number; readonly oaepHash: string };

export const constants = { RSA_PKCS1_OAEP_PADDING: 4 } as const;

function keyOf({ key, padding, oaepHash }: Options): RsaKey {
  if (!(key instanceof RsaKey) || padding !== constants.RSA_PKCS1_OAEP_PADDING || oaepHash !== 'sha256')
    throw new TypeError('this playground has OAEP with SHA-256 only');
  return key;
}

const sizeOf = (modulus: bigint): number => Math.ceil(modulus.toString(16).length / 2);

export function publicEncrypt(options: Options, message: Uint8Array): Buffer {
  const { modulus, exponent } = keyOf(options).numbers;
  const size = sizeOf(modulus);
  const block = new Uint8Array(size - HASH_LENGTH - 1);
  if (message.length > block.length - HASH_LENGTH - 1) throw new RangeError('data too large for key size');
  block.set(EMPTY_LABEL_HASH);
  block[block.length - message.length - 1] = 1;
  block.set(message, block.length - message.length);
  const seed = crypto.getRandomValues(new Uint8Array(HASH_LENGTH));
  const maskedBlock = mask(block, seed);
  const encoded = Uint8Array.of(0, ...mask(seed, maskedBlock), ...maskedBlock);
  return Buffer.from(toBytes(power(toNumber(encoded), exponent, modulus), size));
}

/** One error for every way it can fail, so that a failed padding says no more than the rest. */
export function privateDecrypt(options: Options, ciphertext: Uint8Array): Buffer {
  const { modulus, primes } = keyOf(options).numbers;
  const size = sizeOf(modulus);
  const sealed = toNumber(ciphertext);
  if (primes === null || ciphertext.length !== size || sealed >= modulus) throw new Error('oaep decoding error');
  const encoded = toBytes(decryptNumber(sealed, primes), size);
  const maskedBlock = encoded.subarray(1 + HASH_LENGTH);
  const block = mask(maskedBlock, mask(encoded.subarray(1, 1 + HASH_LENGTH), maskedBlock));
  const separator = block.indexOf(1, HASH_LENGTH);
  let wrong = (encoded[0] ?? 1) | (separator < 0 ? 1 : 0);
  for (let index = 0; index < HASH_LENGTH; index++) wrong |= (block[index] ?? 0) ^ (EMPTY_LABEL_HASH[index] ?? 0);
  for (let index = HASH_LENGTH; index < separator; index++) wrong |= block[index] ?? 0;
  if (wrong !== 0) throw new Error('oaep decoding error');
  return Buffer.from(block.subarray(separator + 1));
}
