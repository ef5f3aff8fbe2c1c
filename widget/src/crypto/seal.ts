import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { encodeDcbor } from '../contract/dcbor.ts';
import { hpkeInfo, type PlaintextValue, REPLY_KEY_LABEL, REPLY_NONCE_LABEL, REPLY_PADDING_LENGTH } from '../contract/sealed.ts';
import type { AttestedEnclave } from './attestation.ts';
import { type Bytes, sha256, utf8, wipe } from './bytes.ts';
import { type CborMap, decodeCborMap } from './cbor-decode.ts';

/** A reply that this call's context cannot open: tampered with, or meant for another call. */
export class ReplyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReplyError';
  }
}

export type SealedCall = {
  /** Encapsulated key, 65 bytes. */
  readonly enc: Bytes;
  readonly ciphertext: Bytes;
  /** Opens the one reply to this call. @throws ReplyError */
  openReply(reply: Uint8Array): Promise<CborMap>;
};

/** 4-byte big-endian length ‖ dCBOR ‖ zeros up to a multiple of `REPLY_PADDING_LENGTH`. */
function unpad(plaintext: Uint8Array): Uint8Array {
  const length = plaintext.length >= 4 ? new DataView(plaintext.buffer, plaintext.byteOffset).getUint32(0) : Number.POSITIVE_INFINITY;
  const padding = plaintext.subarray(Math.min(plaintext.length, 4 + length));
  if (4 + length > plaintext.length || plaintext.length % REPLY_PADDING_LENGTH !== 0) throw new ReplyError('The reply has another length than it says.');
  if (padding.some((byte) => byte !== 0)) throw new ReplyError('The padding of the reply is not empty.');
  return plaintext.subarray(4, 4 + length);
}

/**
 * Seals a plaintext to the attested enclave: HPKE base mode (RFC 9180 §5.1.1), DHKEM(P-256, HKDF-SHA256) / HKDF-SHA256 / AES-256-GCM.
 * The encoded plaintext is wiped once it is sealed; the caller wipes its own PIN field.
 *
 * @param aad from `sealAad`: binds app, user, wallet, operation, challenge, session key, intent and PIN epoch.
 * @example
 * ```ts
 * const call = await sealToEnclave(enclave, sealAad(context), { pin, random });
 * const reply = await call.openReply(bytes);
 * ```
 */
export async function sealToEnclave(enclave: AttestedEnclave, aad: Uint8Array, plaintext: PlaintextValue): Promise<SealedCall> {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(enclave.hpkePublicKey);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: hpkeInfo(enclave.payloadSha256) });
  const encoded = encodeDcbor(plaintext);
  let ciphertext: Bytes;
  try {
    ciphertext = new Uint8Array(await sender.seal(encoded, new Uint8Array(aad)));
  } finally {
    wipe(encoded);
  }
  const enc = new Uint8Array(sender.enc);
  const [keyBytes, iv] = await Promise.all([sender.export(utf8(REPLY_KEY_LABEL), 32), sender.export(utf8(REPLY_NONCE_LABEL), 12)]);
  const key = await crypto.subtle.importKey('raw', keyBytes, 'AES-GCM', false, ['decrypt']);
  wipe(new Uint8Array(keyBytes));
  const sealed = new Uint8Array(enc.length + ciphertext.length);
  sealed.set(enc);
  sealed.set(ciphertext, enc.length);
  const additionalData = await sha256(sealed);
  return {
    enc,
    ciphertext,
    async openReply(reply) {
      try {
        return decodeCborMap(unpad(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, new Uint8Array(reply)))));
      } catch (cause) {
        throw cause instanceof ReplyError ? cause : new ReplyError('The reply of the enclave cannot be opened.', { cause });
      }
    },
  };
}
