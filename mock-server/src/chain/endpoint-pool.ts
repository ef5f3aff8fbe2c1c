import type { Clock } from '../deps.ts';
import { EndpointError, type JsonRpcEndpoint, type RpcCall, type RpcOutcome } from './json-rpc-endpoint.ts';
import { ChainError } from './port.ts';

type Member = {
  readonly ask: JsonRpcEndpoint;
  /** Set once its eth_chainId was seen to be right. */
  verified: boolean;
  /** Not asked before then, unless nothing else is left. */
  restsUntilMs: number;
  /** Answered another chain id: never asked before then, whatever else fails. */
  quarantinedUntilMs: number;
};

export type EndpointPool = {
  /** Asks the first node that answers. @throws ChainError `chain_unavailable` when none does. */
  ask(calls: readonly RpcCall[]): Promise<readonly RpcOutcome[]>;
};

export type EndpointPoolOptions = {
  readonly chainId: number;
  /** In order of preference. */
  readonly endpoints: readonly JsonRpcEndpoint[];
  readonly clock: Clock;
  /** For one question, failover included. Default 2000 (2 seconds). */
  readonly timeoutMs?: number;
  /** How long a node that failed is passed over. Default 5000 (5 seconds). */
  readonly restMs?: number;
  /** How long a node of another chain is left alone. Default 60000 (1 minute). */
  readonly quarantineMs?: number;
};

/** Limits and rate refusals are the node's trouble, not an answer to the question (EIP-1474 -32005; common -32016 and 429). */
function isOverload(outcome: RpcOutcome): boolean {
  return 'error' in outcome && (outcome.error.code === -32005 || outcome.error.code === -32016 || outcome.error.code === 429);
}

/**
 * Several nodes of one chain as one: the first healthy one answers, a failing one rests, and a node that turns out to
 * serve another chain is quarantined before it is asked anything that matters.
 */
export function createEndpointPool(options: EndpointPoolOptions): EndpointPool {
  const { chainId, clock, timeoutMs = 2_000, restMs = 5_000, quarantineMs = 60_000 } = options;
  const members = options.endpoints.map((ask): Member => ({ ask, verified: false, restsUntilMs: 0, quarantinedUntilMs: 0 }));

  function candidates(): Member[] {
    const nowMs = clock.nowMs();
    const usable = members.filter((member) => member.quarantinedUntilMs <= nowMs);
    const rested = usable.filter((member) => member.restsUntilMs <= nowMs);
    return [...rested, ...usable.filter((member) => member.restsUntilMs > nowMs)];
  }

  async function verify(member: Member, deadlineMs: number): Promise<boolean> {
    if (member.verified) return true;
    const [outcome] = await member.ask([{ method: 'eth_chainId', params: [] }], deadlineMs);
    if (outcome === undefined || !('result' in outcome) || typeof outcome.result !== 'string') throw new EndpointError('does not say its chain id');
    member.verified = Number(outcome.result) === chainId;
    if (!member.verified) member.quarantinedUntilMs = clock.nowMs() + quarantineMs;
    return member.verified;
  }

  return {
    async ask(calls) {
      const order = candidates();
      const deadlineMs = clock.nowMs() + timeoutMs;
      let cause: unknown;
      for (const [index, member] of order.entries()) {
        const remainingMs = deadlineMs - clock.nowMs();
        if (remainingMs <= 0) break;
        // An equal share of what is left, so that one silent node cannot eat the time of the others.
        const shareMs = Math.max(1, Math.floor(remainingMs / (order.length - index)));
        const startedMs = clock.nowMs();
        try {
          if (!(await verify(member, shareMs))) continue;
          const outcomes = await member.ask(calls, Math.max(1, startedMs + shareMs - clock.nowMs()));
          if (outcomes.some(isOverload) && index < order.length - 1) throw new EndpointError('is over its limit');
          member.restsUntilMs = 0;
          return outcomes;
        } catch (error) {
          if (!(error instanceof EndpointError)) throw error;
          cause = error;
          member.restsUntilMs = clock.nowMs() + restMs;
          // It may come back as something else (a restarted development node, a repointed load balancer).
          member.verified = false;
        }
      }
      throw new ChainError('chain_unavailable', `No node of chain ${chainId} answered.`, { cause });
    },
  };
}
