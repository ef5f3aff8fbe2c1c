import { timingSafeEqual, verify } from 'node:crypto';
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
import type { ReadCertificate, SessionCertificate } from './certificate.ts';
import type { ChallengeBinding } from './challenges.ts';
import { sealAesGcm } from './crypto/aead.ts';
import { setupRecipient } from './crypto/hpke.ts';
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

const encoder = new TextEncoder();
const replyKeyLabel = encoder.encode(REPLY_KEY_LABEL);
const replyNonceLabel = encoder.encode(REPLY_NONCE_LABEL);
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

function acceptCertificate(enclave: Enclave, signed: Uint8Array): ReadCertificate {
  const read = enclave.readCertificate(signed);
  if (read === null) throw invalid();
  if (read.certificate.expiresAtSeconds * 1000 <= enclave.clock.nowMs()) throw invalid();
  if (enclave.revocations.has(read.certificate.thumbprint, read.certificate.expiresAtSeconds)) throw invalid();
  return read;
}

function decodeOrWipe(opened: Uint8Array): CborValue {
  try {
    return decodeStrict(opened);
  } catch (cause) {
    wipe(opened);
    throw cause;
  }
}

/** The plaintext, and the key and nonce of the one reply. @throws when it does not open. */
function unseal(binding: ChallengeBinding, enc: Uint8Array, ciphertext: Uint8Array, aad: Uint8Array) {
  const recipient = setupRecipient(binding.hpkeKey, enc, hpkeInfo(binding.payloadSha256));
  try {
    const opened = recipient.open(ciphertext, aad);
    if (opened === null) throw invalid();
    return { opened, plaintext: decodeOrWipe(opened), replyKey: recipient.export(replyKeyLabel, 32), replyNonce: recipient.export(replyNonceLabel, 12) };
  } finally {
    recipient.wipe();
  }
}

/**
 * Opens a sealed call (PROTOCOL §5.4): takes the challenge, then certificate, stamp and seal. The AAD is built here
 * from the certificate and the call, so whatever the two sides disagree about makes the seal fail.
 *
 * @throws EnclaveError `challenge_used` | `envelope_invalid` | `enclave_unavailable` (meant for another enclave)
 */
export function openEnvelope(enclave: Enclave, operation: SealedOperation, envelope: Envelope): OpenedEnvelope {
  if (envelope.enclaveId !== enclave.enclaveId) throw new EnclaveError('enclave_unavailable', 'the call names another enclave');
  const binding = enclave.challenges.take(envelope.challenge);
  const { certificate, sessionKey } = acceptCertificate(enclave, envelope.sessionCertificate);
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
  const stampKey = { key: sessionKey, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', stampMessage(aad, enc, ciphertext), stampKey, stamp)) throw invalid();

  try {
    const { opened, plaintext, replyKey, replyNonce } = unseal(binding, enc, ciphertext, aad);
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
