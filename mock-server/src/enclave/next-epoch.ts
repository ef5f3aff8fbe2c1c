import type { AppProof } from '../../../widget/src/contract/sealed.ts';
import type { Enclave } from './enclave.ts';
import { newRecord, type RecordPlace } from './new-record.ts';
import type { RecordHeader } from './record.ts';
import type { SealedOutcome } from './sealed-call.ts';
import { append, type LedgerHead, nextEntry } from './wallet-ledger.ts';
import type { WalletSecret } from './wrap.ts';

/**
 * PIN_RESULT (PROTOCOL §6.9): the record of this PIN epoch exists. Everything in it follows from the record, so that the
 * activation can build it again.
 */
export function provePinResult(
  enclave: Enclave,
  record: { readonly header: RecordHeader; readonly headerHash: Uint8Array; readonly ledgerSeq: number },
): AppProof {
  const { header, headerHash, ledgerSeq } = record;
  return enclave.attester.prove({
    type: 'PIN_RESULT',
    v: 1,
    releaseSeq: header.releaseSeq,
    walletId: header.walletId,
    subjectHash: header.subjectHash,
    pinEpoch: header.pinEpoch,
    attempts: 0,
    headerHash,
    ledgerSeq,
    issuedAtMs: header.createdAtMs,
  });
}

/**
 * Writes the record of the next PIN epoch beside the one that counts (POPULATED). The ledger names it as waiting; tries,
 * state and the valid record stay what they are until `pin_activate`. The caller holds the wallet's turn and an Argon2 slot.
 */
export async function populateNextEpoch(
  enclave: Enclave,
  input: {
    readonly place: RecordPlace;
    readonly head: LedgerHead;
    readonly address0: Uint8Array;
    readonly secret: WalletSecret;
    readonly pin: Uint8Array;
    readonly origin: 'pin_change' | 'recover';
  },
): Promise<SealedOutcome> {
  const { place, head, origin, ...rest } = input;
  const nowMs = enclave.clock.nowMs();
  const ledger = { seq: head.entry.seq + 1, prev: head.hash };
  const { record, header, headerHash } = await newRecord(enclave, place, { ...rest, origin, nowMs, ledger });
  await append(enclave, nextEntry(head, nowMs, { pendingHash: headerHash, event: origin }));
  const { pinEpoch } = header;
  const proof = provePinResult(enclave, { header, headerHash, ledgerSeq: ledger.seq });
  return { result: { pinEpoch, proof }, effects: { kind: 'pin-changed', record, pinEpoch } };
}
