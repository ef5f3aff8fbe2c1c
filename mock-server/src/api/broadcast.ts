import { ChainError } from '../chain/port.ts';
import type { TransactionRow } from '../store/store.ts';
import type { Services } from './services.ts';

export type BroadcastDeps = Pick<Services, 'store' | 'chains' | 'clock' | 'logger'>;

async function reread(row: TransactionRow, { store }: BroadcastDeps): Promise<TransactionRow> {
  return (await store.findTransaction(row.hash)) ?? row;
}

/**
 * Asks the chain for the receipt and keeps what it says.
 *
 * @returns the transaction as it stands now.
 * @throws ChainError `chain_unavailable`
 */
export async function updateFromReceipt(row: TransactionRow, deps: BroadcastDeps): Promise<TransactionRow> {
  if (row.status === 'confirmed' || row.status === 'failed') return row;
  const receipt = await deps.chains.receipt(row.chainId, row.hash as `0x${string}`);
  if (receipt === null) return row;
  const { status, blockNumber, feeWei } = receipt;
  await deps.store.updateTransaction(row.hash, { status, blockNumber, feeWei: feeWei.toString(), replacedBy: null }, deps.clock.nowMs());
  return reread(row, deps);
}

/** A node may refuse a transaction because it has it in a block already (`nonce too low`). */
async function isMined(row: TransactionRow, deps: BroadcastDeps): Promise<boolean> {
  try {
    const { status } = await updateFromReceipt(row, deps);
    return status === 'confirmed' || status === 'failed';
  } catch (error) {
    if (error instanceof ChainError) return false;
    throw error;
  }
}

/**
 * Sends the very bytes that were signed; sending them twice is sending them once. That they are to be sent is written
 * down before, so that a crash in between is made good by `settleTransactions`.
 *
 * @returns the transaction as it stands now.
 * @throws ChainError `transaction_rejected` with the node's reason, `chain_unavailable`
 */
export async function broadcast(row: TransactionRow, deps: BroadcastDeps): Promise<TransactionRow> {
  const { store, chains, clock } = deps;
  await store.updateTransaction(row.hash, { sendRequestedAtMs: row.sendRequestedAtMs ?? clock.nowMs() }, clock.nowMs());
  // Its nonce may have gone to another payment between the question whether it can be sent and now; from now on it cannot.
  const { status } = await reread(row, deps);
  if (status === 'dropped' || status === 'replaced') throw new ChainError('transaction_rejected', 'Another transaction took its place.');
  try {
    await chains.broadcast(row.chainId, row.rawTransaction as `0x${string}`);
  } catch (error) {
    if (error instanceof ChainError && (await isMined(row, deps))) return reread(row, deps);
    throw error;
  }
  await store.updateTransaction(row.hash, { status: 'sent' }, clock.nowMs());
  return reread(row, deps);
}

/** Takes the wish to send back: nothing is sent behind the back of somebody who was told that it failed. */
export async function withdraw(row: TransactionRow, { store, clock }: BroadcastDeps): Promise<void> {
  await store.updateTransaction(row.hash, { sendRequestedAtMs: null }, clock.nowMs());
}
