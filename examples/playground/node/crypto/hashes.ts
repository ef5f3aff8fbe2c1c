import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { SecretKey } from './key-objects.ts';

/* `node:crypto` for browsers, the part that the server and the enclave use: hashes and what is made of them. */

const algorithms = { sha1, sha256, sha384, sha512 };
type Running = { update(bytes: Uint8Array): unknown; digest(): Uint8Array };

export function hashNamed(name: string) {
  if (!(name in algorithms)) throw new TypeError(`this playground has no hash ${name}`);
  return algorithms[name as keyof typeof algorithms];
}

export function bytesOf(data: string | Uint8Array | SecretKey): Uint8Array {
  if (data instanceof SecretKey) return data.bytes;
  return typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
}

class Digest {
  readonly #running: Running;
  constructor(running: Running) {
    this.#running = running;
  }
  update(data: string | Uint8Array): this {
    this.#running.update(bytesOf(data));
    return this;
  }
  digest(): Buffer;
  digest(encoding: BufferEncoding): string;
  digest(encoding?: BufferEncoding): Buffer | string {
    const bytes = Buffer.from(this.#running.digest());
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}

export const createHash = (name: string): Digest => new Digest(hashNamed(name).create());
export const createHmac = (name: string, key: string | Uint8Array | SecretKey): Digest => new Digest(hmac.create(hashNamed(name), bytesOf(key)));

export function hkdfSync(name: string, key: Uint8Array, salt: Uint8Array, info: string | Uint8Array, length: number): ArrayBuffer {
  return Uint8Array.from(hkdf(hashNamed(name), key, salt, bytesOf(info), length)).buffer;
}

export function pbkdf2Sync(password: string | Uint8Array, salt: string | Uint8Array, rounds: number, length: number, name: string): Buffer {
  return Buffer.from(pbkdf2(hashNamed(name), bytesOf(password), bytesOf(salt), { c: rounds, dkLen: length }));
}

/** As constant in time as JavaScript is. */
export function timingSafeEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) throw new RangeError('Input buffers must have the same byte length');
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] as number) ^ (right[index] as number);
  return difference === 0;
}

export const randomBytes = (length: number): Buffer => Buffer.from(crypto.getRandomValues(new Uint8Array(length)));
