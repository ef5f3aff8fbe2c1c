import { foundIn, type History, type SignedBytes, type Violation } from './history.ts';

/** Never sent, or overtaken: its nonce is another's. */
const yielded: ReadonlySet<string> = new Set(['dropped', 'replaced']);

type Use = { readonly transaction: SignedBytes; readonly index: number };

function doubles(uses: readonly Use[], what: string): readonly Violation[] {
  const violations: Violation[] = [];
  const byNonce = new Map<string, Use>();
  for (const use of uses) {
    const { chainId, from, nonce, hash } = use.transaction;
    const key = `${chainId} ${from} ${nonce}`;
    const earlier = byNonce.get(key);
    if (earlier !== undefined && earlier.transaction.hash !== hash)
      violations.push({
        kind: 'nonce',
        message: `nonce ${nonce} of ${from} on chain ${chainId} was ${what} for two payloads`,
        events: [earlier.index, use.index],
      });
    byNonce.set(key, use);
  }
  return violations;
}

/** One payload per nonce of an account on a chain: of those a node took, and of those the wallet stands by. */
export function checkNonces(history: History): readonly Violation[] {
  const taken = foundIn(history, 'taken-by-node').map(({ index, found }) => ({ index, transaction: found.transaction }));
  const kept = foundIn(history, 'transaction')
    .filter(({ found }) => !yielded.has(found.status))
    .map(({ index, found }) => ({ index, transaction: found.transaction }));
  return [...doubles(taken, 'sent'), ...doubles(kept, 'kept')];
}
