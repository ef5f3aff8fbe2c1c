import { argon2, createHash } from 'node:crypto';
import { wipe } from './wipe.ts';

/** Throws with the name of the value, never with the value. */
export function assertLength(value: Uint8Array, length: number, label: string): void {
  if (value.length !== length) throw new RangeError(`${label} must have ${length} bytes`);
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

const HASH_LENGTH = 32;
const BLOCK_LENGTH = 64;

/** The two padded keys of RFC 2104 §2. Keys longer than a block are hashed first. */
function paddedKeys(key: Uint8Array): { readonly inner: Uint8Array; readonly outer: Uint8Array } {
  const short = key.length > BLOCK_LENGTH ? sha256(key) : key;
  const inner = new Uint8Array(BLOCK_LENGTH).fill(0x36);
  const outer = new Uint8Array(BLOCK_LENGTH).fill(0x5c);
  for (let index = 0; index < short.length; index++) {
    inner[index] = 0x36 ^ (short[index] as number);
    outer[index] = 0x5c ^ (short[index] as number);
  }
  if (short !== key) wipe(short);
  return { inner, outer };
}

/**
 * HMAC-SHA-256 (RFC 2104 §2) over node's SHA-256. Node's own HMAC sets up OpenSSL's generic MAC for each use, three
 * times the work for the short messages here; a sealed call takes a dozen of them.
 */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const { inner, outer } = paddedKeys(key);
  const innerHash = sha256(inner, ...parts);
  const mac = sha256(outer, innerHash);
  wipe(inner, outer, innerHash);
  return mac;
}

/** HKDF-Extract (RFC 5869 §2.2). An empty salt stands for 32 zero bytes, which HMAC pads to the same key. */
export function hkdfExtract(salt: Uint8Array, ...inputKey: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return hmacSha256(salt, ...inputKey);
}

/** HKDF-Expand (RFC 5869 §2.3): T(n) = HMAC(prk, T(n − 1) ‖ info ‖ n). */
export function hkdfExpand(pseudorandomKey: Uint8Array, info: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(length) || length < 0 || length > 255 * HASH_LENGTH) throw new RangeError('length must be from 0 to 8160');
  const output = new Uint8Array(length);
  let block = new Uint8Array(0);
  for (let offset = 0, counter = 1; offset < length; offset += HASH_LENGTH, counter++) {
    const next = hmacSha256(pseudorandomKey, block, ...info, Uint8Array.of(counter));
    wipe(block);
    block = next;
    output.set(block.subarray(0, length - offset), offset);
  }
  wipe(block);
  return output;
}

/** HKDF-SHA-256, extract and expand (RFC 5869 §2). */
export function hkdf(inputKey: Uint8Array, salt: Uint8Array, info: Uint8Array, length = 32): Uint8Array<ArrayBuffer> {
  const pseudorandomKey = hkdfExtract(salt, inputKey);
  try {
    return hkdfExpand(pseudorandomKey, [info], length);
  } finally {
    wipe(pseudorandomKey);
  }
}

/** RFC 9106 parameters; memory in KiB. */
export type Argon2Parameters = { readonly memoryKib: number; readonly passes: number; readonly parallelism: number };

/**
 * Argon2id version 0x13 (RFC 9106 §3), 32 bytes, on libuv's thread pool.
 * `secret` is K of §3.1 (the fleet's pepper), `associatedData` is X.
 */
export function argon2id(input: {
  readonly message: Uint8Array;
  readonly salt: Uint8Array;
  readonly secret: Uint8Array;
  readonly associatedData: Uint8Array;
  readonly parameters: Argon2Parameters;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { memoryKib, passes, parallelism } = input.parameters;
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: input.message,
        nonce: input.salt,
        secret: input.secret,
        associatedData: input.associatedData,
        memory: memoryKib,
        passes,
        parallelism,
        tagLength: 32,
      },
      (error, key) => (error === null ? resolve(new Uint8Array(key.buffer, key.byteOffset, key.length)) : reject(error)),
    );
  });
}
