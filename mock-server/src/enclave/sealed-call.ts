import type { CborValue } from '../../../widget/src/contract/dcbor.ts';
import type { PlaintextValue, SealedOperation } from '../../../widget/src/contract/sealed.ts';
import { type CallEffects, EnclaveError } from '../enclave-client/port.ts';
import type { SessionCertificate } from './certificate.ts';
import type { Enclave } from './enclave.ts';
import { type Envelope, type OpenedEnvelope, openEnvelope } from './envelope.ts';
import { SealedFailure } from './failures.ts';
import { type RecordOwner, readRecord, tampered, type WalletRecord } from './record.ts';
import { bytes, list, nullable, object, optional, type Read, type Reader } from './schema.ts';
import type { StoredRecords } from './wallet-ledger.ts';

/** An opened call, as an operation sees it. */
export type SealedCall<Plaintext> = {
  readonly owner: RecordOwner;
  /** RFC 7638 thumbprint of the session key that stamped the call. */
  readonly thumbprint: Uint8Array;
  readonly plaintext: Plaintext;
  readonly intent: Uint8Array | null;
  readonly intentHash: Uint8Array;
  readonly certificate: SessionCertificate;
  /** What the server stores of the wallet, read and found to be the caller's. @throws EnclaveError `wallet_unknown` | `record_tampered` */
  stored(): StoredRecords;
  /** Recovery wraps as stored; nothing of them has been judged. */
  readonly wraps: readonly Uint8Array[];
};

/** What goes back: `result` inside the seal to the person, `effects` to the server that must store them first. */
export type SealedOutcome = { readonly result: PlaintextValue; readonly effects: CallEffects };

/** What the server sends along besides the envelope: a record that waits for its activation, and recovery wraps. */
export const readAttachments = object({ pending: optional(nullable(bytes(1, 32_768))), wraps: optional(list(bytes(1, 4096), 32)) });
export type Attachments = Read<typeof readAttachments>;

export type SealedHandler = (
  enclave: Enclave,
  operation: SealedOperation,
  envelope: Envelope,
  attachments: Attachments,
) => Promise<{ reply: Uint8Array; effects: CallEffects }>;

function lazyRecords(enclave: Enclave, envelope: Envelope, attachments: Attachments, owner: RecordOwner): () => StoredRecords {
  let stored: StoredRecords | null = null;
  return () => {
    if (envelope.record === null) throw new EnclaveError('wallet_unknown', 'there is no record of this wallet');
    const record = stored?.record ?? readOwn(enclave, envelope.record, owner);
    if (record.headerFields.pinEpoch !== envelope.pinEpoch) throw new EnclaveError('envelope_invalid', 'the sealed call does not open');
    stored ??= { record, pending: readPending(enclave, attachments.pending, owner) };
    return stored;
  };
}

/** What a newer release made stays shut to an older one: whoever brings an old image back opens nothing with it. */
function readOwn(enclave: Enclave, stored: Uint8Array, owner: RecordOwner): WalletRecord {
  const record = readRecord(stored, owner, enclave.manifest.argon2);
  if (record.headerFields.releaseSeq > enclave.manifest.releaseSeq) throw tampered('made by a newer release');
  return record;
}

/** A waiting record that cannot be read is none: it must not stand in the way of the one that counts. */
function readPending(enclave: Enclave, pending: Uint8Array | null, owner: RecordOwner): WalletRecord | null {
  try {
    return pending === null ? null : readOwn(enclave, pending, owner);
  } catch {
    return null;
  }
}

/**
 * Makes a handler of the closed list out of a plaintext reader and an operation. A `SealedFailure` becomes a sealed
 * error of the size of a success; every other error leaves unsealed, by its code.
 *
 * @example
 * ```ts
 * const handlers = { unlock: sealed(readUnlock, unlock) };
 * ```
 */
export function sealed<Plaintext>(
  readPlaintext: Reader<Plaintext>,
  operate: (enclave: Enclave, call: SealedCall<Plaintext>) => Promise<SealedOutcome>,
  options: { readonly withoutRecord?: boolean } = {},
): SealedHandler {
  return async (enclave, operation, envelope, attachments) => {
    const opened = openEnvelope(enclave, operation, envelope);
    if (options.withoutRecord === true && (envelope.record !== null || envelope.pinEpoch !== 0)) {
      throw new EnclaveError('envelope_invalid', 'the sealed call does not open');
    }
    try {
      return await run(enclave, { envelope, attachments }, opened, readPlaintext, operate);
    } finally {
      opened.wipe();
    }
  };
}

async function run<Plaintext>(
  enclave: Enclave,
  { envelope, attachments }: { readonly envelope: Envelope; readonly attachments: Attachments },
  opened: OpenedEnvelope,
  readPlaintext: Reader<Plaintext>,
  operate: (enclave: Enclave, call: SealedCall<Plaintext>) => Promise<SealedOutcome>,
): Promise<{ reply: Uint8Array; effects: CallEffects }> {
  const { certificate, intentHash } = opened;
  const owner = { appId: certificate.appId, subjectHash: certificate.subjectHash, walletId: envelope.walletId };
  const call = {
    owner,
    thumbprint: certificate.thumbprint,
    plaintext: readOpened(readPlaintext, opened.plaintext),
    intent: envelope.intent,
    intentHash,
    certificate,
    stored: lazyRecords(enclave, envelope, attachments, owner),
    wraps: attachments.wraps ?? [],
  };
  try {
    const { result, effects } = await operate(enclave, call);
    return { reply: opened.sealReply({ ok: true, result }), effects };
  } catch (error) {
    if (!(error instanceof SealedFailure)) throw error;
    return { reply: opened.sealReply({ ok: false, error: { ...error.error } as { [key: string]: CborValue } }), effects: error.effects };
  }
}

function readOpened<Plaintext>(read: Reader<Plaintext>, plaintext: CborValue): Plaintext {
  try {
    return read(plaintext, 'plaintext');
  } catch (cause) {
    throw new EnclaveError('envelope_invalid', 'the sealed call does not open', { cause });
  }
}
