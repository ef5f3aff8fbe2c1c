import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import { openAesGcm, sealAesGcm } from './crypto/aead.ts';
import { type AccountNode, accountNode } from './crypto/hd-key.ts';
import { argon2id, hkdf, sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { MadeDataKey } from './data-key.ts';
import type { Enclave } from './enclave.ts';
import { encodeRecord, type RecordHeader, recordMac, tampered, type WalletRecord } from './record.ts';

/*
 * How a wallet's secret is locked (PROTOCOL §6.4): by a KMS data key and the PIN together. AES-GCM alone does not
 * commit to its key, so the record carries an HKDF commitment and a MAC keyed by the data key, and both are checked
 * before anything is decrypted: a planted record cannot test several PINs with one counted guess.
 */

const encoder = new TextEncoder();
const PIN_LABEL = encoder.encode('alcove/pin/v1');
const ENC_LABEL = encoder.encode('alcove/wrap/enc/v1');
const COMMIT_LABEL = encoder.encode('alcove/wrap/commit/v1');

/** What a record holds: the entropy, and the node derived from it so that signing needs no PBKDF2. */
export type WalletSecret = { readonly entropy: Uint8Array; readonly node: AccountNode };

/** entropy ‖ node private key 32 ‖ chain code 32 ‖ node public key 33. */
const NODE_LENGTH = 97;
/** BIP-39: 12 to 24 words. Wallets made here have 24; imported ones what they were made with. */
const ENTROPY_LENGTHS: readonly number[] = [16, 20, 24, 28, 32];

export function makeSecret(entropy: Uint8Array): WalletSecret {
  return { entropy, node: accountNode(entropy) };
}

export function wipeSecret(secret: WalletSecret | null): void {
  if (secret !== null) wipe(secret.entropy, secret.node.privateKey, secret.node.chainCode, secret.node.publicKey);
}

function packSecret({ entropy, node }: WalletSecret): Uint8Array<ArrayBuffer> {
  return concatBytes(entropy, node.privateKey, node.chainCode, node.publicKey);
}

function unpackSecret(packed: Uint8Array): WalletSecret {
  const length = packed.length - NODE_LENGTH;
  if (!ENTROPY_LENGTHS.includes(length)) throw tampered('wrong length inside');
  const rest = packed.subarray(length);
  const node = { privateKey: rest.slice(0, 32), chainCode: rest.slice(32, 64), publicKey: rest.slice(64) };
  return { entropy: packed.slice(0, length), node };
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

/** Locks a secret. `ledger` is where the entry for this record will stand. */
export async function sealRecord(
  enclave: Enclave,
  input: {
    readonly header: Uint8Array;
    readonly fields: RecordHeader;
    readonly dataKey: MadeDataKey;
    readonly pin: Uint8Array;
    readonly secret: WalletSecret;
    readonly ledger: { readonly seq: number; readonly prev: Uint8Array };
  },
): Promise<{ readonly record: Uint8Array<ArrayBuffer>; readonly headerHash: Uint8Array }> {
  const { header, dataKey } = input;
  const { recordKey, commitment } = await recordKeys(enclave, header, input.fields, dataKey.plaintext, input.pin);
  const plaintext = packSecret(input.secret);
  try {
    const iv = enclave.random(12);
    const ciphertext = sealAesGcm(recordKey, iv, plaintext, header);
    const fields = { header, iv, ciphertext, commitment, ledgerSeq: input.ledger.seq, ledgerPrev: input.ledger.prev };
    const mac = recordMac(dataKey.plaintext, fields);
    return { record: encodeRecord({ v: 1, ...fields, mac, dataKeys: dataKey.ciphertexts }), headerHash: sha256(header) };
  } finally {
    wipe(recordKey, plaintext);
  }
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
