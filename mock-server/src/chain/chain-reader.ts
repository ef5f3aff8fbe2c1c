import type { Clock } from '../deps.ts';
import { createBlockCache, type Head, headCall, isPerBlock, keyOf, readHead } from './block-cache.ts';
import { createBlockNumberCache } from './block-number-cache.ts';
import type { EndpointPool } from './endpoint-pool.ts';
import { createImmutableCache } from './immutable-cache.ts';
import type { RpcCall, RpcOutcome } from './json-rpc-endpoint.ts';

/** Nodes refuse long batches, each at another length. */
const BATCH_LIMIT = 25;
const BLOCK_ENTRIES = 2_048;
const IMMUTABLE_ENTRIES = 512;

export type ChainReader = {
  /** As many outcomes as calls, in order. @throws ChainError `chain_unavailable` */
  read(calls: readonly RpcCall[]): Promise<readonly RpcOutcome[]>;
  /** Something was sent: whoever reads from now on shares no answer that was asked for before. */
  forget(): void;
};

function inChunks<T>(items: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, index) => items.slice(index * length, (index + 1) * length));
}

/**
 * Reads of one chain at the cost of as few questions as possible: what cannot change is asked once, what was answered at the
 * latest block is asked again only when that block is no longer the latest, and the same question by many at once is one question.
 * The block is asked for each time, so nobody sees a balance older than the node's own. The number of the latest block alone is
 * remembered for 200 ms, and only while nothing else is asked: whoever has seen a block by any other question hears of none before it.
 */
export function createChainReader(chainId: number, pool: EndpointPool, clock: Clock): ChainReader {
  const immutable = createImmutableCache(IMMUTABLE_ENTRIES);
  const perBlock = createBlockCache(BLOCK_ENTRIES);
  const blockNumber = createBlockNumberCache(clock);
  let underWay = new Map<string, Promise<RpcOutcome>>();
  /** One batch to one node; the same call under way for somebody else is waited for. */
  function share(calls: readonly RpcCall[]): Promise<RpcOutcome>[] {
    const shared = underWay;
    const missing = calls.filter((call, index) => !shared.has(keyOf(call)) && calls.findIndex((other) => keyOf(other) === keyOf(call)) === index);
    if (missing.length > 0) {
      const answers = pool.ask(missing);
      for (const [index, call] of missing.entries()) {
        const key = keyOf(call);
        const outcome = answers.then((outcomes) => outcomes[index] as RpcOutcome).finally(() => shared.delete(key));
        // Whoever waits hears of it; this one is only about a promise that nobody has taken up yet.
        outcome.catch(() => undefined);
        shared.set(key, outcome);
      }
    }
    return calls.map((call) => shared.get(keyOf(call)) as Promise<RpcOutcome>);
  }

  async function ask(calls: readonly RpcCall[]): Promise<readonly RpcOutcome[]> {
    const chunks = await Promise.all(inChunks(calls, BATCH_LIMIT).map((chunk) => Promise.all(share(chunk))));
    return chunks.flat();
  }

  async function askAtHead(calls: readonly RpcCall[]): Promise<readonly RpcOutcome[]> {
    const known = calls.filter((call) => isPerBlock(call) && perBlock.has(call));
    const asked = calls.filter((call) => !known.includes(call));
    // The block first: what is read after it is as new as it is, or newer.
    const [headOutcome, ...outcomes] = await ask([headCall, ...asked]);
    const head: Head | null = readHead(headOutcome);
    const found = new Map<RpcCall, RpcOutcome>(asked.map((call, index) => [call, outcomes[index] as RpcOutcome]));
    for (const call of known) {
      const outcome = head === null ? undefined : perBlock.get(head, call);
      if (outcome !== undefined) found.set(call, outcome);
    }
    const outdated = calls.filter((call) => !found.has(call));
    const renewed = outdated.length === 0 ? [] : await ask(outdated);
    for (const [index, call] of outdated.entries()) found.set(call, renewed[index] as RpcOutcome);
    if (head !== null) {
      for (const call of calls) if (isPerBlock(call)) perBlock.keep(head, call, found.get(call) as RpcOutcome);
    }
    return calls.map((call) => found.get(call) as RpcOutcome);
  }

  async function readAny(calls: readonly RpcCall[]): Promise<readonly RpcOutcome[]> {
    const outcomes = calls.map((call) => immutable.get(chainId, call));
    const asked = calls.filter((_, index) => outcomes[index] === undefined);
    if (asked.length === 0) return outcomes as RpcOutcome[];
    const answers = asked.some(isPerBlock) ? await askAtHead(asked) : await ask(asked);
    for (const [index, call] of asked.entries()) immutable.keep(chainId, call, answers[index] as RpcOutcome);
    let next = 0;
    return outcomes.map((outcome) => outcome ?? (answers[next++] as RpcOutcome));
  }

  return {
    async read(calls) {
      const [only] = calls;
      if (calls.length === 1 && only?.method === 'eth_blockNumber') return [await blockNumber.read(async () => (await ask(calls))[0] as RpcOutcome)];
      return blockNumber.aside(() => readAny(calls));
    },
    forget() {
      underWay = new Map();
      blockNumber.drop();
    },
  };
}
