import type { TransactionRow } from '../store/store.ts';
import { type BroadcastDeps, updateFromReceipt } from './broadcast.ts';

/** The others that were signed with its nonce: those that speed it up or cancel it, or that it does. */
export async function siblingsOf(row: TransactionRow, { store }: Pick<BroadcastDeps, 'store'>): Promise<readonly TransactionRow[]> {
  const all = await store.listTransactionsOfNonce({ chainId: row.chainId, address: row.from, nonce: row.nonce });
  return all.filter(({ hash }) => hash !== row.hash);
}

/** Whether a node holds a later one with the same nonce. */
export async function isOutbid(row: TransactionRow, deps: BroadcastDeps): Promise<boolean> {
  const siblings = await siblingsOf(row, deps);
  return siblings.some(({ status, createdAtMs }) => status === 'sent' && createdAtMs > row.createdAtMs);
}

/**
 * For one that is in no block and will not be: replaced, if another of the wallet's with its nonce is in a block, and else
 * dropped. After a block was taken back, that may be the very one that it had replaced itself.
 *
 * @throws ChainError `chain_unavailable`
 */
export async function closeUnmined(row: TransactionRow, deps: BroadcastDeps): Promise<void> {
  for (const sibling of await siblingsOf(row, deps)) {
    const { status, hash } = await updateFromReceipt(sibling, deps);
    if (status === 'confirmed' || status === 'failed')
      return deps.store.updateTransaction(row.hash, { status: 'replaced', replacedBy: hash }, deps.clock.nowMs());
  }
  await deps.store.updateTransaction(row.hash, { status: 'dropped' }, deps.clock.nowMs());
}
