import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { assertLength } from './kdf.ts';

const TAG_LENGTH = 16;
// Keys go in as key objects: for bare bytes node takes ten microseconds to find out that they are none.

/** AES-256-GCM (NIST SP 800-38D), 96-bit nonce. Returns ciphertext ‖ 16-byte tag. */
export function sealAesGcm(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array<ArrayBuffer> {
  assertLength(key, 32, 'key');
  assertLength(nonce, 12, 'nonce');
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce);
  cipher.setAAD(aad);
  const head = cipher.update(plaintext);
  const tail = cipher.final();
  return new Uint8Array(Buffer.concat([head, tail, cipher.getAuthTag()]));
}

/** Opens what `sealAesGcm` made. Null when the tag does not fit: the caller decides what that means. */
export function openAesGcm(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array<ArrayBuffer> | null {
  assertLength(key, 32, 'key');
  assertLength(nonce, 12, 'nonce');
  if (sealed.length < TAG_LENGTH) return null;
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
  const head = decipher.update(sealed.subarray(0, sealed.length - TAG_LENGTH));
  try {
    return new Uint8Array(Buffer.concat([head, decipher.final()]));
  } catch {
    return null;
  } finally {
    head.fill(0);
  }
}
