import { timingSafeEqual } from 'node:crypto';
import { concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { openAesGcm, sealAesGcm } from './crypto/aead.ts';
import { hkdf, hmacSha256, sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { type RecordOwner, tampered } from './record.ts';
import { bytes, integer, list, literal, object, oneOf, optional, type Read, text, uuid } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

/*
 * A recovery wrap (PROTOCOL §6.10): the wallet's entropy under a key that is not the PIN. Its header is AAD, its key is
 * committed to, and it counts only while the ledger lists its hash. The server keeps it like the record, unread.
 */

const encoder = new TextEncoder();
const ENC_LABEL = encoder.encode('alcove/wrap/enc/v1');
const COMMIT_LABEL = encoder.encode('alcove/wrap/commit/v1');
const MAC_LABEL = encoder.encode('alcove/rec/v1');
const NO_SALT = new Uint8Array(0);
export const WRAP_SUITE = 'A256GCM+HKDF-SHA256';

const readHeader = object({
  v: literal(1),
  suite: literal(WRAP_SUITE),
  wrapType: oneOf('kit', 'passkey'),
  wrapId: uuid,
  appId: text(1, 64),
  subjectHash: bytes(32),
  walletId: uuid,
  /** The epoch it was made in; it stays good in later ones. */
  pinEpoch: integer(0),
  releaseSeq: integer(0),
  createdAtMs: integer(0),
  salt: bytes(32),
  address0: bytes(20),
  /** Kit with a passphrase. */
  kdf: optional(object({ alg: literal('argon2id'), memoryKib: integer(8, 1_048_576), passes: integer(1, 64), parallelism: integer(1, 16), salt: bytes(16) })),
  /** Passkey: WebAuthn credential id, and the KMS key its data key comes from. */
  credentialId: optional(bytes(1, 1023)),
  kms: optional(object({ keyId: text(1, 2048), ciphertextHash: bytes(32) })),
});
export type WrapHeader = Read<typeof readHeader>;

const readWrapMap = object({
  v: literal(1),
  header: bytes(1, 4096),
  iv: bytes(12),
  ciphertext: bytes(32, 48),
  commitment: bytes(32),
  /** Under the data key where there is one. */
  mac: optional(bytes(32)),
  dataKey: optional(bytes(1, 6144)),
  /** A kit waits for three of its words: which ones, and what they have to be under a key of the fleet. */
  confirm: optional(object({ positions: list(integer(1, 24), 3), tag: bytes(32) })),
});
export type WrapFields = Omit<Read<typeof readWrapMap>, 'v'>;
/** `hash` is what the ledger lists: SHA-256 of the wrap without its confirmation. */
export type RecoveryWrap = WrapFields & { readonly headerFields: WrapHeader; readonly hash: Uint8Array };

function present<T extends object>(map: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null)) as { [K in keyof T]: NonNullable<T[K]> };
}

export function encodeWrapHeader(header: WrapHeader): Uint8Array<ArrayBuffer> {
  const { kdf, kms, ...rest } = header;
  return encodeDcbor(present({ ...rest, kdf: kdf === null ? null : { ...kdf }, kms: kms === null ? null : { ...kms } }));
}

export function encodeWrap(fields: WrapFields): Uint8Array<ArrayBuffer> {
  const { header, iv, ciphertext, commitment, mac, dataKey, confirm } = fields;
  return encodeDcbor(present({ v: 1, header, iv, ciphertext, commitment, mac, dataKey, confirm: confirm === null ? null : { ...confirm } }));
}

export function wrapHash(fields: WrapFields): Uint8Array<ArrayBuffer> {
  return sha256(encodeWrap({ ...fields, confirm: null }));
}

/** Reads a stored wrap; null for what is malformed or another wallet's: it is no way in, and must not bar the others. */
export function readWrap(stored: Uint8Array, owner: RecordOwner): RecoveryWrap | null {
  try {
    const fields = readWrapMap(decodeStrict(stored), 'wrap');
    const headerFields = readHeader(decodeStrict(fields.header), 'wrap.header');
    const isOwn =
      headerFields.appId === owner.appId && headerFields.walletId === owner.walletId && Buffer.compare(headerFields.subjectHash, owner.subjectHash) === 0;
    return isOwn ? { ...fields, headerFields, hash: wrapHash(fields) } : null;
  } catch {
    return null;
  }
}

/** AES key and commitment of a wrap; the caller wipes the key. */
function wrapKeys(factor: Uint8Array, header: Uint8Array, salt: Uint8Array) {
  const headerHash = sha256(header);
  return {
    key: hkdf(factor, salt, concatBytes(ENC_LABEL, headerHash)),
    commitment: hkdf(factor, salt, concatBytes(COMMIT_LABEL, headerHash)),
  };
}

function wrapMac(dataKey: Uint8Array, fields: Pick<WrapFields, 'header' | 'iv' | 'ciphertext' | 'commitment'>): Uint8Array<ArrayBuffer> {
  const key = hkdf(dataKey, NO_SALT, MAC_LABEL);
  try {
    return hmacSha256(key, concatBytes(fields.header, fields.iv, fields.ciphertext, fields.commitment));
  } finally {
    wipe(key);
  }
}

/**
 * Locks entropy under a factor.
 *
 * @param factor input key of HKDF: what only the person's factor gives (`kit.ts`, `passkey-wrap.ts`).
 */
export function sealWrap(
  enclave: Enclave,
  input: {
    readonly header: WrapHeader;
    readonly factor: Uint8Array;
    readonly entropy: Uint8Array;
    readonly data: { readonly plaintext: Uint8Array; readonly ciphertext: Uint8Array } | null;
  },
): WrapFields {
  const header = encodeWrapHeader(input.header);
  const { key, commitment } = wrapKeys(input.factor, header, input.header.salt);
  try {
    const iv = enclave.random(12);
    const sealed = { header, iv, ciphertext: sealAesGcm(key, iv, input.entropy, header), commitment };
    const mac = input.data === null ? null : wrapMac(input.data.plaintext, sealed);
    return { ...sealed, mac, dataKey: input.data?.ciphertext ?? null, confirm: null };
  } finally {
    wipe(key);
  }
}

/**
 * Tries a factor: null when it is not the wrap's. The caller wipes the entropy.
 *
 * @throws EnclaveError `record_tampered` when the factor is right and the wrap is not.
 */
export function openWrap(wrap: RecoveryWrap, factor: Uint8Array, dataKey: Uint8Array | null): Uint8Array | null {
  if (dataKey !== null && (wrap.mac === null || !timingSafeEqual(wrap.mac, wrapMac(dataKey, wrap)))) throw tampered('the MAC of a wrap does not fit');
  const { key, commitment } = wrapKeys(factor, wrap.header, wrap.headerFields.salt);
  try {
    if (!timingSafeEqual(commitment, wrap.commitment)) return null;
    const entropy = openAesGcm(key, wrap.iv, wrap.ciphertext, wrap.header);
    if (entropy === null) throw tampered('the ciphertext of a wrap does not open');
    return entropy;
  } finally {
    wipe(key);
  }
}
