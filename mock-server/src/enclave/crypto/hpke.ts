import { createECDH, type ECDH } from 'node:crypto';
import { openAesGcm } from './aead.ts';
import { hkdfExpand, hkdfExtract } from './kdf.ts';
import { wipe } from './wipe.ts';

/*
 * HPKE (RFC 9180), the receiving half of base mode in one suite: DHKEM(P-256, HKDF-SHA256) 0x0010, HKDF-SHA256 0x0001,
 * AES-256-GCM 0x0002. Synchronous, on OpenSSL's primitives: through WebCrypto each of a call's dozen steps waits for a
 * thread, and copies of the secrets stay behind where nobody can overwrite them.
 */

const utf8 = new TextEncoder();
const EMPTY = new Uint8Array(0);
const POINT_LENGTH = 65;
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const VERSION_LABEL = utf8.encode('HPKE-v1');
/** §4.1: "KEM" ‖ I2OSP(kem_id, 2). */
const KEM_SUITE = Uint8Array.of(0x4b, 0x45, 0x4d, 0x00, 0x10);
/** §5.1: "HPKE" ‖ kem_id ‖ kdf_id ‖ aead_id. */
const HPKE_SUITE = Uint8Array.of(0x48, 0x50, 0x4b, 0x45, 0x00, 0x10, 0x00, 0x01, 0x00, 0x02);
const labels = {
  eae_prk: utf8.encode('eae_prk'),
  shared_secret: utf8.encode('shared_secret'),
  psk_id_hash: utf8.encode('psk_id_hash'),
  info_hash: utf8.encode('info_hash'),
  secret: utf8.encode('secret'),
  key: utf8.encode('key'),
  base_nonce: utf8.encode('base_nonce'),
  exp: utf8.encode('exp'),
  sec: utf8.encode('sec'),
};
const MODE_BASE = Uint8Array.of(0x00);

/** §4: LabeledExtract(salt, label, ikm). */
function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: Uint8Array, inputKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return hkdfExtract(salt, VERSION_LABEL, suite, label, inputKey);
}

/** §4: LabeledExpand(prk, label, info, L). */
function labeledExpand(suite: Uint8Array, key: Uint8Array, label: Uint8Array, info: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  return hkdfExpand(key, [Uint8Array.of(length >> 8, length & 0xff), VERSION_LABEL, suite, label, ...info], length);
}

const PSK_ID_HASH = labeledExtract(HPKE_SUITE, EMPTY, labels.psk_id_hash, EMPTY);

/** A recipient's key. The private half stays in OpenSSL's memory. */
export type HpkeKeyPair = {
  /** §7.1.1: uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly ecdh: ECDH;
};

export function generateHpkeKeyPair(): HpkeKeyPair {
  const ecdh = createECDH('prime256v1');
  return { publicKey: new Uint8Array(ecdh.generateKeys()), ecdh };
}

/** @param privateKey 32 bytes, big-endian (§7.1.2). @throws when it is 0 or not below the group's order. */
export function importHpkeKeyPair(privateKey: Uint8Array): HpkeKeyPair {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  return { publicKey: new Uint8Array(ecdh.getPublicKey()), ecdh };
}

/**
 * Decap (§4.1): the shared secret, 32 bytes, which the caller wipes.
 *
 * @param enc the sender's ephemeral point, uncompressed. OpenSSL refuses points off the curve and the point at infinity (§7.1.4).
 * @throws Error for anything that is no such point.
 */
export function decapsulate(recipient: HpkeKeyPair, enc: Uint8Array): Uint8Array<ArrayBuffer> {
  // OpenSSL would read compressed and hybrid points too; the suite has one spelling.
  if (enc.length !== POINT_LENGTH || enc[0] !== 0x04) throw new RangeError('enc must be an uncompressed P-256 point');
  const dh = recipient.ecdh.computeSecret(enc);
  const eaePrk = labeledExtract(KEM_SUITE, EMPTY, labels.eae_prk, dh);
  try {
    return labeledExpand(KEM_SUITE, eaePrk, labels.shared_secret, [enc, recipient.publicKey], KEY_LENGTH);
  } finally {
    wipe(dh, eaePrk);
  }
}

export type HpkeRecipient = {
  /** The one message of this context (sequence number 0, §5.2). Null when it does not open; a second try throws. */
  open(ciphertext: Uint8Array, aad: Uint8Array): Uint8Array<ArrayBuffer> | null;
  /** §5.3: a secret that both sides can derive, of at most 8,160 bytes. */
  export(context: Uint8Array, length: number): Uint8Array<ArrayBuffer>;
  /** Overwrites the context's keys; nothing can be opened or exported afterwards. */
  wipe(): void;
};

/**
 * SetupBaseR (§5.1.1) with KeySchedule (§5.1) of base mode: no PSK.
 *
 * @throws Error when `enc` is not a point.
 * @example
 * ```ts
 * const recipient = setupRecipient(keys, enc, info);
 * const plaintext = recipient.open(ciphertext, aad);
 * recipient.wipe();
 * ```
 */
export function setupRecipient(keys: HpkeKeyPair, enc: Uint8Array, info: Uint8Array): HpkeRecipient {
  const sharedSecret = decapsulate(keys, enc);
  const context = [MODE_BASE, PSK_ID_HASH, labeledExtract(HPKE_SUITE, EMPTY, labels.info_hash, info)];
  const secret = labeledExtract(HPKE_SUITE, sharedSecret, labels.secret, EMPTY);
  const key = labeledExpand(HPKE_SUITE, secret, labels.key, context, KEY_LENGTH);
  const nonce = labeledExpand(HPKE_SUITE, secret, labels.base_nonce, context, NONCE_LENGTH);
  const exporterSecret = labeledExpand(HPKE_SUITE, secret, labels.exp, context, KEY_LENGTH);
  wipe(sharedSecret, secret);
  let isOpened = false;
  let isWiped = false;

  return {
    open(ciphertext, aad) {
      if (isOpened || isWiped) throw new Error('hpke: one message per context');
      isOpened = true;
      const plaintext = openAesGcm(key, nonce, ciphertext, aad);
      wipe(key, nonce);
      return plaintext;
    },
    export(exporterContext, length) {
      if (isWiped) throw new Error('hpke: the context has been wiped');
      return labeledExpand(HPKE_SUITE, exporterSecret, labels.sec, [exporterContext], length);
    },
    wipe() {
      isWiped = true;
      wipe(key, nonce, exporterSecret);
    },
  };
}
