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
import { newRecord, placeRecord } from './new-record.ts';
import { inTurn } from './pin-guard.ts';
import { readPin, refuseGuessable } from './pin-policy.ts';
import type { RecordHeader, RecordOwner } from './record.ts';
import { bytes, object, type Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { append, headFor, nextEntry, walletHashOf } from './wallet-ledger.ts';
import { makeSecret, type WalletSecret, wipeSecret } from './wrap.ts';

/** A wallet, or a new PIN, nobody has shown to have seen is shredded after this. */
export const POPULATED_LIFETIME_MS = 15 * 60_000;
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

/** How a wallet begins: with fresh entropy, or with words from elsewhere. */
type Beginning = { readonly origin: RecordHeader['origin']; makeSecret(): Promise<WalletSecret> };

async function create(enclave: Enclave, owner: RecordOwner, pin: Uint8Array, beginning: Beginning): Promise<SealedOutcome> {
  const walletHash = walletHashOf(enclave, owner);
  const head = await enclave.ledger.head(walletHash);
  // A creation whose reply was lost may be made again under its id, as long as nobody has activated it.
  if (head !== null && head.entry.state !== 'POPULATED') throw new EnclaveError('wallet_exists', 'this wallet exists already');

  const place = await placeRecord(enclave, owner, FIRST_EPOCH);
  let secret: WalletSecret | null = null;
  try {
    secret = await beginning.makeSecret();
    const made = { secret, address0: deriveAddress(secret, 0), pin, origin: beginning.origin, nowMs: enclave.clock.nowMs() };
    const { address0, nowMs } = made;
    const ledger = { seq: head === null ? 0 : head.entry.seq + 1, prev: head?.hash ?? new Uint8Array(32) };
    const { record, header, headerHash } = await enclave.limitArgon2(() => newRecord(enclave, place, { ...made, ledger }));
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
      createdAtMs: nowMs,
      ...(beginning.origin === 'import' ? { event: 'import' } : {}),
    };
    await append(enclave, head === null ? first : nextEntry(head, nowMs, { recordHash: headerHash }));
    const proof = proveAddress(enclave, { header, headerHash, index: 0, address: address0, ledgerSeq: ledger.seq, issuedAtMs: nowMs });
    const [address, path, pinEpoch] = [addressText(address0), accountPath(0), FIRST_EPOCH];
    return {
      result: { address: address0, path, pinEpoch, proof },
      effects: { kind: 'created', record, address, path, proof: encodeDcbor({ ...proof }), pinEpoch, imported: beginning.origin === 'import' },
    };
  } finally {
    place.wipe();
    wipeSecret(secret);
  }
}

/** Judges the PIN, waits for the wallet's turn, creates. */
export async function createWallet(enclave: Enclave, owner: RecordOwner, pinField: Uint8Array, beginning: Beginning): Promise<SealedOutcome> {
  const pin = readPin(pinField);
  try {
    refuseGuessable(pin);
    return await inTurn(enclave, owner, () => create(enclave, owner, pin, beginning));
  } finally {
    wipe(pin, pinField);
  }
}

/** `wallet_create` (PROTOCOL §6.2). The record goes to the server with the effects; the ledger has it as POPULATED. */
export function walletCreate(enclave: Enclave, { owner, plaintext }: SealedCall<Read<typeof readCreate>>): Promise<SealedOutcome> {
  return createWallet(enclave, owner, plaintext.pin, {
    origin: null,
    makeSecret: async () => makeSecret(await makeEntropy(enclave, plaintext.random)),
  });
}

export const readActivate = object({ resultHash: bytes(32), random: bytes(32) });

/**
 * `wallet_activate` (PROTOCOL §6.6): the client shows that it has seen the creation's result. The proof's payload is
 * built again from the record, so this needs no memory of the creation and may be repeated.
 */
export async function walletActivate(enclave: Enclave, call: SealedCall<Read<typeof readActivate>>): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const stored = call.stored();
  return await inTurn(enclave, owner, async () => {
    const head = await headFor(enclave, walletHashOf(enclave, owner), stored);
    const { record } = stored;
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
