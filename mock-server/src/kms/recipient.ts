import 'reflect-metadata';
import { constants, createCipheriv, createHash, createPublicKey, type KeyObject, publicEncrypt } from 'node:crypto';
import {
  ContentInfo,
  EncryptedContent,
  EncryptedContentInfo,
  EnvelopedData,
  id_envelopedData,
  KeyTransRecipientInfo,
  RecipientIdentifier,
  RecipientInfo,
  RecipientInfos,
} from '@peculiar/asn1-cms';
import { id_mgf1, id_RSAES_OAEP, id_sha256, pSpecifiedEmpty, RsaEsOaepParams } from '@peculiar/asn1-rsa';
import { AsnParser, AsnSerializer, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, SubjectKeyIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import type { RandomBytes } from '../deps.ts';

const ID_DATA = '1.2.840.113549.1.7.1';
const ID_AES256_CBC = '2.16.840.1.101.3.4.1.42';
const ASN1_NULL = Uint8Array.of(5, 0).buffer;

/** The key in the attestation document cannot receive an answer. */
export class RecipientKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecipientKeyError';
  }
}

function importRecipientKey(spki: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new RecipientKeyError('public_key is not a SubjectPublicKeyInfo', { cause });
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < 2048 || bits > 4096) throw new RecipientKeyError('public_key must be an RSA key of 2048 to 4096 bits');
  return key;
}

function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

/** RSAES-OAEP with SHA-256 in both places (RFC 4055 §4.1). */
function oaepSha256(): AlgorithmIdentifier {
  const sha256 = new AlgorithmIdentifier({ algorithm: id_sha256, parameters: ASN1_NULL });
  const parameters = new RsaEsOaepParams({
    hashAlgorithm: sha256,
    maskGenAlgorithm: new AlgorithmIdentifier({ algorithm: id_mgf1, parameters: AsnSerializer.serialize(sha256) }),
    pSourceAlgorithm: pSpecifiedEmpty,
  });
  return new AlgorithmIdentifier({ algorithm: id_RSAES_OAEP, parameters: AsnSerializer.serialize(parameters) });
}

/** Key identifier by method 1 of RFC 5280 §4.2.1.2. */
function keyIdentifier(spki: Uint8Array): ArrayBuffer {
  const { subjectPublicKey } = AsnParser.parse(Uint8Array.from(spki), SubjectPublicKeyInfo);
  return arrayBufferOf(createHash('sha1').update(new Uint8Array(subjectPublicKey)).digest());
}

/**
 * `CiphertextForRecipient`: CMS EnvelopedData (RFC 5652 §6) for the RSA key of an attestation document; a fresh AES-256-CBC
 * key under RSAES-OAEP, the recipient named by its key identifier. It hides the answer from everyone between here and the
 * enclave. It does not prove who made it: that is for the TLS connection.
 * @param spki DER of the recipient's public key
 * @throws RecipientKeyError
 */
export function encryptForRecipient(plaintext: Uint8Array, spki: Uint8Array, random: RandomBytes): Uint8Array {
  const key = importRecipientKey(spki);
  const contentKey = random(32);
  const iv = random(16);
  const cipher = createCipheriv('aes-256-cbc', contentKey, iv);
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const encryptedKey = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, contentKey);
  contentKey.fill(0);
  const enveloped = new EnvelopedData({
    version: 2,
    recipientInfos: new RecipientInfos([
      new RecipientInfo({
        ktri: new KeyTransRecipientInfo({
          version: 2,
          rid: new RecipientIdentifier({ subjectKeyIdentifier: new SubjectKeyIdentifier(keyIdentifier(spki)) }),
          keyEncryptionAlgorithm: oaepSha256(),
          encryptedKey: new OctetString(arrayBufferOf(encryptedKey)),
        }),
      }),
    ]),
    encryptedContentInfo: new EncryptedContentInfo({
      contentType: ID_DATA,
      contentEncryptionAlgorithm: new AlgorithmIdentifier({
        algorithm: ID_AES256_CBC,
        parameters: AsnSerializer.serialize(new OctetString(arrayBufferOf(iv))),
      }),
      encryptedContent: new EncryptedContent({ value: new OctetString(arrayBufferOf(encrypted)) }),
    }),
  });
  return new Uint8Array(AsnSerializer.serialize(new ContentInfo({ contentType: id_envelopedData, content: AsnSerializer.serialize(enveloped) })));
}
