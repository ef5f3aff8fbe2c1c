import { concatBytes, encodeDcbor } from '../contract/dcbor.ts';
import { hpkeInfo, type PlaintextValue, REPLY_KEY_LABEL, REPLY_NONCE_LABEL, REPLY_PADDING_LENGTH } from '../contract/sealed.ts';
import type { AttestedEnclave } from './attestation.ts';
import { type Bytes, sha256, wipe } from './bytes.ts';
import { type CborMap, decodeCborMap } from './cbor-decode.ts';
import { type HpkeMessage, hpkeSeal } from './hpke.ts';

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
  const encoded = encodeDcbor(plaintext);
  let message: HpkeMessage;
  try {
    message = await hpkeSeal(enclave.hpkePublicKey, hpkeInfo(enclave.payloadSha256), aad, encoded);
  } finally {
    wipe(encoded);
  }
  const { enc, ciphertext } = message;
  const [keyBytes, iv] = await Promise.all([message.exportSecret(REPLY_KEY_LABEL, 32), message.exportSecret(REPLY_NONCE_LABEL, 12)]);
  const key = await crypto.subtle.importKey('raw', keyBytes, 'AES-GCM', false, ['decrypt']);
  wipe(keyBytes);
  const additionalData = await sha256(concatBytes(enc, ciphertext));
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
