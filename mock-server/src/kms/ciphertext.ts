import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { RandomBytes } from '../deps.ts';
import { KmsFault } from './fault.ts';
import type { StoredKey } from './key-store.ts';

/*
 * A ciphertext blob: 1-byte version ‖ 16-byte key id ‖ 16-byte salt ‖ 12-byte IV ‖ AES-256-GCM ciphertext ‖ 16-byte tag.
 * Each blob has a key of its own, HKDF-SHA256 of the stored key with the salt, so that the number of blobs per stored
 * key is not bounded by the birthday limit of random 96-bit IVs (NIST SP 800-38D §8.3).
 */
const VERSION = 1;
const SALT_AT = 17;
const IV_AT = 33;
const BODY_AT = 45;
const TAG_BYTES = 16;
const KEY_INFO = 'alcove/kms/blob/v1';

export type EncryptionContext = Readonly<Record<string, string>>;

function invalid(): KmsFault {
  // No reason is given, as in the real service: not which part did not fit.
  return new KmsFault('InvalidCiphertextException', 'The ciphertext is invalid.');
}

function keyIdBytes(keyId: string): Buffer {
  return Buffer.from(keyId.replaceAll('-', ''), 'hex');
}

function blobKey(key: StoredKey, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key.material, salt, `${KEY_INFO}/${key.keyId}`, 32));
}

function associatedData(head: Uint8Array, context: EncryptionContext): Uint8Array {
  return concatBytes(head, encodeDcbor({ ...context }));
}

export function encryptBlob(key: StoredKey, plaintext: Uint8Array, context: EncryptionContext, random: RandomBytes): Uint8Array {
  const head = concatBytes(Uint8Array.of(VERSION), keyIdBytes(key.keyId), random(IV_AT - SALT_AT), random(BODY_AT - IV_AT));
  const cipher = createCipheriv('aes-256-gcm', blobKey(key, head.subarray(SALT_AT, IV_AT)), head.subarray(IV_AT));
  cipher.setAAD(associatedData(head, context));
  return concatBytes(head, cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/** Id of the key a blob was made with. @throws KmsFault InvalidCiphertextException */
export function keyIdOfBlob(blob: Uint8Array): string {
  if (blob.length < BODY_AT + TAG_BYTES || blob[0] !== VERSION) throw invalid();
  const hex = Buffer.from(blob.subarray(1, SALT_AT)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** @throws KmsFault InvalidCiphertextException for another key, another context or a changed byte */
export function decryptBlob(key: StoredKey, blob: Uint8Array, context: EncryptionContext): Uint8Array {
  if (keyIdOfBlob(blob) !== key.keyId) throw invalid();
  const head = blob.subarray(0, BODY_AT);
  const decipher = createDecipheriv('aes-256-gcm', blobKey(key, blob.subarray(SALT_AT, IV_AT)), blob.subarray(IV_AT, BODY_AT));
  decipher.setAAD(associatedData(head, context));
  decipher.setAuthTag(blob.subarray(blob.length - TAG_BYTES));
  try {
    return concatBytes(decipher.update(blob.subarray(BODY_AT, blob.length - TAG_BYTES)), decipher.final());
  } catch {
    throw invalid();
  }
}
