// @peculiar/x509 finds its algorithms through decorators and needs this first.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, PemConverter, X509Certificate, X509CertificateGenerator } from '@peculiar/x509';
import type { Clock, RandomBytes } from '../deps.ts';

/*
 * The certificate authority behind the stand-in security module: P-384 and ECDSA with SHA-384 all the way down, as in
 * AWS's own chain (root → intermediate → leaf), so that one verifier serves both. It proves nothing about hardware.
 */

const algorithm = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' } as const;
const ROOT_LIFETIME_MS = 10 * 365 * 86_400_000;
/** Clocks of a browser and of this machine may differ a little. */
const BACKDATE_MS = 60_000;

/** PEM text for the caller to keep (0600): the private key signs whatever claims to be an enclave here. */
export type DevelopmentRoot = { readonly certificatePem: string; readonly privateKeyPem: string };

export type IssuedCertificate = { readonly certificateDer: Uint8Array<ArrayBuffer>; readonly keys: CryptoKeyPair; readonly notAfterMs: number };

function serialNumber(random: RandomBytes): string {
  const bytes = random(16);
  // Positive and without a leading zero byte (RFC 5280 §4.1.2.2).
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

function validity(clock: Clock, lifetimeMs: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(clock.nowMs() - BACKDATE_MS), notAfter: new Date(clock.nowMs() + lifetimeMs) };
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/**
 * Makes the root of the development chain. Once per data directory: widgets pin its digest.
 *
 * @example
 * ```ts
 * const root = await createDevelopmentRoot({ clock, random });
 * developmentRootSha256(root); // 64 hexadecimal digits, for the widget's pins
 * ```
 */
export async function createDevelopmentRoot(options: { readonly clock: Clock; readonly random: RandomBytes }): Promise<DevelopmentRoot> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(options.random),
    name: 'CN=Alcove development enclave root, O=Alcove',
    ...validity(options.clock, ROOT_LIFETIME_MS),
    keys,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, undefined, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)],
  });
  const privateKey = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificatePem: certificate.toString('pem'), privateKeyPem: PemConverter.encode(privateKey, 'PRIVATE KEY') };
}

/** DER of the root certificate. */
export function developmentRootDer(root: DevelopmentRoot): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new X509Certificate(root.certificatePem).rawData);
}

/** SHA-256 of the root's DER in lower-case hexadecimal: `EnclavePins.rootSha256`. */
export function developmentRootSha256(root: DevelopmentRoot): string {
  return createHash('sha256').update(developmentRootDer(root)).digest('hex');
}

/** The root with its key, ready to issue. */
export async function openDevelopmentRoot(root: DevelopmentRoot): Promise<IssuedCertificate> {
  const certificate = new X509Certificate(root.certificatePem);
  const der = PemConverter.decodeFirst(root.privateKeyPem);
  const privateKey = await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  const publicKey = await certificate.publicKey.export(algorithm, ['verify']);
  return {
    certificateDer: new Uint8Array(certificate.rawData),
    keys: { privateKey, publicKey: publicKey },
    notAfterMs: certificate.notAfter.getTime(),
  };
}

/**
 * Issues a certificate under `issuer`: an authority with `pathLength` (null: a leaf that may only sign documents).
 */
export async function issueCertificate(options: {
  readonly issuer: IssuedCertificate;
  readonly commonName: string;
  readonly pathLength: number | null;
  readonly lifetimeMs: number;
  readonly clock: Clock;
  readonly random: RandomBytes;
}): Promise<IssuedCertificate> {
  const keys = await newKeys();
  const times = validity(options.clock, options.lifetimeMs);
  const authority = options.pathLength !== null;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(options.random),
    subject: `CN=${options.commonName}, O=Alcove`,
    issuer: new X509Certificate(options.issuer.certificateDer).subject,
    ...times,
    publicKey: keys.publicKey,
    signingKey: options.issuer.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(authority, options.pathLength ?? undefined, true),
      new KeyUsagesExtension(authority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature, true),
    ],
  });
  return { certificateDer: new Uint8Array(certificate.rawData), keys, notAfterMs: times.notAfter.getTime() };
}
