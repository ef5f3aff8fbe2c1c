import { equalBytes, toHex } from './bytes.ts';
import { childrenOf, DerError, type DerNode, expectTag, rawEcdsaSignature, readDer, smallInteger } from './der.ts';

/*
 * X.509 (RFC 5280) as AWS Nitro uses it: P-384 keys, ecdsa-with-SHA384, short chains. Anything else is refused.
 */

/** Contents of the OBJECT IDENTIFIERs that appear, in hexadecimal. */
const oid = {
  ecdsaWithSha384: '2a8648ce3d040303',
  ecPublicKey: '2a8648ce3d0201',
  secp384r1: '2b81040022',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
} as const;

export type Certificate = {
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKeyInfo: Uint8Array;
  readonly isCa: boolean;
  readonly pathLength: number | null;
  readonly keyCertSign: boolean;
  readonly digitalSignature: boolean;
};

function algorithmOf(node: DerNode | undefined): string {
  return toHex(expectTag(childrenOf(expectTag(node, 0x30, 'algorithm'))[0], 0x06, 'algorithm').body);
}

/** UTCTime or GeneralizedTime in RFC 5280's fixed forms (§4.1.2.5). */
function timeOf(node: DerNode | undefined): number {
  if (node?.tag !== 0x17 && node?.tag !== 0x18) throw new DerError('validity is missing');
  const text = String.fromCharCode(...node.body);
  const year = node.tag === 0x17 ? text.slice(0, 2) : text.slice(0, 4);
  const rest = text.slice(year.length);
  if (!/^\d{2,4}$/.test(year) || !/^\d{10}Z$/.test(rest)) throw new DerError('validity has another form');
  const fullYear = year.length === 2 ? (Number(year) < 50 ? 2000 : 1900) + Number(year) : Number(year);
  const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map((at) => Number(rest.slice(at, at + 2))) as [number, number, number, number, number];
  return Date.UTC(fullYear, month - 1, day, hour, minute, second);
}

type Extensions = Pick<Certificate, 'isCa' | 'pathLength' | 'keyCertSign' | 'digitalSignature'>;

function readBasicConstraints(value: DerNode): Pick<Certificate, 'isCa' | 'pathLength'> {
  const [first, second] = childrenOf(expectTag(value, 0x30, 'basicConstraints'));
  const isCa = first?.tag === 0x01 && first.body[0] === 0xff;
  return { isCa, pathLength: isCa && second !== undefined ? smallInteger(second, 'pathLen') : null };
}

function readExtensions(node: DerNode | undefined): Extensions {
  const extensions = { isCa: false, pathLength: null as number | null, keyCertSign: false, digitalSignature: false };
  if (node === undefined) return extensions;
  const seen = new Set<string>();
  for (const extension of childrenOf(expectTag(childrenOf(node)[0], 0x30, 'extensions'))) {
    const parts = childrenOf(expectTag(extension, 0x30, 'extension'));
    const id = toHex(expectTag(parts[0], 0x06, 'extension id').body);
    const critical = parts.length === 3 && expectTag(parts[1], 0x01, 'critical').body[0] === 0xff;
    const value = expectTag(parts.at(-1), 0x04, 'extension value').body;
    if (seen.has(id)) throw new DerError('an extension appears twice');
    seen.add(id);
    if (id === oid.basicConstraints) {
      if (!critical) throw new DerError('basicConstraints must be critical');
      Object.assign(extensions, readBasicConstraints(readDer(value)));
    } else if (id === oid.keyUsage) {
      const bits = expectTag(readDer(value), 0x03, 'keyUsage').body;
      extensions.digitalSignature = ((bits[1] ?? 0) & 0x80) !== 0;
      extensions.keyCertSign = ((bits[1] ?? 0) & 0x04) !== 0;
    } else if (critical) throw new DerError('an unknown extension is critical');
  }
  return extensions;
}

/** @throws DerError for anything but a v3 certificate of a P-384 key signed with ECDSA and SHA-384. */
export function parseCertificate(der: Uint8Array): Certificate {
  const [tbs, outerAlgorithm, signature] = childrenOf(expectTag(readDer(der), 0x30, 'certificate'));
  const signed = expectTag(tbs, 0x30, 'tbsCertificate');
  const [version, , innerAlgorithm, issuer, validity, subject, keyInfo, ...optional] = childrenOf(signed);
  if (expectTag(version, 0xa0, 'version').body[2] !== 2) throw new DerError('version must be 3');
  if (algorithmOf(outerAlgorithm) !== oid.ecdsaWithSha384 || algorithmOf(innerAlgorithm) !== oid.ecdsaWithSha384) {
    throw new DerError('the signature algorithm must be ecdsa-with-SHA384');
  }
  const key = expectTag(keyInfo, 0x30, 'subjectPublicKeyInfo');
  const keyAlgorithm = childrenOf(expectTag(childrenOf(key)[0], 0x30, 'key algorithm'));
  if (toHex(keyAlgorithm[0]?.body ?? new Uint8Array()) !== oid.ecPublicKey || toHex(keyAlgorithm[1]?.body ?? new Uint8Array()) !== oid.secp384r1) {
    throw new DerError('the key must be on P-384');
  }
  const [notBefore, notAfter] = childrenOf(expectTag(validity, 0x30, 'validity'));
  const bits = expectTag(signature, 0x03, 'signatureValue').body;
  if (bits[0] !== 0) throw new DerError('signatureValue has unused bits');
  return {
    signedBytes: signed.whole,
    signature: rawEcdsaSignature(bits.subarray(1), 48),
    issuer: expectTag(issuer, 0x30, 'issuer').whole,
    subject: expectTag(subject, 0x30, 'subject').whole,
    notBeforeMs: timeOf(notBefore),
    notAfterMs: timeOf(notAfter),
    publicKeyInfo: key.whole,
    ...readExtensions(optional.find((node) => node.tag === 0xa3)),
  };
}

export function importP384(certificate: Certificate): Promise<CryptoKey> {
  return crypto.subtle.importKey('spki', new Uint8Array(certificate.publicKeyInfo), { name: 'ECDSA', namedCurve: 'P-384' }, false, ['verify']);
}

export type ChainFault = 'chain_signature' | 'chain_names' | 'chain_usage' | 'chain_path_length' | 'certificate_expired' | 'certificate_not_yet_valid';

/**
 * Verifies `[root, intermediate…, leaf]` (RFC 5280 §6, without revocation). The root must have been compared with the pin.
 *
 * @returns null when it holds, else what is wrong with it.
 */
export async function checkChain(chain: readonly Certificate[], nowMs: number): Promise<ChainFault | null> {
  for (const [index, certificate] of chain.entries()) {
    if (nowMs < certificate.notBeforeMs) return 'certificate_not_yet_valid';
    if (nowMs > certificate.notAfterMs) return 'certificate_expired';
    const isLeaf = index === chain.length - 1;
    if (isLeaf ? certificate.isCa || !certificate.digitalSignature : !certificate.isCa || !certificate.keyCertSign) return 'chain_usage';
    const intermediatesBelow = chain.length - 2 - index;
    if (!isLeaf && certificate.pathLength !== null && certificate.pathLength < intermediatesBelow) return 'chain_path_length';
    const issuer = chain[index - 1] ?? certificate;
    if (!equalBytes(issuer.subject, certificate.issuer)) return 'chain_names';
    const valid = await crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-384' },
      await importP384(issuer),
      certificate.signature,
      new Uint8Array(certificate.signedBytes),
    );
    if (!valid) return 'chain_signature';
  }
  return null;
}
