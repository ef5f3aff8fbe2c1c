import type { RpcCall, RpcOutcome } from './json-rpc-endpoint.ts';

/** Which parameter names the block. Read at "latest", each is a function of that block, and of nothing else. */
const blockParameter: ReadonlyMap<string, number> = new Map([
  ['eth_call', 1],
  ['eth_getBalance', 1],
  ['eth_getCode', 1],
  ['eth_getStorageAt', 2],
  ['eth_getProof', 2],
  ['eth_feeHistory', 1],
]);

/** The question that says which block is the latest: asked together with the others, so it costs no way of its own. */
export const headCall: RpcCall = { method: 'eth_getBlockByNumber', params: ['latest', false] };

export type Head = { readonly hash: string; readonly blockNumber: number };

/** @returns null where a node does not tell its latest block by hash and number; nothing is remembered then. */
export function readHead(outcome: RpcOutcome | undefined): Head | null {
  if (outcome === undefined || !('result' in outcome) || typeof outcome.result !== 'object' || outcome.result === null) return null;
  const { hash, number } = outcome.result as { readonly hash?: unknown; readonly number?: unknown };
  if (typeof hash !== 'string' || !/^0x[0-9a-f]{64}$/i.test(hash) || typeof number !== 'string' || !/^0x[0-9a-f]{1,13}$/i.test(number)) return null;
  return { hash, blockNumber: Number(number) };
}

/** Whether the answer stays the same as long as the latest block does. "pending", numbers and overrides are not remembered. */
export function isPerBlock({ method, params }: RpcCall): boolean {
  const position = blockParameter.get(method);
  return position !== undefined && params.length <= position + (method === 'eth_feeHistory' ? 2 : 1) && (params[position] ?? 'latest') === 'latest';
}

export function keyOf({ method, params }: RpcCall): string {
  return `${method} ${JSON.stringify(params)}`;
}

export type BlockCache = {
  /** What was answered at this head. Another hash, also at the same height, knows nothing. */
  get(head: Head, call: RpcCall): RpcOutcome | undefined;
  has(call: RpcCall): boolean;
  keep(head: Head, call: RpcCall, outcome: RpcOutcome): void;
};

/** Answers at one block of one chain, forgotten with it. `maxEntries` bounds memory; errors are not kept, because some of them pass. */
export function createBlockCache(maxEntries: number): BlockCache {
  let hash = '';
  const entries = new Map<string, RpcOutcome>();
  return {
    get: (head, call) => (head.hash === hash ? entries.get(keyOf(call)) : undefined),
    has: (call) => entries.has(keyOf(call)),
    keep(head, call, outcome) {
      if (!('result' in outcome)) return;
      if (head.hash !== hash) {
        hash = head.hash;
        entries.clear();
      }
      entries.set(keyOf(call), outcome);
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value as string);
    },
  };
}
