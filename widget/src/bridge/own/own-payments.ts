import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { PendingRequests } from '../../approvals/pending-requests.ts';
import { reviewTransaction } from '../../approvals/transaction-review.ts';
import type { FeeOption } from '../../state/send.ts';
import type { Meaning } from '../../state/state.ts';
import type { TransferCall } from '../../wallet/send/transfer-call.ts';
import { activeChain, type MethodDeps } from '../request-context.ts';
import { askForPayment } from '../signing-methods.ts';

/** Something the person wants sent from the wallet's own screens. */
export type OwnPayment = {
  readonly call: TransferCall;
  readonly offer: Pick<FeeOption, 'maxFeePerGasWei' | 'maxPriorityFeePerGasWei' | 'seconds'>;
  readonly gasLimit?: bigint;
  /** The one that is sped up or cancelled. */
  readonly replaces?: Hex;
  readonly meaning?: Meaning;
  /** Before anything is signed. */
  readonly onStart?: () => Promise<void>;
};

export type AskForOwnPayment = (payment: OwnPayment) => Promise<Hex>;

/**
 * What the wallet sends of its own accord goes the way of every page's request: queued, shown, approved, confirmed. The one who asks is the wallet's
 * own origin. Nothing is signed past the approval.
 *
 * @throws WalletError 4001 when it was rejected, -32002 when the same waits already; ApiError when the chain cannot be reached.
 */
export function createOwnPayments(deps: MethodDeps & { readonly pending: PendingRequests; readonly onAnswered: () => void }): AskForOwnPayment {
  const { api, store, pending } = deps;
  const origin = location.origin;
  return (payment) => {
    const { call, offer, gasLimit, replaces, meaning } = payment;
    const account = store.get().activeAccount;
    if (account === null) throw new WalletError(4100, 'No account is there to send from.', { reason: 'signed_out' });
    const chain = activeChain(deps);
    const id = crypto.randomUUID();
    const fingerprint = JSON.stringify([account.address, chain.chainId, call.to, String(call.valueWei), call.data, replaces ?? null]);
    const ask = async (signal: AbortSignal) => {
      const { maxFeePerGasWei, maxPriorityFeePerGasWei, seconds } = offer;
      const params = { from: account.address, ...call, maxFeePerGasWei, maxPriorityFeePerGasWei, ...(gasLimit === undefined ? {} : { gasLimit }) };
      const read = await reviewTransaction(api, { params, chain, account: account.address, activity: store.get().activity });
      const content = { ...read, fee: { ...read.fee, seconds }, ...(meaning === undefined ? {} : { meaning }) };
      const context = { id, origin, method: 'eth_sendTransaction', chain, signal } as const;
      return (await askForPayment(deps, context, { account, content, wantedNonce: null, ...payment })) as Hex;
    };
    return pending.run({ id, origin, method: 'eth_sendTransaction', fingerprint }, ask).finally(deps.onAnswered);
  };
}
