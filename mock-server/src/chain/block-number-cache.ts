import type { Clock } from '../deps.ts';
import type { RpcOutcome } from './json-rpc-endpoint.ts';

/** Shorter than the blocks of any chain that is read here. */
const AGE_LIMIT_MS = 200;

export type BlockNumberCache = {
  /** The number of the latest block: what was answered a moment ago, else what `ask` says. */
  read(ask: () => Promise<RpcOutcome>): Promise<RpcOutcome>;
  /** Does something else that may show a newer block. */
  aside<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Something was sent: what comes is new. */
  drop(): void;
};

/**
 * Pages ask for the latest block's number over and over, several hooks of one page at once. It is remembered for 200 ms, and only while
 * nothing else is asked: whoever has seen a block by a receipt or a balance is never told of one before it.
 */
export function createBlockNumberCache(clock: Clock): BlockNumberCache {
  let kept: { readonly outcome: RpcOutcome; readonly untilMs: number } | null = null;
  /** Counts what may have shown a newer block. */
  let turns = 0;

  function drop(): void {
    kept = null;
    turns++;
  }

  return {
    async read(ask) {
      const askedAtMs = clock.nowMs();
      if (kept !== null && askedAtMs < kept.untilMs) return kept.outcome;
      const turn = turns;
      const outcome = await ask();
      if (turn === turns && 'result' in outcome) kept = { outcome, untilMs: askedAtMs + AGE_LIMIT_MS };
      return outcome;
    },
    async aside(work) {
      drop();
      try {
        return await work();
      } finally {
        drop();
      }
    },
    drop,
  };
}
