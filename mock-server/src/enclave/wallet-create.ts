import { encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { addressText, deriveAddress, proveAddress } from './address-proof.ts';
import { accountPath } from './crypto/hd-key.ts';
import { sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { mixEntropy } from './fleet-secret.ts';
import { readPin, refuseGuessable } from './pin-policy.ts';
import { RECORD_SUITE, type RecordHeader } from './record.ts';
import { bytes, object, type Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { append, headFor, nextEntry, walletHashOf } from './wallet-ledger.ts';
import { dataKeyContext, makeSecret, sealRecord, type WalletSecret, wipeSecret } from './wrap.ts';

/** A wallet nobody has shown to have seen is shredded after this. */
const POPULATED_LIFETIME_MS = 15 * 60_000;
const FIRST_EPOCH = 0;

export const readCreate = object({ pin: bytes(32), random: bytes(32) });

async function makeEntropy(enclave: Enclave, clientRandom: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const kms = enclave.kms[0];
  if (kms === undefined) throw new EnclaveError('kms_unavailable', 'no KMS is configured');
  const sources = [await enclave.securityModule.random(32), await kms.client.generateRandom(32), enclave.random(32), clientRandom];
  try {
    return mixEntropy('alcove/entropy/v1', sources);
  } finally {
    wipe(...sources);
  }
}

async function create(enclave: Enclave, call: SealedCall<Read<typeof readCreate>>, pin: Uint8Array): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const walletHash = walletHashOf(enclave, owner);
  const head = await enclave.ledger.head(walletHash);
  // A creation whose reply was lost may be made again under its id, as long as nobody has activated it.
  if (head !== null && head.entry.state !== 'POPULATED') throw new EnclaveError('wallet_exists', 'this wallet exists already');

  const kms = enclave.kms[0];
  if (kms === undefined) throw new EnclaveError('kms_unavailable', 'no KMS is configured');
  const context = { appId: owner.appId, walletId: owner.walletId, pinEpoch: FIRST_EPOCH };
  const dataKey = await kms.client.generateDataKey(dataKeyContext(context));
  let secret: WalletSecret | null = null;
  try {
    secret = makeSecret(await makeEntropy(enclave, plaintext.random));
    const address = deriveAddress(secret, 0);
    const nowMs = enclave.clock.nowMs();
    const header: RecordHeader = {
      v: 1,
      suite: RECORD_SUITE,
      wrapType: 'daily',
      ...context,
      subjectHash: owner.subjectHash,
      releaseSeq: enclave.manifest.releaseSeq,
      createdAtMs: nowMs,
      kdf: { alg: 'argon2id', ...enclave.manifest.argon2, salt: enclave.random(16) },
      recordSalt: enclave.random(32),
      kms: [{ keyId: kms.keyId, ciphertextHash: sha256(dataKey.ciphertext) }],
      address0: address,
    };
    const ledger = { seq: head === null ? 0 : head.entry.seq + 1, prev: head?.hash ?? new Uint8Array(32) };
    const sealing = { header, dataKey: dataKey.plaintext, dataKeyCiphertext: dataKey.ciphertext, pin, secret, ledger };
    const { record, headerHash } = await enclave.limitArgon2(() => sealRecord(enclave, sealing));
    const first: LedgerEntry = {
      walletHash,
      ...ledger,
      pinEpoch: FIRST_EPOCH,
      attempts: 0,
      yearAttempts: 0,
      yearStartMs: nowMs,
      state: 'POPULATED',
      retryAtMs: 0,
      recordHash: headerHash,
      atMs: nowMs,
    };
    await append(enclave, head === null ? first : nextEntry(head, nowMs, { recordHash: headerHash }));
    const proof = proveAddress(enclave, { header, headerHash, index: 0, address, ledgerSeq: ledger.seq, issuedAtMs: nowMs });
    return {
      result: { address, path: accountPath(0), pinEpoch: FIRST_EPOCH, proof },
      effects: {
        kind: 'created',
        record,
        address: addressText(address),
        path: accountPath(0),
        proof: encodeDcbor({ ...proof }),
        pinEpoch: FIRST_EPOCH,
      },
    };
  } finally {
    wipe(dataKey.plaintext);
    wipeSecret(secret);
  }
}

/** `wallet_create` (PROTOCOL §6.2). The record goes to the server with the effects; the ledger has it as POPULATED. */
export async function walletCreate(enclave: Enclave, call: SealedCall<Read<typeof readCreate>>): Promise<SealedOutcome> {
  const pin = readPin(call.plaintext.pin);
  try {
    refuseGuessable(pin);
    const key = Buffer.from(walletHashOf(enclave, call.owner)).toString('base64');
    return await enclave.lockWallet(key, () => create(enclave, call, pin));
  } finally {
    wipe(pin, call.plaintext.pin);
  }
}

export const readActivate = object({ resultHash: bytes(32), random: bytes(32) });

/**
 * `wallet_activate` (PROTOCOL §6.6): the client shows that it has seen the creation's result. The proof's payload is
 * built again from the record, so this needs no memory of the creation and may be repeated.
 */
export async function walletActivate(enclave: Enclave, call: SealedCall<Read<typeof readActivate>>): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const record = call.record();
  const walletHash = walletHashOf(enclave, owner);
  return await enclave.lockWallet(Buffer.from(walletHash).toString('base64'), async () => {
    const head = await headFor(enclave, walletHash, record);
    const { headerFields: header, headerHash, ledgerSeq } = record;
    const expected = proveAddress(enclave, { header, headerHash, index: 0, address: header.address0, ledgerSeq, issuedAtMs: header.createdAtMs });
    if (Buffer.compare(sha256(expected.payload), plaintext.resultHash) !== 0) throw new SealedFailure('result_mismatch');
    if (head.entry.state === 'POPULATED') {
      const nowMs = enclave.clock.nowMs();
      const isLate = nowMs - header.createdAtMs > POPULATED_LIFETIME_MS;
      await append(enclave, nextEntry(head, nowMs, { state: isLate ? 'SHREDDED' : 'AVAILABLE' }));
      if (isLate) throw new SealedFailure('wallet_state');
    } else if (head.entry.state !== 'AVAILABLE') {
      throw new SealedFailure('wallet_state');
    }
    return { result: { state: 'AVAILABLE' }, effects: { kind: 'activated' } };
  });
}
