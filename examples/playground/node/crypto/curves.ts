import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384 } from '@noble/curves/nist.js';
import { CurveKey, RsaKey } from './key-objects.ts';
import { toNumber } from './rsa.ts';

/* Keys on curves: what `node:crypto` calls createPublicKey, createPrivateKey, sign, verify, createECDH and generateKeyPair. */

type Jwk = { readonly kty: string; readonly crv?: string; readonly x?: string; readonly y?: string };
type Verifying = { readonly key: CurveKey; readonly dsaEncoding: 'ieee-p1363' };

const PKCS8_ED25519_HEAD_LENGTH = 16;
const decode = (text: string | undefined): Uint8Array => Uint8Array.from(Buffer.from(text ?? '', 'base64url'));

function fromJwk({ kty, crv, x, y }: Jwk): CurveKey {
  if (kty === 'OKP' && crv === 'Ed25519') return new CurveKey('Ed25519', decode(x));
  if (kty !== 'EC' || crv !== 'P-256') throw new TypeError('this playground reads P-256 and Ed25519 keys only');
  const point = Uint8Array.of(4, ...decode(x), ...decode(y));
  p256.Point.fromBytes(point).assertValidity();
  return new CurveKey('P-256', point);
}

export function publicKeyFromJwk(options: { readonly key: Jwk }): CurveKey {
  return fromJwk(options.key);
}

/** An Ed25519 seed in its PKCS #8 frame (RFC 8410 §7). */
export function createPrivateKey({ key }: { readonly key: Uint8Array }): CurveKey {
  const seed = Uint8Array.from(key.subarray(PKCS8_ED25519_HEAD_LENGTH));
  if (seed.length !== 32) throw new TypeError('this playground reads Ed25519 private keys only');
  return new CurveKey('Ed25519', ed25519.getPublicKey(seed), seed);
}

export function sign(_algorithm: null, message: Uint8Array, key: CurveKey): Buffer {
  if (key.privateBytes === null || key.curve !== 'Ed25519') throw new TypeError('this playground signs with Ed25519 only');
  return Buffer.from(ed25519.sign(Uint8Array.from(message), key.privateBytes));
}

export function verifyOnCurve(key: CurveKey, message: Uint8Array, signature: Uint8Array, format: 'compact' | 'der' = 'compact'): boolean {
  const [bytes, signed] = [Uint8Array.from(signature), Uint8Array.from(message)];
  try {
    if (key.curve === 'Ed25519') return ed25519.verify(bytes, signed, key.publicBytes);
    return (key.curve === 'P-256' ? p256 : p384).verify(bytes, signed, key.publicBytes, { format, lowS: false });
  } catch {
    // Noble throws for bytes that are no signature; OpenSSL says no.
    return false;
  }
}

/** With the hash that belongs to the curve, the only pairs in use: SHA-256 on P-256, SHA-384 on P-384. */
export function verify(algorithm: 'sha256' | 'sha384' | null, message: Uint8Array, key: CurveKey | Verifying, signature: Uint8Array): boolean {
  const used = key instanceof CurveKey ? key : key.key;
  const wanted = { 'P-256': 'sha256', 'P-384': 'sha384', Ed25519: null }[used.curve];
  if (wanted !== algorithm) throw new TypeError('this playground has no such pair of hash and curve');
  return verifyOnCurve(used, message, signature);
}

export function createECDH(name: string) {
  if (name !== 'prime256v1') throw new TypeError(`this playground has no curve ${name}`);
  let secret = new Uint8Array(32);
  const ecdh = {
    generateKeys(): Buffer {
      secret = Uint8Array.from(p256.utils.randomSecretKey());
      return ecdh.getPublicKey();
    },
    setPrivateKey(key: Uint8Array): void {
      if (!p256.utils.isValidSecretKey(Uint8Array.from(key))) throw new RangeError('Private key is not valid for specified curve.');
      secret = Uint8Array.from(key);
    },
    getPublicKey: (): Buffer => Buffer.from(p256.getPublicKey(secret, false)),
    /** The x coordinate; the other's point is checked to be on the curve. */
    computeSecret: (other: Uint8Array): Buffer => Buffer.from(p256.getSharedSecret(secret, Uint8Array.from(other), true).subarray(1)),
  };
  return ecdh;
}
export type ECDH = ReturnType<typeof createECDH>;

type Pair = { readonly publicKey: RsaKey; readonly privateKey: RsaKey };

async function generateRsa(modulusLength: number): Promise<Pair> {
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256', modulusLength, publicExponent: Uint8Array.of(1, 0, 1) };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['encrypt', 'decrypt']);
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey));
  const { n, e, p, q, dp, dq, qi } = await crypto.subtle.exportKey('jwk', keys.privateKey);
  const number = (text: string | undefined) => toNumber(decode(text));
  const shared = { modulus: number(n), exponent: number(e) };
  const primes = { p: number(p), q: number(q), dp: number(dp), dq: number(dq), inverse: number(qi) };
  return { publicKey: new RsaKey({ ...shared, primes: null }, spki), privateKey: new RsaKey({ ...shared, primes }, spki) };
}

/** For `promisify` of `node:util`, whose stand-in is in ../util.ts. */
export function generateKeyPair(type: string, { modulusLength }: { readonly modulusLength: number }, done: (error: Error | null, pair: Pair) => void): void {
  if (type !== 'rsa') throw new TypeError(`this playground makes no ${type} keys`);
  generateRsa(modulusLength).then(
    (pair) => done(null, pair),
    (error: Error) => done(error, undefined as never),
  );
}

/** The enclave's own key, which signs what it has done. */
export function generateKeyPairSync(type: string): { readonly publicKey: CurveKey; readonly privateKey: CurveKey } {
  if (type !== 'ed25519') throw new TypeError(`this playground makes no ${type} keys at once`);
  const seed = ed25519.utils.randomSecretKey();
  const publicBytes = ed25519.getPublicKey(seed);
  return { publicKey: new CurveKey('Ed25519', publicBytes), privateKey: new CurveKey('Ed25519', publicBytes, seed) };
}
