import { concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { Argon2Parameters } from './crypto/kdf.ts';
import { hkdf, hmacSha256, sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import { bytes, integer, list, literal, object, oneOf, optional, type Read, text, uuid } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

/*
 * The wallet record (PROTOCOL §6.3): what the parent stores and only an enclave of the fleet can use. Everything in
 * the header is authenticated three times: as AAD of the ciphertext, by the record's MAC, and by its hash in the ledger.
 */

const RECORD_LABEL = new TextEncoder().encode('alcove/rec/v1');
export const RECORD_SUITE = 'A256GCM+HKDF-SHA256+ARGON2ID';

const readHeaderMap = object({
  v: literal(1),
  suite: literal(RECORD_SUITE),
  /** `daily`: a KMS and the PIN. Locks for recovery are wraps of their own (`recovery-wrap.ts`). */
  wrapType: literal('daily'),
  appId: text(1, 64),
  subjectHash: bytes(32),
  walletId: uuid,
  pinEpoch: integer(0),
  releaseSeq: integer(0),
  createdAtMs: integer(0),
  kdf: object({ alg: literal('argon2id'), memoryKib: integer(8, 1_048_576), passes: integer(1, 64), parallelism: integer(1, 16), salt: bytes(16) }),
  recordSalt: bytes(32),
  kms: list(object({ keyId: text(1, 2048), ciphertextHash: bytes(32) }), 2),
  address0: bytes(20),
  /** How this record came to be; absent for the one a wallet was created with. */
  origin: optional(oneOf('pin_change', 'recover', 'import')),
});
export type RecordHeader = Read<typeof readHeaderMap>;

const readRecordMap = object({
  v: literal(1),
  header: bytes(1, 8192),
  iv: bytes(12),
  ciphertext: bytes(16, 4096),
  commitment: bytes(32),
  mac: bytes(32),
  /** The data key under each KMS, in the order of `header.kms` (`data-key.ts`). */
  dataKeys: list(bytes(1, 6272), 2),
  /** Position of the ledger entry that was written with this record, and the hash of the entry before it. */
  ledgerSeq: integer(0),
  ledgerPrev: bytes(32),
});
export type RecordFields = Read<typeof readRecordMap>;

export type WalletRecord = RecordFields & { readonly headerFields: RecordHeader; readonly headerHash: Uint8Array };

export function encodeHeader({ origin, ...header }: RecordHeader): Uint8Array<ArrayBuffer> {
  return encodeDcbor({ ...header, kdf: { ...header.kdf }, kms: header.kms.map((entry) => ({ ...entry })), ...(origin === null ? {} : { origin }) });
}

export function encodeRecord(record: RecordFields): Uint8Array<ArrayBuffer> {
  const { v, header, iv, ciphertext, commitment, mac, dataKeys, ledgerSeq, ledgerPrev } = record;
  return encodeDcbor({ v, header, iv, ciphertext, commitment, mac, dataKeys, ledgerSeq, ledgerPrev });
}

/** HMAC under a key that follows from the data key: whoever cannot ask the KMS cannot have made the record. */
export function recordMac(dataKey: Uint8Array, record: Omit<RecordFields, 'mac' | 'v' | 'dataKeys'>): Uint8Array<ArrayBuffer> {
  const macKey = hkdf(dataKey, new Uint8Array(0), RECORD_LABEL);
  const position = new Uint8Array(8);
  new DataView(position.buffer).setBigUint64(0, BigInt(record.ledgerSeq));
  try {
    // The header delimits itself (CBOR) and the rest has fixed lengths, but for the ciphertext in the middle.
    return hmacSha256(macKey, concatBytes(record.header, record.iv, record.ciphertext, record.commitment, position, record.ledgerPrev));
  } finally {
    wipe(macKey);
  }
}

export function tampered(what: string, options?: ErrorOptions): EnclaveError {
  return new EnclaveError('record_tampered', `the wallet record is not acceptable: ${what}`, options);
}

/** Whose record it has to be. */
export type RecordOwner = { readonly appId: string; readonly subjectHash: Uint8Array; readonly walletId: string };

/**
 * Reads a stored record for its owner. Nothing is opened yet.
 *
 * @throws EnclaveError `record_tampered`: malformed, another user's, another app's, weaker KDF parameters than the manifest's.
 */
export function readRecord(stored: Uint8Array, owner: RecordOwner, floor: Argon2Parameters): WalletRecord {
  let fields: RecordFields;
  let headerFields: RecordHeader;
  try {
    fields = readRecordMap(decodeStrict(stored), 'record');
    headerFields = readHeaderMap(decodeStrict(fields.header), 'record.header');
  } catch (cause) {
    throw tampered('malformed', { cause });
  }
  const sameSubject = Buffer.compare(headerFields.subjectHash, owner.subjectHash) === 0;
  if (headerFields.appId !== owner.appId || headerFields.walletId !== owner.walletId || !sameSubject) throw tampered('not of this wallet');
  const { memoryKib, passes, parallelism } = headerFields.kdf;
  if (memoryKib < floor.memoryKib || passes < floor.passes || parallelism < floor.parallelism) throw tampered('params_downgrade');
  const keysMatch =
    fields.dataKeys.length === headerFields.kms.length &&
    fields.dataKeys.length > 0 &&
    headerFields.kms.every((entry, index) => Buffer.compare(entry.ciphertextHash, sha256(fields.dataKeys[index] as Uint8Array)) === 0);
  if (!keysMatch) throw tampered('data key of another record');
  return { ...fields, headerFields, headerHash: sha256(fields.header) };
}
