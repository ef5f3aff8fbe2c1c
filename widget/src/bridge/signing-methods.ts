import type { TransactionParams } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Hex, Json } from '../../../host-sdk/src/contract/types.ts';
import { fetchCode } from '../approvals/fetch-code.ts';
import { describeMessage, textOfMessage } from '../approvals/message.ts';
import type { ApprovedWork } from '../approvals/queue.ts';
import { checkSiwe } from '../approvals/siwe.ts';
import { reviewTransaction, type TransactionContent } from '../approvals/transaction-review.ts';
import type { Account, Approval, Warning } from '../state/state.ts';
import type { Payment } from '../wallet/transactions.ts';
import { approvalFor, approveMessage, intentHeader } from './approval-parts.ts';
import { activeChain, checksummed, grantedAccount, type MethodDeps, type MethodHandlers, type RequestContext } from './request-context.ts';

/** Checksums first: a mistyped recipient must not reach the screen. @param place where the call stands, such as `params[0]`. */
export function withChecksum<Call extends Pick<TransactionParams, 'to'>>(call: Call, place: string): Call {
  return { ...call, to: call.to === null ? null : checksummed(`${place}.to`, call.to) };
}

/** One payment of an approval. @param content what it does, which is the approval's own or one of several. */
export async function startPayment(
  deps: MethodDeps,
  {
    approval,
    account,
    content,
    wantedNonce,
    requestId,
    replaces,
  }: {
    readonly approval: Approval;
    readonly account: Account;
    readonly content: TransactionContent;
    readonly wantedNonce: number | null;
    readonly requestId: string;
    /** One that is in no block yet, whose nonce this one takes. */
    readonly replaces?: Hex | undefined;
  },
): Promise<Payment> {
  const { chainId, to, valueWei, data, fee } = content;
  const { gasLimit, maxFeePerGasWei, maxPriorityFeePerGasWei } = fee;
  const header = await intentHeader(deps, approval, account, requestId);
  return deps.transactions.start(account, {
    ...header,
    kind: 'transaction',
    chainId,
    to,
    valueWei,
    data,
    gasLimit,
    maxFeePerGasWei,
    maxPriorityFeePerGasWei,
    wantedNonce,
    ...(replaces === undefined ? {} : { replaces }),
  });
}

const unverifiedSite: Warning = { code: 'unverified_site', level: 'danger' };
/**
 * Shows a payment, has it signed and sent, and answers with its hash.
 *
 * @param payment.onStart before anything is signed.
 */
export async function askForPayment(
  deps: MethodDeps,
  context: RequestContext,
  payment: {
    readonly account: Account;
    readonly content: TransactionContent;
    readonly wantedNonce: number | null;
    readonly replaces?: Hex | undefined;
    readonly onStart?: (() => Promise<void>) | undefined;
  },
): Promise<Json> {
  const { account, content, wantedNonce, replaces, onStart } = payment;
  const approval = approvalFor(deps, context, content);
  const { needsPin, run, watch } = await startPayment(deps, { approval, account, content, wantedNonce, requestId: approval.id, replaces });
  const work: ApprovedWork = {
    needsPin,
    async run(pin, onStep) {
      await onStart?.();
      const transaction = await run(pin, onStep);
      return { value: transaction.hash, transaction };
    },
    watch,
  };
  return deps.queue.add(approval, work, context.signal);
}

/** Methods that end in a signature: each shows what it does, asks for the PIN, and answers once. */
export function createSigningMethods(deps: MethodDeps): MethodHandlers {
  const { store, api, nowMs } = deps;
  return {
    async personal_sign({ message, account: address }, context) {
      const account = grantedAccount(deps, context.origin, 'params[1]', address);
      const { chainId } = context.chain ?? activeChain(deps);
      const origin = deps.claim?.url ?? context.origin;
      const signIn = checkSiwe(textOfMessage(message) ?? '', { origin, account: account.address, chainId, nowMs: nowMs() });
      const described = describeMessage(account.address, message);
      const content = signIn === null ? described : { ...described, signIn: { ...signIn, connects: false } };
      // A sign-in is the key to a site. That the asker is that site is only what it says.
      const warnings = signIn && deps.claim ? [...described.warnings, unverifiedSite] : described.warnings;
      return approveMessage(deps, context, { account, content: { ...content, warnings }, body: { kind: 'message', message } });
    },
    async eth_signTypedData_v4({ json, account: address }, context) {
      const account = grantedAccount(deps, context.origin, 'params[0]', address);
      const { reviewTypedData } = await fetchCode(() => import('../clear-signing/typed-data.ts'));
      const content = await reviewTypedData(api, account.address, json, context.chain ?? activeChain(deps));
      return approveMessage(deps, context, { account, content, body: { kind: 'typed-data', json } });
    },
    async eth_sendTransaction(sent, context) {
      const account = grantedAccount(deps, context.origin, 'params[0].from', sent.from);
      const params = withChecksum(sent, 'params[0]');
      const chain = context.chain ?? activeChain(deps);
      const content = await reviewTransaction(api, { params, chain, account: account.address, activity: store.get().activity });
      return askForPayment(deps, context, { account, content, wantedNonce: params.nonce ?? null });
    },
  };
}
