import type { TransactionParams } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { displayDigest } from '../approvals/display-digest.ts';
import { describeMessage, textOfMessage } from '../approvals/message.ts';
import { APPROVAL_LIFETIME_MS, type ApprovedWork } from '../approvals/queue.ts';
import { checkSiwe } from '../approvals/siwe.ts';
import { reviewTransaction } from '../approvals/transaction-review.ts';
import { describeTypedData } from '../approvals/typed-data.ts';
import type { Account, Approval, ApprovalContent } from '../state/state.ts';
import type { UnsignedMessage } from '../wallet/signing.ts';
import { activeChain, checksummed, grantedAccount, type MethodDeps, type MethodHandlers, type RequestContext } from './request-context.ts';

type SignedContent = Exclude<ApprovalContent, { kind: 'connect' }>;

/** Methods that end in a signature: each shows what it does, asks for the PIN, and answers once. */
export function createSigningMethods(deps: MethodDeps): MethodHandlers {
  const { appId, store, api, queue, signing, transactions, nowMs } = deps;

  function approvalFor({ origin, method }: RequestContext, content: SignedContent): Approval {
    const createdAtMs = nowMs();
    return { id: crypto.randomUUID(), origin, method, createdAtMs, expiresAtMs: createdAtMs + APPROVAL_LIFETIME_MS, content };
  }

  /** What every intent carries; the approval's id is the intent's, so that one approval is one signature. */
  async function headerFor(approval: Approval, content: SignedContent, account: Account) {
    return {
      appId,
      origin: approval.origin,
      requestId: approval.id,
      account: account.address,
      accountIndex: account.accountIndex,
      display: await displayDigest(approval.origin, content),
    };
  }

  async function signMessage(context: RequestContext, account: Account, content: SignedContent, body: MessageBody): Promise<Json> {
    const approval = approvalFor(context, content);
    const unsigned = { ...(await headerFor(approval, content, account)), ...body };
    const work: ApprovedWork = {
      needsPin: () => true,
      async run(pin, onStep) {
        onStep('signing');
        return { value: await signing.signMessage(account, unsigned, pin ?? ''), transaction: null };
      },
    };
    return queue.add(approval, work, context.signal);
  }

  /** Checksums first: a mistyped recipient must not reach the screen. */
  function withChecksums(params: TransactionParams): TransactionParams {
    return { ...params, to: params.to === null ? null : checksummed('params[0].to', params.to) };
  }

  return {
    async personal_sign({ message, account: address }, context) {
      const account = grantedAccount(deps, context.origin, 'params[1]', address);
      const { chainId } = activeChain(deps);
      checkSiwe(textOfMessage(message) ?? '', { origin: context.origin, account: account.address, chainId, nowMs: nowMs() });
      return signMessage(context, account, describeMessage(account.address, message), { kind: 'message', message });
    },
    async eth_signTypedData_v4({ json, account: address }, context) {
      const account = grantedAccount(deps, context.origin, 'params[0]', address);
      const content = describeTypedData(account.address, json, activeChain(deps).chainId);
      return signMessage(context, account, content, { kind: 'typed-data', json });
    },
    async eth_sendTransaction(sent, context) {
      const account = grantedAccount(deps, context.origin, 'params[0].from', sent.from);
      const params = withChecksums(sent);
      const chain = activeChain(deps);
      const content = await reviewTransaction(api, { params, chain, account: account.address, activity: store.get().activity });
      const approval = approvalFor(context, content);
      const payment = transactions.start(account, {
        ...(await headerFor(approval, content, account)),
        kind: 'transaction',
        chainId: chain.chainId,
        to: content.to,
        valueWei: content.valueWei,
        data: content.data,
        gasLimit: content.fee.gasLimit,
        maxFeePerGasWei: content.fee.maxFeePerGasWei,
        maxPriorityFeePerGasWei: content.fee.maxPriorityFeePerGasWei,
        wantedNonce: params.nonce ?? null,
      });
      const work: ApprovedWork = {
        needsPin: payment.needsPin,
        async run(pin, onStep) {
          const transaction = await payment.run(pin, onStep);
          return { value: transaction.hash, transaction };
        },
        watch: payment.watch,
      };
      return queue.add(approval, work, context.signal);
    },
  };
}

type MessageBody =
  | Pick<Extract<UnsignedMessage, { kind: 'message' }>, 'kind' | 'message'>
  | Pick<Extract<UnsignedMessage, { kind: 'typed-data' }>, 'kind' | 'json'>;
