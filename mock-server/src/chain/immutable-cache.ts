import type { RpcCall, RpcOutcome } from './json-rpc-endpoint.ts';

/** Keyed by a hash and complete once there: a block never changes under its own hash, while "latest" or a number may (reorganisation). */
const immutableMethods: ReadonlySet<string> = new Set(['eth_getBlockByHash', 'eth_getBlockTransactionCountByHash']);

export type ImmutableCache = {
  get(chainId: number, call: RpcCall): RpcOutcome | undefined;
  keep(chainId: number, call: RpcCall, outcome: RpcOutcome): void;
};

/** Remembers answers that cannot change, the least recently used ones go first. `maxEntries` bounds memory. */
export function createImmutableCache(maxEntries: number): ImmutableCache {
  const entries = new Map<string, RpcOutcome>();
  const keyOf = (chainId: number, call: RpcCall): string => `${chainId} ${call.method} ${JSON.stringify(call.params)}`;

  return {
    get(chainId, call) {
      if (!immutableMethods.has(call.method)) return undefined;
      const key = keyOf(chainId, call);
      const outcome = entries.get(key);
      if (outcome !== undefined) {
        entries.delete(key);
        entries.set(key, outcome);
      }
      return outcome;
    },
    keep(chainId, call, outcome) {
      // null means "not seen yet", which changes.
      if (!immutableMethods.has(call.method) || !('result' in outcome) || outcome.result === null) return;
      entries.set(keyOf(chainId, call), outcome);
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value as string);
    },
  };
}
