/* The key objects of `node:crypto`, as far as the playground's parts look into them. */

export class SecretKey {
  readonly type = 'secret';
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Of a private key, in the terms of RFC 8017 §3.2: p, q, dP, dQ and qInv. */
export type RsaPrimes = { readonly p: bigint; readonly q: bigint; readonly dp: bigint; readonly dq: bigint; readonly inverse: bigint };
export type RsaNumbers = { readonly modulus: bigint; readonly exponent: bigint; readonly primes: RsaPrimes | null };

export class RsaKey {
  readonly asymmetricKeyType = 'rsa';
  readonly numbers: RsaNumbers;
  readonly #spki: Uint8Array;
  constructor(numbers: RsaNumbers, spki: Uint8Array) {
    this.numbers = numbers;
    this.#spki = spki;
  }
  get asymmetricKeyDetails(): { readonly modulusLength: number } {
    return { modulusLength: this.numbers.modulus.toString(2).length };
  }
  export(_options: { readonly format: 'der'; readonly type: 'spki' }): Buffer {
    return Buffer.from(this.#spki);
  }
}

export type CurveName = 'P-256' | 'P-384' | 'Ed25519';

const nodeNames = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', Ed25519: 'ed25519' } as const;

export class CurveKey {
  readonly curve: CurveName;
  readonly publicBytes: Uint8Array;
  /** Null for a public key. */
  readonly privateBytes: Uint8Array | null;
  constructor(curve: CurveName, publicBytes: Uint8Array, privateBytes: Uint8Array | null = null) {
    this.curve = curve;
    this.publicBytes = publicBytes;
    this.privateBytes = privateBytes;
  }
  get asymmetricKeyType(): string {
    return this.curve === 'Ed25519' ? 'ed25519' : 'ec';
  }
  get asymmetricKeyDetails(): { readonly namedCurve: string } {
    return { namedCurve: nodeNames[this.curve] };
  }
  export(_options: { readonly format: 'jwk' }): { readonly x: string } {
    if (this.curve !== 'Ed25519') throw new TypeError('this playground exports Ed25519 keys only');
    return { x: Buffer.from(this.publicBytes).toString('base64url') };
  }
}

export type KeyObject = SecretKey | RsaKey | CurveKey;
export const createSecretKey = (bytes: Uint8Array): SecretKey => new SecretKey(Uint8Array.from(bytes));
