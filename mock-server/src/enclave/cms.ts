import { constants, createDecipheriv, createHash, type KeyObject, privateDecrypt } from 'node:crypto';
import { type BerElement, BerError, readBer, readChildren, readOctets, readPrimitive } from './ber.ts';

/** The answer is not what this enclave's key opens. One message for all causes: a failed padding must say no more than the rest. */
export class CmsError extends Error {
  constructor(options?: ErrorOptions) {
    super('the sealed answer could not be opened', options);
    this.name = 'CmsError';
  }
}

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const OID = 0x06;
const CONTEXT_0 = 0x80;
const CONTEXT_0_CONSTRUCTED = 0xa0;
const CONTEXT_1_CONSTRUCTED = 0xa1;

/** Object identifiers as their content octets, in hexadecimal. */
const ENVELOPED_DATA = '2a864886f70d010703';
const DATA = '2a864886f70d010701';
const RSAES_OAEP = '2a864886f70d010107';
const MGF1 = '2a864886f70d010108';
const SHA256 = '608648016503040201';
const AES256_CBC = '60864801650304012a';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function expectOid(element: BerElement | undefined, oid: string): void {
  if (hex(readPrimitive(element, OID)) !== oid) throw new BerError('unexpected object identifier');
}

function expectVersion(element: BerElement | undefined, allowed: readonly number[]): void {
  const [version, ...more] = readPrimitive(element, INTEGER);
  if (version === undefined || more.length > 0 || !allowed.includes(version)) throw new BerError('unexpected version');
}

/** RSAES-OAEP-params (RFC 4055 §4.1): SHA-256 and MGF1 with SHA-256; the defaults there are SHA-1, so both must be spelled out. */
function expectOaepSha256(algorithm: BerElement | undefined): void {
  const [oid, parameters] = readChildren(algorithm, SEQUENCE);
  expectOid(oid, RSAES_OAEP);
  const [hash, mask] = readChildren(parameters, SEQUENCE);
  expectOid(readChildren(readChildren(hash, CONTEXT_0_CONSTRUCTED)[0], SEQUENCE)[0], SHA256);
  const [maskOid, maskHash] = readChildren(readChildren(mask, CONTEXT_1_CONSTRUCTED)[0], SEQUENCE);
  expectOid(maskOid, MGF1);
  expectOid(readChildren(maskHash, SEQUENCE)[0], SHA256);
}

type Envelope = { readonly encryptedKey: Uint8Array; readonly iv: Uint8Array; readonly content: Uint8Array };

/** EnvelopedData with one KeyTransRecipientInfo (RFC 5652 §6.1, §6.2.1). */
function readEnvelope(bytes: Uint8Array, keyIdentifier: Uint8Array): Envelope {
  const [contentType, wrapped] = readChildren(readBer(bytes), SEQUENCE);
  expectOid(contentType, ENVELOPED_DATA);
  const [version, recipients, contentInfo, ...more] = readChildren(readChildren(wrapped, CONTEXT_0_CONSTRUCTED)[0], SEQUENCE);
  expectVersion(version, [0, 2]);
  if (more.length > 0) throw new BerError('unexpected attributes');
  const [recipient, ...others] = readChildren(recipients, SET);
  if (others.length > 0) throw new BerError('more than one recipient');
  const [recipientVersion, identifier, keyAlgorithm, encryptedKey] = readChildren(recipient, SEQUENCE);
  expectVersion(recipientVersion, [0, 2]);
  // By issuer and serial number there is nothing to compare with: the key has no certificate.
  if (identifier?.tag !== SEQUENCE && hex(readOctets(identifier, CONTEXT_0)) !== hex(keyIdentifier)) throw new BerError('for another recipient');
  expectOaepSha256(keyAlgorithm);
  const [innerType, contentAlgorithm, content] = readChildren(contentInfo, SEQUENCE);
  expectOid(innerType, DATA);
  const [cipher, iv] = readChildren(contentAlgorithm, SEQUENCE);
  expectOid(cipher, AES256_CBC);
  return { encryptedKey: readOctets(encryptedKey, OCTET_STRING), iv: readPrimitive(iv, OCTET_STRING), content: readOctets(content, CONTEXT_0) };
}

/** Key identifiers the sender may use for this key. Method 1 of RFC 5280 §4.2.1.2: SHA-1 of the key's bit string. */
export function keyIdentifierOf(spki: Uint8Array): Uint8Array {
  const [, bits] = readChildren(readBer(spki), SEQUENCE);
  return createHash('sha1').update(readPrimitive(bits, 0x03).subarray(1)).digest();
}

/**
 * Opens `CiphertextForRecipient` of an attested KMS call. Strict about structure and algorithms, indifferent between
 * definite and indefinite lengths, since AWS streams them.
 *
 * Anyone who knows the public key can make such an answer, and AES-CBC does not notice a changed one: that it comes from
 * the KMS is proven by the TLS connection it came through, and by nothing in here.
 * @throws CmsError
 */
export function openEnvelopedData(bytes: Uint8Array, recipient: { readonly privateKey: KeyObject; readonly keyIdentifier: Uint8Array }): Uint8Array {
  let contentKey: Buffer | null = null;
  try {
    const { encryptedKey, iv, content } = readEnvelope(bytes, recipient.keyIdentifier);
    contentKey = privateDecrypt({ key: recipient.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, encryptedKey);
    const decipher = createDecipheriv('aes-256-cbc', contentKey, iv);
    return Uint8Array.from(Buffer.concat([decipher.update(content), decipher.final()]));
  } catch (cause) {
    throw new CmsError({ cause });
  } finally {
    contentKey?.fill(0);
  }
}
