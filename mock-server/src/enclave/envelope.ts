import { timingSafeEqual, verify } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import {
  hpkeInfo,
  type PlaintextValue,
  REPLY_KEY_LABEL,
  REPLY_NONCE_LABEL,
  REPLY_PADDING_LENGTH,
  type SealedOperation,
  sealAad,
  stampMessage,
} from '../../../widget/src/contract/sealed.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { certificateKeyObject, readCertificate, type SessionCertificate } from './certificate.ts';
import { sealAesGcm } from './crypto/aead.ts';
import { sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { bytes, integer, nullable, object, type Read, text, uuid } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

export const readEnvelope = object({
  walletId: uuid,
  enclaveId: text(1, 128),
  challenge: bytes(32),
  pinEpoch: integer(0),
  sessionCertificate: bytes(1, 2048),
  /** RFC 9180 §7.1.1: an uncompressed P-256 point. */
  enc: bytes(65),
  ciphertext: bytes(16, 8192),
  stamp: bytes(64),
  intent: nullable(bytes(1, 65_536)),
  record: nullable(bytes(1, 32_768)),
});
export type Envelope = Read<typeof readEnvelope>;

export type OpenedEnvelope = {
  readonly certificate: SessionCertificate;
  readonly intentHash: Uint8Array;
  readonly plaintext: CborValue;
  /** Seals the one reply of this context (PROTOCOL §5.5). */
  sealReply(body: PlaintextValue): Uint8Array<ArrayBuffer>;
  /** Overwrites the plaintext, the PIN in it included. */
  wipe(): void;
};

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const encoder = new TextEncoder();
/** Successes of the common operations and all errors come out at the same size. */
const MIN_REPLY_LENGTH = 2 * REPLY_PADDING_LENGTH;

/** One code and one text for every way a call can fail to open: which check failed is nobody's business. */
function invalid(): EnclaveError {
  return new EnclaveError('envelope_invalid', 'the sealed call does not open');
}

function padReply(body: PlaintextValue): Uint8Array<ArrayBuffer> {
  const encoded = encodeDcbor(body);
  const length = Math.max(MIN_REPLY_LENGTH, Math.ceil((4 + encoded.length) / REPLY_PADDING_LENGTH) * REPLY_PADDING_LENGTH);
  const padded = new Uint8Array(length);
  new DataView(padded.buffer).setUint32(0, encoded.length);
  padded.set(encoded, 4);
  encoded.fill(0);
  return padded;
}

function secretsIn(plaintext: CborValue): Uint8Array[] {
  const values: readonly unknown[] = plaintext !== null && typeof plaintext === 'object' ? Object.values(plaintext) : [];
  return values.filter((value) => value instanceof Uint8Array);
}

function acceptCertificate(enclave: Enclave, signed: Uint8Array): SessionCertificate {
  const certificate = readCertificate(enclave.fleet.certificateKey, signed);
  if (certificate === null) throw invalid();
  if (certificate.expiresAtSeconds * 1000 <= enclave.clock.nowMs()) throw invalid();
  if (enclave.revocations.has(certificate.thumbprint)) throw invalid();
  return certificate;
}

/**
 * Opens a sealed call (PROTOCOL §5.4): takes the challenge, then certificate, stamp and seal. The AAD is built here
 * from the certificate and the call, so whatever the two sides disagree about makes the seal fail.
 *
 * @throws EnclaveError `challenge_used` | `envelope_invalid` | `enclave_unavailable` (meant for another enclave)
 */
export async function openEnvelope(enclave: Enclave, operation: SealedOperation, envelope: Envelope): Promise<OpenedEnvelope> {
  if (envelope.enclaveId !== enclave.enclaveId) throw new EnclaveError('enclave_unavailable', 'the call names another enclave');
  const binding = enclave.challenges.take(envelope.challenge);
  const certificate = acceptCertificate(enclave, envelope.sessionCertificate);
  const isBound = binding.operation === operation && binding.walletId === envelope.walletId && timingSafeEqual(binding.thumbprint, certificate.thumbprint);
  if (!isBound || (envelope.intent !== null) !== (operation === 'sign_intent')) throw invalid();

  const intentHash = envelope.intent === null ? new Uint8Array(0) : sha256(envelope.intent);
  const aad = sealAad({
    appId: certificate.appId,
    subjectHash: certificate.subjectHash,
    walletId: envelope.walletId,
    operation,
    challenge: envelope.challenge,
    sessionKeyThumbprint: certificate.thumbprint,
    intentHash,
    pinEpoch: envelope.pinEpoch,
  });
  const { enc, ciphertext, stamp } = envelope;
  const key = { key: certificateKeyObject(certificate), dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', stampMessage(aad, enc, ciphertext), key, stamp)) throw invalid();

  try {
    const recipient = await suite.createRecipientContext({ recipientKey: binding.hpkeKey.keys, enc, info: hpkeInfo(binding.payloadSha256) });
    const opened = new Uint8Array(await recipient.open(ciphertext, aad));
    const plaintext = decodeStrict(opened);
    const replyKey = new Uint8Array(await recipient.export(encoder.encode(REPLY_KEY_LABEL), 32));
    const replyNonce = new Uint8Array(await recipient.export(encoder.encode(REPLY_NONCE_LABEL), 12));
    let isReplied = false;
    return {
      certificate,
      intentHash,
      plaintext,
      wipe: () => wipe(opened, ...secretsIn(plaintext)),
      sealReply(body) {
        if (isReplied) throw new Error('one reply per context');
        isReplied = true;
        const padded = padReply(body);
        try {
          return sealAesGcm(replyKey, replyNonce, padded, sha256(enc, ciphertext));
        } finally {
          wipe(padded, replyKey, replyNonce);
        }
      },
    };
  } catch {
    throw invalid();
  }
}
