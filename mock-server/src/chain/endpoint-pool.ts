import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, RandomBytes } from '../deps.ts';
import { MAX_ATTEMPTS, pauseMs } from './backoff.ts';
import { EndpointError, type JsonRpcEndpoint, type RpcCall, type RpcOutcome } from './json-rpc-endpoint.ts';
import { ChainError } from './port.ts';

type Member = {
  readonly ask: JsonRpcEndpoint;
  readonly index: number;
  /** Set once its eth_chainId was seen to be right. */
  verified: boolean;
  /** Its latest block when it was last looked at; null before. */
  headBlock: number | null;
  checkedAtMs: number;
  /** Not asked before then, unless nothing else is left. */
  restsUntilMs: number;
  /** Answered another chain id: never asked before then, whatever else fails. */
  quarantinedUntilMs: number;
};

export type EndpointPool = {
  /** Asks the first node that answers. @throws ChainError `chain_unavailable` when none does. */
  ask(calls: readonly RpcCall[]): Promise<readonly RpcOutcome[]>;
};

/** What became of one question to one node, for the operator. `node` is its place in the configuration, from 0: a URL may hold a key. */
export type NodeObservation = { readonly chainId: number; readonly node: number; readonly outcome: 'answered' | 'failed' | 'quarantined' | 'stale' };

export type EndpointPoolOptions = {
  readonly chainId: number;
  /** In order of preference. */
  readonly endpoints: readonly JsonRpcEndpoint[];
  readonly clock: Clock;
  /** Spreads repeated attempts. Without it each pause is as long as it may be. */
  readonly random?: RandomBytes;
  /** For one question, failover and repetition included. Default 2000 (2 seconds). */
  readonly timeoutMs?: number;
  /** How long a node that failed is passed over, unless it says itself. Default 5000 (5 seconds). */
  readonly restMs?: number;
  /** How long a node of another chain is left alone. Default 60000 (1 minute). */
  readonly quarantineMs?: number;
  /** A node this many blocks behind another is asked only when nothing else is left. Default 3. */
  readonly maxLagBlocks?: number;
  /** How often chain id and latest block of each of several nodes are looked at, while there are questions. Default 10000 (10 seconds). */
  readonly checkIntervalMs?: number;
  /** Pauses between attempts. Default: a timer. */
  readonly wait?: (pauseMs: number) => Promise<unknown>;
  readonly observe?: (observation: NodeObservation) => void;
};

/** Limits and rate refusals are the node's trouble, not an answer to the question (EIP-1474 -32005; common -32016 and 429). */
function isOverload(outcome: RpcOutcome): boolean {
  return 'error' in outcome && (outcome.error.code === -32005 || outcome.error.code === -32016 || outcome.error.code === 429);
}

function readQuantity(outcome: RpcOutcome | undefined): number | null {
  if (outcome === undefined || !('result' in outcome) || typeof outcome.result !== 'string') return null;
  return /^0x[0-9a-f]{1,13}$/i.test(outcome.result) ? Number(outcome.result) : null;
}

/**
 * Several nodes of one chain as one: the first healthy one answers; a failing one rests; one that has fallen behind the others
 * waits at the end; and a node that turns out to serve another chain is quarantined before it is asked anything that matters. When
 * all fail they are asked again, up to five times with growing pauses, as long as the question's time lasts.
 */
export function createEndpointPool(options: EndpointPoolOptions): EndpointPool {
  const { chainId, clock, timeoutMs = 2_000, restMs = 5_000, quarantineMs = 60_000, maxLagBlocks = 3, checkIntervalMs = 10_000 } = options;
  const { random = (length: number) => new Uint8Array(length).fill(255), wait = (ms: number) => sleep(ms), observe } = options;
  const members = options.endpoints.map(
    (ask, index): Member => ({ ask, index, verified: false, headBlock: null, checkedAtMs: -Infinity, restsUntilMs: 0, quarantinedUntilMs: 0 }),
  );
  const note = (member: Member, outcome: NodeObservation['outcome']) => observe?.({ chainId, node: member.index, outcome });

  function isStale(member: Member): boolean {
    const best = Math.max(...members.filter(({ verified }) => verified).map(({ headBlock }) => headBlock ?? 0));
    return member.headBlock !== null && best - member.headBlock > maxLagBlocks;
  }

  function candidates(): Member[] {
    const nowMs = clock.nowMs();
    const usable = members.filter((member) => member.quarantinedUntilMs <= nowMs);
    const rank = (member: Member) => (member.restsUntilMs > nowMs ? 2 : isStale(member) ? 1 : 0);
    return usable.sort((left, right) => rank(left) - rank(right));
  }

  function rest(member: Member, error: EndpointError): void {
    member.restsUntilMs = clock.nowMs() + (error.restMs ?? restMs);
    // It may come back as something else (a restarted development node, a repointed load balancer).
    member.verified = false;
    note(member, 'failed');
  }

  /** Asks for chain id and, where there are several, latest block in one. @throws EndpointError */
  async function check(member: Member, deadlineMs: number): Promise<void> {
    // A node that stands alone is behind nobody.
    const calls = [{ method: 'eth_chainId', params: [] }, ...(members.length > 1 ? [{ method: 'eth_blockNumber', params: [] }] : [])];
    member.checkedAtMs = clock.nowMs();
    const [chainIdOutcome, blockOutcome] = await member.ask(calls, deadlineMs);
    const answered = readQuantity(chainIdOutcome);
    if (answered === null) throw new EndpointError('does not say its chain id');
    member.verified = answered === chainId;
    member.headBlock = readQuantity(blockOutcome);
    if (!member.verified) {
      member.quarantinedUntilMs = clock.nowMs() + quarantineMs;
      note(member, 'quarantined');
    } else if (isStale(member)) note(member, 'stale');
  }

  /** Keeps an eye on those that are not being asked, so that it is known which one lags before it is needed. */
  function checkInPassing(): void {
    if (members.length < 2) return;
    const nowMs = clock.nowMs();
    for (const [index, member] of candidates().entries()) {
      // The first one is about to be asked, and that is looked at before.
      const isNext = index === 0 && !member.verified;
      if (isNext || member.restsUntilMs > nowMs || nowMs - member.checkedAtMs < checkIntervalMs) continue;
      check(member, timeoutMs).catch((cause: unknown) => rest(member, cause instanceof EndpointError ? cause : new EndpointError('failed', { cause })));
    }
  }

  /** One round over all nodes. @returns null when none answered. */
  async function askRound(calls: readonly RpcCall[], deadlineMs: number, onFailure: (cause: unknown) => void): Promise<readonly RpcOutcome[] | null> {
    const order = candidates();
    for (const [index, member] of order.entries()) {
      const remainingMs = deadlineMs - clock.nowMs();
      if (remainingMs <= 0) break;
      // An equal share of what is left, so that one silent node cannot eat the time of the others.
      const shareMs = Math.max(1, Math.floor(remainingMs / (order.length - index)));
      const startedMs = clock.nowMs();
      try {
        if (!member.verified) await check(member, shareMs);
        if (!member.verified) continue;
        if (isStale(member) && order.slice(index + 1).some((other) => !isStale(other) && other.restsUntilMs <= clock.nowMs())) continue;
        const outcomes = await member.ask(calls, Math.max(1, startedMs + shareMs - clock.nowMs()));
        if (outcomes.some(isOverload) && index < order.length - 1) throw new EndpointError('is over its limit');
        member.restsUntilMs = 0;
        note(member, 'answered');
        return outcomes;
      } catch (error) {
        if (!(error instanceof EndpointError)) throw error;
        onFailure(error);
        rest(member, error);
      }
    }
    return null;
  }

  return {
    async ask(calls) {
      const deadlineMs = clock.nowMs() + timeoutMs;
      let cause: unknown;
      checkInPassing();
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        const outcomes = await askRound(calls, deadlineMs, (error) => {
          cause = error;
        });
        if (outcomes !== null) return outcomes;
        const nextPauseMs = pauseMs(attempt, random);
        if (attempt === MAX_ATTEMPTS || clock.nowMs() + nextPauseMs >= deadlineMs || candidates().length === 0) break;
        await wait(nextPauseMs);
      }
      throw new ChainError('chain_unavailable', `No node of chain ${chainId} answered.`, { cause });
    },
  };
}
