import { wipe } from './crypto/wipe.ts';
import { type MadeDataKey, makeDataKey } from './data-key.ts';
import type { Enclave } from './enclave.ts';
import { encodeHeader, RECORD_SUITE, type RecordHeader, type RecordOwner } from './record.ts';
import { sealRecord, type WalletSecret } from './wrap.ts';

/** The KMS's part of a record that is to be made: asked for before anything is counted or written. */
export type RecordPlace = {
  readonly owner: RecordOwner;
  readonly pinEpoch: number;
  readonly recordSalt: Uint8Array;
  readonly dataKey: MadeDataKey;
  wipe(): void;
};

/** @throws KmsError */
export async function placeRecord(enclave: Enclave, owner: RecordOwner, pinEpoch: number): Promise<RecordPlace> {
  const recordSalt = enclave.random(32);
  const dataKey = await makeDataKey(enclave, { appId: owner.appId, walletId: owner.walletId, pinEpoch }, recordSalt);
  return { owner, pinEpoch, recordSalt, dataKey, wipe: () => wipe(dataKey.plaintext) };
}

export type NewRecord = { readonly record: Uint8Array<ArrayBuffer>; readonly header: RecordHeader; readonly headerHash: Uint8Array };

/**
 * Locks a wallet's secret into a new record (PROTOCOL §6.3). The caller holds an Argon2 slot and writes the ledger
 * entry `ledger` stands for before it hands the record out.
 */
export async function newRecord(
  enclave: Enclave,
  place: RecordPlace,
  input: {
    readonly secret: WalletSecret;
    readonly address0: Uint8Array;
    readonly pin: Uint8Array;
    readonly origin: RecordHeader['origin'];
    readonly nowMs: number;
    readonly ledger: { readonly seq: number; readonly prev: Uint8Array };
  },
): Promise<NewRecord> {
  const { owner, pinEpoch, recordSalt, dataKey } = place;
  const header: RecordHeader = {
    v: 1,
    suite: RECORD_SUITE,
    wrapType: 'daily',
    appId: owner.appId,
    subjectHash: owner.subjectHash,
    walletId: owner.walletId,
    pinEpoch,
    releaseSeq: enclave.manifest.releaseSeq,
    createdAtMs: input.nowMs,
    kdf: { alg: 'argon2id', ...enclave.manifest.argon2, salt: enclave.random(16) },
    recordSalt,
    kms: dataKey.kms,
    address0: input.address0,
    origin: input.origin,
  };
  const sealing = { header: encodeHeader(header), fields: header, dataKey, pin: input.pin, secret: input.secret, ledger: input.ledger };
  return { ...(await sealRecord(enclave, sealing)), header };
}
