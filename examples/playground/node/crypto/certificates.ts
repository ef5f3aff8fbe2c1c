import 'reflect-metadata';
import { RSAPublicKey } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { publicKeyFromJwk, verifyOnCurve } from './curves.ts';
import { CurveKey, RsaKey } from './key-objects.ts';
import { toNumber } from './rsa.ts';

/* X.509 of `node:crypto`, which the KMS needs and the enclave does not. */

function rsaFromSpki(spki: Uint8Array): RsaKey {
  const { subjectPublicKey } = AsnConvert.parse(Uint8Array.from(spki), SubjectPublicKeyInfo);
  const { modulus, publicExponent } = AsnConvert.parse(subjectPublicKey, RSAPublicKey);
  const numbers = { modulus: toNumber(new Uint8Array(modulus)), exponent: toNumber(new Uint8Array(publicExponent)), primes: null };
  return new RsaKey(numbers, Uint8Array.from(spki));
}

type KeySource =
  | CurveKey
  | { readonly format: 'jwk'; readonly key: Parameters<typeof publicKeyFromJwk>[0]['key'] }
  | { readonly format: 'der'; readonly key: Uint8Array };

export function createPublicKey(source: KeySource): CurveKey | RsaKey {
  if (source instanceof CurveKey) return new CurveKey(source.curve, source.publicBytes);
  return source.format === 'der' ? rsaFromSpki(source.key) : publicKeyFromJwk(source);
}

/** What was verified lately, by certificate and key: a chain of three is shown with each call to a KMS, and changes by the hour. */
const verified = new Map<string, boolean>();
const MAX_VERIFIED = 32;

const curveOfLength: Readonly<Record<number, 'P-256' | 'P-384'>> = { 65: 'P-256', 97: 'P-384' };

export class X509Certificate {
  readonly raw: Buffer;
  readonly #parsed: Certificate;
  readonly #signed: Uint8Array;

  constructor(der: Uint8Array) {
    const bytes = Uint8Array.from(der);
    this.#parsed = AsnConvert.parse(bytes, Certificate);
    if (this.#parsed.tbsCertificateRaw === undefined) throw new TypeError('not a certificate');
    this.#signed = new Uint8Array(this.#parsed.tbsCertificateRaw);
    this.raw = Buffer.from(AsnConvert.serialize(this.#parsed));
  }

  get publicKey(): CurveKey {
    const point = new Uint8Array(this.#parsed.tbsCertificate.subjectPublicKeyInfo.subjectPublicKey);
    const curve = curveOfLength[point.length];
    if (curve === undefined) throw new TypeError('this playground reads certificates of P-256 and P-384 keys only');
    return new CurveKey(curve, point);
  }

  checkIssued(issuer: X509Certificate): boolean {
    const nameOf = (name: object) => Buffer.from(AsnConvert.serialize(name));
    return nameOf(this.#parsed.tbsCertificate.issuer).equals(nameOf(issuer.#parsed.tbsCertificate.subject));
  }

  verify(key: CurveKey): boolean {
    const name = `${this.raw.toString('base64')} ${Buffer.from(key.publicBytes).toString('base64')}`;
    const known = verified.get(name);
    if (known !== undefined) return known;
    const isGood = verifyOnCurve(key, this.#signed, new Uint8Array(this.#parsed.signatureValue), 'der');
    verified.set(name, isGood);
    if (verified.size > MAX_VERIFIED) verified.delete(verified.keys().next().value as string);
    return isGood;
  }
}
