import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509Certificate as ParsedCertificate } from '@peculiar/x509';
import { BoundedMap } from '../bounded-map.ts';

/** The chain does not lead from a trusted root to the leaf. */
export class CertificateChainError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CertificateChainError';
  }
}

type Certificate = { readonly name: string; readonly crypto: X509Certificate; readonly parsed: ParsedCertificate };
type Chain = { readonly cabundle: readonly Uint8Array[]; readonly leaf: Uint8Array };

const KNOWN_EXTENSIONS = ['2.5.29.19', '2.5.29.15'];

function parse(der: Uint8Array, name: string): Certificate {
  try {
    const certificate = { name, crypto: new X509Certificate(der), parsed: new ParsedCertificate(Uint8Array.from(der)) };
    if (Buffer.compare(certificate.crypto.raw, der) !== 0) throw new CertificateChainError(`${name} has bytes after its end`);
    return certificate;
  } catch (cause) {
    if (cause instanceof CertificateChainError) throw cause;
    throw new CertificateChainError(`${name} is not an X.509 certificate`, { cause });
  }
}

function checkValidity({ name, parsed }: Certificate, nowMs: number): void {
  if (nowMs < parsed.notBefore.getTime()) throw new CertificateChainError(`${name} is not valid yet`);
  if (nowMs > parsed.notAfter.getTime()) throw new CertificateChainError(`${name} has expired`);
}

function checkCommon({ name, crypto, parsed }: Certificate): void {
  const { name: algorithm, hash } = parsed.signatureAlgorithm as { readonly name: string; readonly hash?: { readonly name: string } };
  if (algorithm !== 'ECDSA' || hash?.name !== 'SHA-384') throw new CertificateChainError(`${name} is not signed with ECDSA and SHA-384`);
  if (crypto.publicKey.asymmetricKeyDetails?.namedCurve !== 'secp384r1') throw new CertificateChainError(`${name} has no P-384 key`);
  if (parsed.extensions.some(({ critical, type }) => critical && !KNOWN_EXTENSIONS.includes(type))) {
    throw new CertificateChainError(`${name} has a critical extension that is not understood`);
  }
}

function usages(certificate: Certificate): number {
  return certificate.parsed.getExtension(KeyUsagesExtension)?.usages ?? 0;
}

/** @param below how many authorities stand between this one and the leaf (RFC 5280 §4.2.1.9). */
function checkAuthority(certificate: Certificate, below: number): void {
  const constraints = certificate.parsed.getExtension(BasicConstraintsExtension);
  if (constraints === null || !constraints.critical || !constraints.ca) throw new CertificateChainError(`${certificate.name} is not an authority`);
  if ((constraints.pathLength ?? below) < below) throw new CertificateChainError(`${certificate.name} allows no further authority below it`);
  if ((usages(certificate) & KeyUsageFlags.keyCertSign) === 0) throw new CertificateChainError(`${certificate.name} may not sign certificates`);
}

function checkLeaf(certificate: Certificate): void {
  const constraints = certificate.parsed.getExtension(BasicConstraintsExtension);
  if (constraints?.ca === true || constraints?.pathLength !== undefined) throw new CertificateChainError('the leaf must not be an authority');
  if ((usages(certificate) & KeyUsageFlags.digitalSignature) === 0) throw new CertificateChainError('the leaf may not sign documents');
}

function checkIssuedBy(subject: Certificate, issuer: Certificate): void {
  if (!subject.crypto.checkIssued(issuer.crypto) || !subject.crypto.verify(issuer.crypto.publicKey)) {
    throw new CertificateChainError(`${subject.name} was not issued by ${issuer.name}`);
  }
}

type VerifiedChain = { readonly certificates: readonly Certificate[]; readonly key: KeyObject };

/** Everything but the time. */
function verifyChain(chain: Chain): VerifiedChain {
  const authorities = chain.cabundle.map((der, index) => parse(der, `cabundle[${index}]`));
  const leaf = parse(chain.leaf, 'the leaf');
  const certificates = [...authorities, leaf];
  for (const certificate of certificates) checkCommon(certificate);
  for (const [index, authority] of authorities.entries()) checkAuthority(authority, authorities.length - 1 - index);
  checkLeaf(leaf);
  let issuer = authorities[0] as Certificate;
  for (const certificate of certificates) {
    checkIssuedBy(certificate, issuer);
    issuer = certificate;
  }
  return { certificates, key: leaf.crypto.publicKey };
}

/** An enclave's chain lasts for hours and comes with every request of it, and three signatures on P-384 take longer than all the rest. */
const verified = new BoundedMap<string, VerifiedChain>(64);

/** Their lengths belong to it: no other certificates have the same bytes in a row. */
function nameOf({ cabundle, leaf }: Chain): string {
  const hash = createHash('sha256');
  for (const der of [...cabundle, leaf]) hash.update(`${der.length}:`).update(der);
  return hash.digest('base64');
}

function verifyOnce(chain: Chain): VerifiedChain {
  const name = nameOf(chain);
  const known = verified.get(name);
  if (known !== undefined) return known;
  const found = verifyChain(chain);
  verified.set(name, found);
  return found;
}

/**
 * Verifies `[root, int1, …, intN]` and the leaf the way Nitro documents need it (RFC 5280 §6.1 without revocation, which
 * AWS's chain does not use). The root is believed for its digest only.
 * @returns the leaf's public key
 * @throws CertificateChainError
 */
export function verifyCertificateChain(chain: Chain, options: { readonly rootsSha256: readonly string[]; readonly nowMs: number }): KeyObject {
  const [rootDer] = chain.cabundle;
  if (rootDer === undefined || !options.rootsSha256.includes(createHash('sha256').update(rootDer).digest('hex'))) {
    throw new CertificateChainError('the root certificate is not trusted');
  }
  try {
    const { certificates, key } = verifyOnce(chain);
    for (const certificate of certificates) checkValidity(certificate, options.nowMs);
    return key;
  } catch (cause) {
    if (cause instanceof CertificateChainError) throw cause;
    // Both libraries read keys and extensions only when asked, and complain about garbage in them in their own ways.
    throw new CertificateChainError('a certificate cannot be read', { cause });
  }
}
