import { cbc, gcm } from '@noble/ciphers/aes.js';
import { bytesOf } from './hashes.ts';
import type { SecretKey } from './key-objects.ts';

/* AES of `node:crypto` for browsers. Noble takes a message whole, so `update` collects and `final` does the work. */

const TAG_LENGTH = 16;
type Key = Uint8Array | SecretKey;

abstract class Cipher {
  protected readonly key: Uint8Array;
  protected readonly nonce: Uint8Array;
  protected readonly name: string;
  protected aad: Uint8Array = new Uint8Array(0);
  #parts: Uint8Array[] = [];

  constructor(name: string, key: Key, nonce: Uint8Array) {
    if (name !== 'aes-256-gcm' && name !== 'aes-256-cbc') throw new TypeError(`this playground has no cipher ${name}`);
    this.name = name;
    this.key = bytesOf(key);
    this.nonce = nonce;
    if (this.key.length !== 32) throw new RangeError('Invalid key length');
  }

  setAAD(aad: Uint8Array): this {
    this.aad = aad;
    return this;
  }

  update(bytes: Uint8Array): Buffer {
    this.#parts.push(Uint8Array.from(bytes));
    return Buffer.alloc(0);
  }

  protected collected(): Uint8Array {
    const whole = Uint8Array.from(Buffer.concat(this.#parts));
    for (const part of this.#parts) part.fill(0);
    this.#parts = [];
    return whole;
  }
}

class Encrypting extends Cipher {
  #tag: Buffer = Buffer.alloc(0);

  final(): Buffer {
    const plaintext = this.collected();
    try {
      if (this.name === 'aes-256-cbc') return Buffer.from(cbc(this.key, this.nonce).encrypt(plaintext));
      const sealed = gcm(this.key, this.nonce, this.aad).encrypt(plaintext);
      this.#tag = Buffer.from(sealed.subarray(sealed.length - TAG_LENGTH));
      return Buffer.from(sealed.subarray(0, sealed.length - TAG_LENGTH));
    } finally {
      plaintext.fill(0);
    }
  }

  getAuthTag(): Buffer {
    return this.#tag;
  }
}

class Decrypting extends Cipher {
  #tag: Uint8Array = new Uint8Array(0);

  setAuthTag(tag: Uint8Array): this {
    this.#tag = tag;
    return this;
  }

  final(): Buffer {
    const ciphertext = this.collected();
    if (this.name === 'aes-256-cbc') return Buffer.from(cbc(this.key, this.nonce).decrypt(ciphertext));
    if (this.#tag.length !== TAG_LENGTH) throw new RangeError('Invalid authentication tag length');
    return Buffer.from(gcm(this.key, this.nonce, this.aad).decrypt(Uint8Array.from(Buffer.concat([ciphertext, this.#tag]))));
  }
}

export const createCipheriv = (name: string, key: Key, nonce: Uint8Array): Encrypting => new Encrypting(name, key, nonce);
export const createDecipheriv = (name: string, key: Key, nonce: Uint8Array): Decrypting => new Decrypting(name, key, nonce);
