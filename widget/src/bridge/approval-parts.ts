import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { displayDigest } from '../approvals/display-digest.ts';
import { APPROVAL_LIFETIME_MS, type ApprovedWork } from '../approvals/queue.ts';
import type { Account, Approval, ApprovalContent } from '../state/state.ts';
import type { UnsignedMessage } from '../wallet/signing.ts';
import type { MethodDeps, RequestContext } from './request-context.ts';

/** What a person decides on, put under the origin that asks. */
export function approvalFor({ nowMs, claim }: Pick<MethodDeps, 'nowMs' | 'claim'>, { origin, method }: RequestContext, content: ApprovalContent): Approval {
  const createdAtMs = nowMs();
  return { id: crypto.randomUUID(), origin, method, createdAtMs, expiresAtMs: createdAtMs + APPROVAL_LIFETIME_MS, content, ...(claim && { claim }) };
}

/** What every intent of an approval carries. @param requestId one for each signature. */
export async function intentHeader({ appId }: Pick<MethodDeps, 'appId'>, { origin, content, claim }: Approval, account: Account, requestId: string) {
  if (content.kind === 'connect') throw new TypeError('connecting signs nothing');
  return { appId, origin, requestId, account: account.address, accountIndex: account.accountIndex, display: await displayDigest(origin, content, claim) };
}

export type MessageBody =
  | Pick<Extract<UnsignedMessage, { kind: 'message' }>, 'kind' | 'message'>
  | Pick<Extract<UnsignedMessage, { kind: 'typed-data' }>, 'kind' | 'json'>;

/**
 * Shows a message, has it signed, and answers with the signature.
 *
 * @param onSigned what belongs to the approval besides the signature.
 */
export async function approveMessage(
  deps: MethodDeps,
  context: RequestContext,
  {
    account,
    content,
    body,
    onSigned,
  }: { readonly account: Account; readonly content: ApprovalContent; readonly body: MessageBody; onSigned?(): Promise<void> },
): Promise<Json> {
  const approval = approvalFor(deps, context, content);
  const unsigned = { ...(await intentHeader(deps, approval, account, approval.id)), ...body };
  const work: ApprovedWork = {
    needsPin: () => true,
    async run(pin, onStep) {
      onStep('signing');
      const value = await deps.signing.signMessage(account, unsigned, pin ?? '');
      await onSigned?.();
      return { value, transaction: null };
    },
  };
  return deps.queue.add(approval, work, context.signal);
}
