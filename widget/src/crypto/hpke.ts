import { concatBytes } from '../contract/dcbor.ts';
import { type Bytes, utf8, wipe } from './bytes.ts';
import { isP256Point } from './p256.ts';

/*
 * The sender of HPKE base mode (RFC 9180 §5.1.1) for one suite: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. One message for
 * each context, so that no nonce can come twice. All primitives are WebCrypto's; what stands here is how the RFC joins them.
 */

const VERSION = utf8('HPKE-v1');
/** "KEM" ‖ kem_id (§4.1). */
const KEM_SUITE = concatBytes(utf8('KEM'), Uint8Array.of(0, 0x10));
/** "HPKE" ‖ kem_id ‖ kdf_id ‖ aead_id (§5.1). */
const HPKE_SUITE = concatBytes(utf8('HPKE'), Uint8Array.of(0, 0x10, 0, 1, 0, 2));
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const HASH_LENGTH = 32;
const NONCE_LENGTH = 12;
const MODE_BASE = 0;
const EMPTY = new Uint8Array();

async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}

/** LabeledExtract (§4). Without a salt, HKDF takes zeros (RFC 5869 §2.2). */
async function extract(suite: Uint8Array, salt: Bytes, label: string, secret: Uint8Array): Promise<Bytes> {
  const labeled = concatBytes(VERSION, suite, utf8(label), secret);
  const key = await hmac(salt.length === 0 ? new Uint8Array(HASH_LENGTH) : salt, labeled);
  wipe(labeled);
  return key;
}

/** LabeledExpand (§4) for at most one block, 32 bytes. @throws RangeError for more. */
async function expand(suite: Uint8Array, key: Bytes, label: string, info: Uint8Array, length: number): Promise<Bytes> {
  if (length > HASH_LENGTH) throw new RangeError('hpke: at most 32 bytes');
  const block = await hmac(key, concatBytes(Uint8Array.of(0, length), VERSION, suite, utf8(label), info, Uint8Array.of(1)));
  return block.slice(0, length);
}

/** Encap (§4.1): a fresh key pair, whose private half cannot leave WebCrypto. */
async function encapsulate(recipient: Uint8Array): Promise<{ readonly enc: Bytes; readonly sharedSecret: Bytes }> {
  if (!isP256Point(recipient)) throw new TypeError('hpke: the recipient must be a point on P-256');
  const recipientKey = await crypto.subtle.importKey('raw', new Uint8Array(recipient), CURVE, true, []);
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const enc = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: recipientKey }, privateKey, HASH_LENGTH * 8));
  const key = await extract(KEM_SUITE, EMPTY, 'eae_prk', dh);
  const sharedSecret = await expand(KEM_SUITE, key, 'shared_secret', concatBytes(enc, recipient), HASH_LENGTH);
  wipe(dh);
  wipe(key);
  return { enc, sharedSecret };
}

export type HpkeMessage = {
  /** Encapsulated key, 65 bytes. */
  readonly enc: Bytes;
  readonly ciphertext: Bytes;
  /** A secret that only the recipient can derive as well (§5.3), at most 32 bytes. @throws RangeError */
  exportSecret(label: string, length: number): Promise<Bytes>;
};

/**
 * Seals one message.
 *
 * @param recipient uncompressed P-256 public key, 65 bytes.
 * @param info binds the keys to their purpose.
 * @param aad is authenticated with the message.
 * @throws TypeError for a key that is no point on the curve.
 */
export async function hpkeSeal(recipient: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Bytes): Promise<HpkeMessage> {
  const { enc, sharedSecret } = await encapsulate(recipient);
  const context = concatBytes(
    Uint8Array.of(MODE_BASE),
    await extract(HPKE_SUITE, EMPTY, 'psk_id_hash', EMPTY),
    await extract(HPKE_SUITE, EMPTY, 'info_hash', info),
  );
  const secret = await extract(HPKE_SUITE, sharedSecret, 'secret', EMPTY);
  const keyBytes = await expand(HPKE_SUITE, secret, 'key', context, HASH_LENGTH);
  const iv = await expand(HPKE_SUITE, secret, 'base_nonce', context, NONCE_LENGTH);
  const exporter = await expand(HPKE_SUITE, secret, 'exp', context, HASH_LENGTH);
  const key = await crypto.subtle.importKey('raw', keyBytes, 'AES-GCM', false, ['encrypt']);
  for (const bytes of [sharedSecret, secret, keyBytes]) wipe(bytes);
  const algorithm = { name: 'AES-GCM', iv, additionalData: new Uint8Array(aad) };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  return { enc, ciphertext, exportSecret: (label, length) => expand(HPKE_SUITE, exporter, 'sec', utf8(label), length) };
}
