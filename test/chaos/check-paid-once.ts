import { foundIn, type History, operationsOf, type Violation, wentWithDatabase } from './history.ts';

/**
 * Nothing is paid twice, however often its answer was lost and it was asked for again: a node takes no more payments, each with a nonce of its own, than
 * were approved. What was asked for before a database was put back is not counted: the copy may not know of it.
 */
export function checkPaidOnce(history: History): readonly Violation[] {
  const isGone = wentWithDatabase(history);
  const keyOf = (from: string, to: string, valueWei: string): string => `${from} ${to} ${valueWei}`.toLowerCase();
  const approved = new Map<string, Set<string>>();
  const uncertain = new Set<string>();
  for (const { asked, invokedAt } of operationsOf(history)) {
    if (asked.f !== 'pay' || asked.right === false) continue;
    const key = keyOf(asked.account, asked.to, asked.valueWei);
    if (isGone(invokedAt)) uncertain.add(key);
    approved.set(key, (approved.get(key) ?? new Set()).add(asked.requestId));
  }
  const taken = new Map<string, Map<string, number>>();
  for (const { index, found } of foundIn(history, 'taken-by-node')) {
    const { from, to, valueWei, chainId, nonce } = found.transaction;
    const key = keyOf(from, to, valueWei);
    taken.set(key, (taken.get(key) ?? new Map()).set(`${chainId} ${nonce}`, index));
  }
  return [...taken].flatMap(([key, places]): readonly Violation[] => {
    const times = approved.get(key)?.size ?? 0;
    if (times === 0 || places.size <= times || uncertain.has(key)) return [];
    return [{ kind: 'paid once', message: `a payment that was approved ${times} times was sent ${places.size} times`, events: [...places.values()] }];
  });
}
