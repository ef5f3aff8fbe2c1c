import { ApiProblem } from '../http/problem.ts';
import type { Store, WalletRow } from '../store/store.ts';

/**
 * The caller's own wallet. One of somebody else is as unknown as one that does not exist.
 *
 * @throws ApiProblem `wallet_unknown`
 */
export async function findOwnedWallet(store: Pick<Store, 'findWallet'>, walletId: string, userId: string): Promise<WalletRow> {
  const wallet = await store.findWallet(walletId);
  if (wallet === null || wallet.userId !== userId) throw new ApiProblem('wallet_unknown', { field: 'walletId' });
  return wallet;
}
