import { type Asked, foundIn, type History, operationsOf, type SignedBytes, type Violation } from './history.ts';

type Approved = Extract<Asked, { f: 'sign' | 'pay' }>;

function says({ from, to, valueWei }: SignedBytes, asked: Approved): boolean {
  return asked.f === 'pay' && from === asked.account.toLowerCase() && to === asked.to.toLowerCase() && valueWei === asked.valueWei;
}

/** No signature without an approval: whatever was signed, stored or sent is what a client sealed, with the right PIN or a grant. */
export function checkApprovals(history: History): readonly Violation[] {
  const violations: Violation[] = [];
  const approved = new Map<string, { readonly asked: Approved; readonly index: number }>();
  for (const { asked, invokedAt } of operationsOf(history)) {
    if ((asked.f === 'sign' || asked.f === 'pay') && asked.right !== false) approved.set(`${asked.walletId} ${asked.requestId}`, { asked, index: invokedAt });
  }
  const refuse = (message: string, events: readonly number[]): void => void violations.push({ kind: 'approval', message, events });

  for (const { index, found } of foundIn(history, 'signature')) {
    const approval = approved.get(`${found.walletId} ${found.requestId}`);
    if (approval === undefined) refuse(`request ${found.requestId} was signed and nobody approved it`, [index]);
    else if (approval.asked.f === 'sign' && found.signer !== approval.asked.account.toLowerCase())
      refuse(`the signature of request ${found.requestId} is over something else, or by another key`, [approval.index, index]);
  }
  const payments = [...approved.values()];
  for (const { index, found } of foundIn(history, 'transaction')) {
    if (found.requestId === null) {
      if (!payments.some(({ asked }) => says(found.transaction, asked)))
        refuse(`transaction ${found.transaction.hash} was signed and nobody approved it`, [index]);
      continue;
    }
    const approval = approved.get(`${found.walletId} ${found.requestId}`);
    if (approval === undefined) refuse(`request ${found.requestId} was signed and nobody approved it`, [index]);
    else if (!says(found.transaction, approval.asked)) refuse(`request ${found.requestId} was signed as another payment`, [approval.index, index]);
  }
  for (const { index, found } of foundIn(history, 'taken-by-node')) {
    if (!payments.some(({ asked }) => says(found.transaction, asked))) refuse(`transaction ${found.transaction.hash} was sent and nobody approved it`, [index]);
  }
  for (const { asked, outcome, endedAt, invokedAt } of operationsOf(history)) {
    const isWrong = (asked.f === 'sign' || asked.f === 'pay') && asked.right === false;
    const end = history[endedAt];
    if (isWrong && outcome === 'ok' && end?.type === 'ok' && (end.answer.signature ?? end.answer.hash) !== undefined)
      refuse('a wrong PIN signed', [invokedAt, endedAt]);
  }
  return violations;
}
