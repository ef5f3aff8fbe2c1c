import { createLimiter, QueueFullError } from '../enclave/concurrency.ts';
import type { Step } from './context.ts';
import { ApiProblem } from './problem.ts';

export type AdmissionLimits = {
  /** Handled at the same time. */
  readonly maxRunning: number;
  /** Waiting behind them. */
  readonly maxWaiting: number;
};

/** Sealed calls and logins, the dear ones. The enclave bounds its own work beside this: Argon2id to its cores, and 64 behind them. */
export const defaultAdmission: AdmissionLimits = { maxRunning: 128, maxWaiting: 512 };
const RETRY_AFTER_MS = 1_000;

/**
 * A bounded queue: beyond it a request is refused at once with 503 and `Retry-After` instead of waiting longer than its caller will.
 * Nothing was done for it, so the same request may come again.
 */
export function admit(limits: AdmissionLimits): Step {
  const run = createLimiter(limits.maxRunning, limits.maxWaiting);
  return async function waitInLine(_context, next) {
    try {
      await run(next);
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error;
      throw new ApiProblem('rate_limited', { status: 503, retryAfterMs: RETRY_AFTER_MS, detail: 'The server is busy.' }, { cause: error });
    }
  };
}
