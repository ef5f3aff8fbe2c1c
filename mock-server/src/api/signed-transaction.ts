import { hexToBytes, keccak256, parseTransaction, type Signature, serializeSignature } from 'viem';
import { toHex } from 'viem/utils';
import type { Transaction } from '../../../widget/src/contract/wallet-api.ts';
import type { TransactionRow } from '../store/store.ts';
import type { ReadTransactionIntent } from './intent.ts';

export type SignedTransaction = {
  readonly intent: ReadTransactionIntent;
  readonly rawTransaction: Uint8Array;
  readonly walletId: string;
  readonly nowMs: number;
};

/**
 * What is kept of a signed transaction, after the server has read it for itself and found it to say what the intent says.
 *
 * @returns the row, status `signed`, and the signature as 65 bytes r ‖ s ‖ v.
 * @throws Error when transaction and intent differ: then nothing is stored and nothing leaves.
 */
export function toTransactionRow({ intent, rawTransaction, walletId, nowMs }: SignedTransaction): {
  readonly row: TransactionRow;
  readonly signature: Uint8Array;
} {
  const raw = toHex(rawTransaction);
  const parsed = parseTransaction(raw);
  const { r, s, yParity } = parsed;
  if (parsed.type !== 'eip1559' || r === undefined || s === undefined || yParity === undefined)
    throw new Error('the signed transaction is not a signed type 2 transaction');
  const same =
    parsed.chainId === intent.chainId &&
    (parsed.nonce ?? 0) === intent.nonce &&
    (parsed.to ?? null)?.toLowerCase() === intent.to?.toLowerCase() &&
    (parsed.value ?? 0n) === intent.valueWei &&
    (parsed.data ?? '0x') === intent.data;
  if (!same) throw new Error('the signed transaction does not say what the intent says');
  const signature: Signature = { r, s, yParity };
  return {
    signature: hexToBytes(serializeSignature(signature)),
    row: {
      hash: keccak256(raw),
      chainId: intent.chainId,
      walletId,
      requestId: intent.requestId,
      from: intent.account,
      to: intent.to,
      valueWei: intent.valueWei.toString(),
      data: intent.data,
      nonce: intent.nonce,
      status: 'signed',
      blockNumber: null,
      feeWei: null,
      origin: intent.origin,
      replacedBy: null,
      rawTransaction: raw,
      sendRequestedAtMs: null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    },
  };
}

/** What a signed transaction offers for its place in a block: maxFeePerGas, maxPriorityFeePerGas and gas limit, in decimal. */
export function offerOf(rawTransaction: string): NonNullable<Transaction['offer']> {
  const { maxFeePerGas, maxPriorityFeePerGas, gas } = parseTransaction(rawTransaction as `0x${string}`);
  return [maxFeePerGas ?? 0n, maxPriorityFeePerGas ?? 0n, gas ?? 0n].map(String);
}
