import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { Receipt } from '../ledger/witness-wire.ts';

const LABEL = new TextEncoder().encode('alcove/witness/v1\0');

/** What a receipt says: "at your nonce, this was the newest entry of that wallet on my disk". */
export type ReceiptStatement = {
  readonly walletHash: Uint8Array;
  /** -1 when the wallet has no entry; then `entryHash` is 32 zero bytes. */
  readonly seq: number;
  readonly entryHash: Uint8Array;
  readonly nonce: Uint8Array;
};

export const NO_ENTRY_SEQ = -1;
export const ZERO_HASH: Uint8Array = new Uint8Array(32);

function receiptMessage(witnessId: string, statement: ReceiptStatement): Uint8Array {
  return concatBytes(LABEL, encodeDcbor([witnessId, statement.walletHash, statement.seq, statement.entryHash, statement.nonce]));
}

export function signReceipt(witnessId: string, privateKey: KeyObject, statement: ReceiptStatement): Receipt {
  return { witnessId, signature: sign(null, receiptMessage(witnessId, statement), privateKey) };
}

/** @param publicKey Ed25519, 32 bytes (RFC 8032). @throws TypeError when it is not 32 bytes */
export function importWitnessPublicKey(publicKey: Uint8Array): KeyObject {
  if (publicKey.length !== 32) throw new TypeError('publicKey must be 32 bytes');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') } });
}

export function verifyReceipt(receipt: Receipt, witnessId: string, publicKey: KeyObject, statement: ReceiptStatement): boolean {
  return receipt.witnessId === witnessId && verify(null, receiptMessage(witnessId, statement), publicKey, receipt.signature);
}
