import { timingSafeEqual } from 'node:crypto';
import { concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { openAesGcm, sealAesGcm } from './crypto/aead.ts';
import { sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { KmsError } from './ports.ts';
import { type RecordHeader, recordMac, tampered, type WalletRecord } from './record.ts';
import { bytes, object } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

/*
 * The KMS half of a record's lock (PROTOCOL §6.8). The data key is made by the first KMS; where there is a second one,
 * in another account or of another provider, the same key is locked a second time under a data key of that one. Either
 * of them opens the record, always together with the PIN, so the loss of one KMS loses no wallet.
 */

const MIRROR_LABEL = new TextEncoder().encode('alcove/mirror/v1');

/** A record's data key: `plaintext` is wiped by the caller, the rest goes into header and record. */
export type MadeDataKey = { readonly plaintext: Uint8Array; readonly kms: RecordHeader['kms']; readonly ciphertexts: Uint8Array[] };
type Mirror = { readonly keyId: string; readonly plaintext: Uint8Array; readonly ciphertext: Uint8Array };

const readMirror = object({ ciphertext: bytes(1, 6144), iv: bytes(12), sealed: bytes(48) });

/** EncryptionContext of a record's data key: the KMS refuses it for any other wallet or epoch, and logs it. */
function contextOf(header: Pick<RecordHeader, 'appId' | 'walletId' | 'pinEpoch'>): Readonly<Record<string, string>> {
  return { app: header.appId, wallet: header.walletId, purpose: 'pin', epoch: String(header.pinEpoch) };
}

function mirrorAad(recordSalt: Uint8Array): Uint8Array {
  return concatBytes(MIRROR_LABEL, Uint8Array.of(0), recordSalt);
}

async function mirrorKey(enclave: Enclave, context: Readonly<Record<string, string>>): Promise<Mirror | null> {
  const second = enclave.kms[1];
  if (second === undefined) return null;
  try {
    return { ...(await second.client.generateDataKey(context)), keyId: second.keyId };
  } catch (error) {
    // A wallet with one lock is better than none; the next change of the PIN makes both.
    if (error instanceof KmsError) return null;
    throw error;
  }
}

/**
 * Makes the data key of a new record.
 *
 * @throws KmsError of the first KMS, EnclaveError `kms_unavailable`
 */
export async function makeDataKey(
  enclave: Enclave,
  place: Pick<RecordHeader, 'appId' | 'walletId' | 'pinEpoch'>,
  recordSalt: Uint8Array,
): Promise<MadeDataKey> {
  const first = enclave.kms[0];
  if (first === undefined) throw new EnclaveError('kms_unavailable', 'no KMS is configured');
  const context = contextOf(place);
  const [made, mirror] = await Promise.all([first.client.generateDataKey(context), mirrorKey(enclave, context)]);
  const entry = (keyId: string, ciphertext: Uint8Array) => ({ keyId, ciphertextHash: sha256(ciphertext) });
  if (mirror === null) return { plaintext: made.plaintext, kms: [entry(first.keyId, made.ciphertext)], ciphertexts: [made.ciphertext] };
  const iv = enclave.random(12);
  try {
    const sealed = sealAesGcm(mirror.plaintext, iv, made.plaintext, mirrorAad(recordSalt));
    const second = encodeDcbor({ ciphertext: mirror.ciphertext, iv, sealed });
    return { plaintext: made.plaintext, kms: [entry(first.keyId, made.ciphertext), entry(mirror.keyId, second)], ciphertexts: [made.ciphertext, second] };
  } finally {
    wipe(mirror.plaintext);
  }
}

async function openMirror(enclave: Enclave, keyId: string, stored: Uint8Array, header: RecordHeader): Promise<Uint8Array> {
  let mirror: ReturnType<typeof readMirror>;
  try {
    mirror = readMirror(decodeStrict(stored), 'mirror');
  } catch (cause) {
    throw tampered('malformed', { cause });
  }
  const kms = enclave.kms.find((candidate) => candidate.keyId === keyId);
  if (kms === undefined) throw new KmsError('kms_unavailable', 'the KMS is not configured');
  const key = await kms.client.decrypt(mirror.ciphertext, contextOf(header));
  try {
    const dataKey = key.length === 32 ? openAesGcm(key, mirror.iv, mirror.sealed, mirrorAad(header.recordSalt)) : null;
    if (dataKey === null) throw tampered('its second lock does not open');
    return dataKey;
  } finally {
    wipe(key);
  }
}

/** @param index which of the record's locks. @throws KmsError, EnclaveError `record_tampered` */
async function decryptDataKey(enclave: Enclave, record: WalletRecord, index: number): Promise<Uint8Array> {
  const header = record.headerFields;
  const keyId = header.kms[index]?.keyId ?? '';
  const stored = record.dataKeys[index] as Uint8Array;
  if (index > 0) return openMirror(enclave, keyId, stored, header);
  const kms = enclave.kms.find((candidate) => candidate.keyId === keyId);
  if (kms === undefined) throw new KmsError('kms_unavailable', 'the KMS is not configured');
  return kms.client.decrypt(stored, contextOf(header));
}

/**
 * Asks a KMS for the record's data key, the second one where the first does not give it, and checks the record's MAC
 * with it. No PIN is involved yet.
 *
 * @throws EnclaveError `record_tampered`, KmsError
 */
export async function openDataKey(enclave: Enclave, record: WalletRecord): Promise<Uint8Array> {
  const known = record.headerFields.kms.filter(({ keyId }) => enclave.kms.some((kms) => kms.keyId === keyId));
  if (known.length === 0) throw tampered('locked by KMS keys that the manifest does not list');
  let failure: unknown = null;
  for (let index = 0; index < record.dataKeys.length; index++) {
    try {
      const dataKey = await decryptDataKey(enclave, record, index);
      if (dataKey.length === 32 && timingSafeEqual(recordMac(dataKey, record), record.mac)) return dataKey;
      wipe(dataKey);
      throw tampered('its MAC does not fit');
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}
