import { foundIn, type History, type Operation, operationsOf, type Violation, wentWithDatabase } from './history.ts';

const KIND = 'acknowledged';
/** What a payment that a client was told is sent may have become. */
const sentStatuses: ReadonlySet<string> = new Set(['sent', 'confirmed', 'failed']);

/** The same request is answered with the same bytes, whenever. */
function checkSameBytes(operations: readonly Operation[]): readonly Violation[] {
  const first = new Map<string, { readonly bytes: string; readonly index: number }>();
  return operations.flatMap(({ asked, answer, outcome, endedAt }) => {
    const bytes = answer.signature ?? answer.hash;
    if (outcome !== 'ok' || bytes === undefined || !('requestId' in asked)) return [];
    const earlier = first.get(asked.requestId);
    if (earlier === undefined) first.set(asked.requestId, { bytes, index: endedAt });
    if (earlier === undefined || earlier.bytes === bytes) return [];
    return [{ kind: KIND, message: `request ${asked.requestId} was answered with two signatures`, events: [earlier.index, endedAt] }];
  });
}

/** When everything runs again, everything that was acknowledged is there; but for what went with a database that was set back. */
export function checkDurable(history: History): readonly Violation[] {
  const isGone = wentWithDatabase(history);
  const operations = operationsOf(history);
  const wallets = new Map(foundIn(history, 'wallets').map(({ found }) => [found.person, found.wallets]));
  const signatures = new Map(foundIn(history, 'signature').map(({ found }) => [found.requestId, found.signature]));
  const transactions = new Map(foundIn(history, 'transaction').map(({ found }) => [found.requestId, found]));

  function problemOf({ asked, answer }: Operation): string | null {
    if (asked.f === 'create') {
      const kept = wallets.get(asked.person)?.find(({ walletId }) => walletId === asked.walletId);
      return kept?.address === answer.address && kept?.state !== 'POPULATED' ? null : `wallet ${asked.walletId} was shown and is not there`;
    }
    if (asked.f === 'sign' && answer.signature !== undefined)
      return signatures.get(asked.requestId) === answer.signature ? null : `the signature of request ${asked.requestId} is not there`;
    if (asked.f !== 'pay' || answer.hash === undefined) return null;
    const kept = transactions.get(asked.requestId);
    if (kept === undefined || kept.transaction.hash !== answer.hash) return `payment ${asked.requestId} is not there`;
    if (!sentStatuses.has(kept.status)) return `payment ${asked.requestId} was sent and is ${kept.status}`;
    return kept.isOnChain ? null : `payment ${asked.requestId} was sent and no node has it`;
  }

  const lost = operations.flatMap((operation): Violation[] => {
    if (operation.outcome !== 'ok' || isGone(operation.endedAt)) return [];
    const message = problemOf(operation);
    return message === null ? [] : [{ kind: KIND, message, events: [operation.invokedAt, operation.endedAt] }];
  });
  const stuck = foundIn(history, 'stuck').map(({ index, found }) => ({
    kind: KIND,
    message: `client ${found.client} cannot go on although everything runs: ${found.reason}`,
    events: [index],
  }));
  return [...checkSameBytes(operations), ...lost, ...stuck];
}
