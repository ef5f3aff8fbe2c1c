import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import { openAesGcm, sealAesGcm } from './crypto/aead.ts';
import { type AccountNode, accountNode } from './crypto/hd-key.ts';
import { argon2id, assertLength, hkdf, hmacSha256, sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { encodeHeader, encodeRecord, type RecordFields, type RecordHeader, tampered, type WalletRecord } from './record.ts';

/*
 * How a wallet's secret is locked (PROTOCOL §6.4): by a KMS data key and the PIN together. AES-GCM alone does not
 * commit to its key, so the record carries an HKDF commitment and a MAC keyed by the data key, and both are checked
 * before anything is decrypted: a planted record cannot test several PINs with one counted guess.
 */

const encoder = new TextEncoder();
const PIN_LABEL = encoder.encode('alcove/pin/v1');
const ENC_LABEL = encoder.encode('alcove/wrap/enc/v1');
const COMMIT_LABEL = encoder.encode('alcove/wrap/commit/v1');
const RECORD_LABEL = encoder.encode('alcove/rec/v1');
const NO_SALT = new Uint8Array(0);

/** What a record holds: the entropy, and the node derived from it so that signing needs no PBKDF2. */
export type WalletSecret = { readonly entropy: Uint8Array; readonly node: AccountNode };

/** entropy 32 ‖ node private key 32 ‖ chain code 32 ‖ node public key 33. */
const SECRET_LENGTH = 129;

export function makeSecret(entropy: Uint8Array): WalletSecret {
  assertLength(entropy, 32, 'entropy');
  return { entropy, node: accountNode(entropy) };
}

export function wipeSecret(secret: WalletSecret | null): void {
  if (secret !== null) wipe(secret.entropy, secret.node.privateKey, secret.node.chainCode, secret.node.publicKey);
}

function packSecret({ entropy, node }: WalletSecret): Uint8Array<ArrayBuffer> {
  return concatBytes(entropy, node.privateKey, node.chainCode, node.publicKey);
}

function unpackSecret(packed: Uint8Array): WalletSecret {
  if (packed.length !== SECRET_LENGTH) throw tampered('wrong length inside');
  const node = { privateKey: packed.slice(32, 64), chainCode: packed.slice(64, 96), publicKey: packed.slice(96) };
  return { entropy: packed.slice(0, 32), node };
}

/** EncryptionContext of a record's data key: the KMS refuses it for any other wallet or epoch, and logs it. */
export function dataKeyContext(header: Pick<RecordHeader, 'appId' | 'walletId' | 'pinEpoch'>): Readonly<Record<string, string>> {
  return { app: header.appId, wallet: header.walletId, purpose: 'pin', epoch: String(header.pinEpoch) };
}

/** AES key and commitment of a record under one (data key, PIN); the caller wipes them, and holds an Argon2 slot. */
async function recordKeys(enclave: Enclave, header: Uint8Array, fields: RecordHeader, dataKey: Uint8Array, pin: Uint8Array) {
  const { kdf, walletId, recordSalt } = fields;
  const parameters = { memoryKib: kdf.memoryKib, passes: kdf.passes, parallelism: kdf.parallelism };
  const associatedData = concatBytes(PIN_LABEL, encoder.encode(walletId));
  const pinKey = await argon2id({ message: pin, salt: kdf.salt, secret: enclave.fleet.pepper, associatedData, parameters });
  const inputKey = concatBytes(dataKey, pinKey);
  const headerHash = sha256(header);
  try {
    return {
      recordKey: hkdf(inputKey, recordSalt, concatBytes(ENC_LABEL, headerHash)),
      commitment: hkdf(inputKey, recordSalt, concatBytes(COMMIT_LABEL, headerHash)),
    };
  } finally {
    wipe(pinKey, inputKey);
  }
}

function recordMac(dataKey: Uint8Array, record: Omit<RecordFields, 'mac' | 'v' | 'dataKeys'>): Uint8Array<ArrayBuffer> {
  const macKey = hkdf(dataKey, NO_SALT, RECORD_LABEL);
  const position = new Uint8Array(8);
  new DataView(position.buffer).setBigUint64(0, BigInt(record.ledgerSeq));
  try {
    // The header delimits itself (CBOR) and the rest has fixed lengths, but for the ciphertext in the middle.
    return hmacSha256(macKey, record.header, record.iv, record.ciphertext, record.commitment, position, record.ledgerPrev);
  } finally {
    wipe(macKey);
  }
}

/** Locks a secret. `ledger` is where the entry for this record will stand. */
export async function sealRecord(
  enclave: Enclave,
  input: {
    readonly header: RecordHeader;
    readonly dataKey: Uint8Array;
    readonly dataKeyCiphertext: Uint8Array;
    readonly pin: Uint8Array;
    readonly secret: WalletSecret;
    readonly ledger: { readonly seq: number; readonly prev: Uint8Array };
  },
): Promise<{ readonly record: Uint8Array<ArrayBuffer>; readonly headerHash: Uint8Array }> {
  const header = encodeHeader(input.header);
  const { recordKey, commitment } = await recordKeys(enclave, header, input.header, input.dataKey, input.pin);
  const plaintext = packSecret(input.secret);
  try {
    const iv = enclave.random(12);
    const ciphertext = sealAesGcm(recordKey, iv, plaintext, header);
    const fields = { header, iv, ciphertext, commitment, ledgerSeq: input.ledger.seq, ledgerPrev: input.ledger.prev };
    const mac = recordMac(input.dataKey, fields);
    return { record: encodeRecord({ v: 1, ...fields, mac, dataKeys: [input.dataKeyCiphertext] }), headerHash: sha256(header) };
  } finally {
    wipe(recordKey, plaintext);
  }
}

/**
 * Asks the KMS for the record's data key and checks the record's MAC with it. No PIN is involved yet.
 *
 * @throws EnclaveError `record_tampered`, KmsError
 */
export async function openDataKey(enclave: Enclave, record: WalletRecord): Promise<Uint8Array> {
  const keyId = record.headerFields.kms[0]?.keyId;
  const kms = enclave.kms.find((candidate) => candidate.keyId === keyId);
  if (kms === undefined) throw tampered('locked by a KMS key that the manifest does not list');
  const dataKey = await kms.client.decrypt(record.dataKeys[0] as Uint8Array, dataKeyContext(record.headerFields));
  if (dataKey.length === 32 && timingSafeEqual(recordMac(dataKey, record), record.mac)) return dataKey;
  wipe(dataKey);
  throw tampered('its MAC does not fit');
}

/**
 * Tries a PIN: null when it is wrong. Counting the try is the caller's duty, before this is called (PROTOCOL §8.2).
 * The record key is returned for a grant; the caller wipes it otherwise.
 */
export async function tryPin(enclave: Enclave, record: WalletRecord, dataKey: Uint8Array, pin: Uint8Array): Promise<Uint8Array | null> {
  const { recordKey, commitment } = await recordKeys(enclave, record.header, record.headerFields, dataKey, pin);
  if (timingSafeEqual(commitment, record.commitment)) return recordKey;
  wipe(recordKey);
  return null;
}

/** @throws EnclaveError `record_tampered`. The caller wipes the secret. */
export function openSecret(record: WalletRecord, recordKey: Uint8Array): WalletSecret {
  const packed = openAesGcm(recordKey, record.iv, record.ciphertext, record.header);
  if (packed === null) throw tampered('its ciphertext does not open');
  try {
    return unpackSecret(packed);
  } finally {
    wipe(packed);
  }
}
