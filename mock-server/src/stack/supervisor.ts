import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../app-deps.ts';
import type { Clock } from '../deps.ts';

export type Instance = {
  readonly pid: number;
  /** Settles with the reason when the process has ended, however it ended. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
};

export type Supervised<Kind extends Instance> = {
  /** The running one; null while it is being started again. */
  current(): Kind | null;
  stop(): Promise<void>;
};

export type SuperviseOptions<Kind extends Instance> = {
  readonly name: string;
  readonly start: () => Promise<Kind>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Told after each start but the first. */
  readonly onRestart?: (name: string, pid: number) => void;
  /** Pause before the first new start; it doubles with each one that follows soon. Default 100. */
  readonly minBackoffMs?: number;
  /** Default 5000 (5 seconds). */
  readonly maxBackoffMs?: number;
};

/** One that ran this long has not died of its own start; the next pause is short again. */
const settledAfterMs = 10_000;

/**
 * Keeps a process running: when it ends without being told to, it is started again, soon at first and then slower.
 *
 * @throws whatever the very first start throws; later failures are logged and tried again.
 */
export async function supervise<Kind extends Instance>(options: SuperviseOptions<Kind>): Promise<Supervised<Kind>> {
  const { name, start, logger, clock, minBackoffMs = 100, maxBackoffMs = 5_000 } = options;
  const stopping = new AbortController();
  let current: Kind | null = await start();
  let backoffMs = minBackoffMs;

  async function startAgain(): Promise<Kind | null> {
    while (!stopping.signal.aborted) {
      await sleep(backoffMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return null;
      backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
      try {
        const next = await start();
        logger.info({ part: name, pid: next.pid }, 'started again');
        options.onRestart?.(name, next.pid);
        return next;
      } catch (error) {
        logger.error({ part: name, reason: error instanceof Error ? error.message : 'unknown' }, 'could not be started; trying again');
      }
    }
    return null;
  }

  async function watch(): Promise<void> {
    while (current !== null) {
      const startedAtMs = clock.nowMs();
      const reason = await current.exited;
      current = null;
      if (stopping.signal.aborted) return;
      logger.warn({ part: name, reason }, 'ended; starting it again');
      if (clock.nowMs() - startedAtMs >= settledAfterMs) backoffMs = minBackoffMs;
      current = await startAgain();
    }
  }
  const watching = watch();

  return {
    current: () => current,
    async stop() {
      stopping.abort();
      await current?.stop();
      await watching;
      // A start that was under way when the stop came.
      await current?.stop();
    },
  };
}
