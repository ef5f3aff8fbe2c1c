import { ApiProblem } from '../http/problem.ts';
import type { TransactionRow } from '../store/store.ts';
import { updateFromReceipt } from './broadcast.ts';
import { siblingsOf } from './replaced.ts';
import type { Services } from './services.ts';

/** Nobody asked to send it, as far as anybody was told: the row says so, and a wish that failed was taken back. */
export const wasNeverSent = ({ status, sendRequestedAtMs }: TransactionRow): boolean => status === 'dropped' && sendRequestedAtMs === null;

/**
 * Whether the payment can be made with another nonce and still happens once at most. A node may have taken it and only its answer was lost: so its
 * nonce has to be one that the chain does not know yet, or another payment's of the account.
 */
async function canHappenOnce(row: TransactionRow, nextNonce: number, services: Services): Promise<boolean> {
  if (!wasNeverSent(row)) return false;
  if (row.nonce >= nextNonce) return true;
  const siblings = await siblingsOf(row, services);
  return siblings.some(({ status }) => status === 'sent' || status === 'confirmed' || status === 'failed');
}

/**
 * For somebody who tries again after the answer to the signature was lost, and whose nonce went to another payment meanwhile: what was signed counts no
 * more, so that the same request is signed once more with the next nonce.
 *
 * @param request.nextNonce the chain's count, with what waits for a block.
 * @throws ApiProblem `transaction_rejected` when the transaction is in a block, was replaced, or may have been sent. ChainError `chain_unavailable`
 */
export async function startAnew(
  { walletId, requestId, nextNonce }: { readonly walletId: string; readonly requestId: string; readonly nextNonce: number },
  services: Services,
): Promise<void> {
  const { store } = services;
  if ((await store.findSignature(walletId, requestId)) === null) return;
  const kept = await store.findTransactionByRequest(walletId, requestId);
  if (kept?.status === 'signed' || kept?.status === 'sent') return;
  const row = kept && (await updateFromReceipt(kept, services));
  if (row !== null && !(await canHappenOnce(row, nextNonce, services))) {
    throw new ApiProblem('transaction_rejected', { field: 'requestId', detail: `The transaction of this request is ${row.status}. It is not made twice.` });
  }
  await store.forgetUnsent(walletId, requestId);
}
