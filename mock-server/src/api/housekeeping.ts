import type { AppDeps } from '../app-deps.ts';
import { shredPopulated } from './populated.ts';
import { settleTransactions } from './settle-transactions.ts';

/**
 * A wallet nobody confirmed to have seen goes (PROTOCOL §6.6). The enclave takes no activation after 15 minutes; a day more is for
 * one it has taken and this server was stopped before it wrote that down: the ledger is asked before anything goes, and nothing is lost.
 */
export const POPULATED_LIFETIME_MS = 86_400_000;

/**
 * What the server does by itself, in one round: forget what has expired, shred wallets that were never activated, settle
 * transactions. Rounds may overlap with requests and, on several servers, with each other.
 *
 * @example
 * ```ts
 * setInterval(() => housekeep(deps).catch((error) => logger.error({ err: error }, 'housekeeping failed')), 5_000);
 * ```
 */
export async function housekeep(deps: AppDeps, settleRestMs = 0): Promise<void> {
  const nowMs = deps.clock.nowMs();
  await deps.store.deleteExpired(nowMs);
  const shredded = await shredPopulated(nowMs - POPULATED_LIFETIME_MS, deps);
  if (shredded > 0) deps.logger.info({ shredded }, 'wallets that were never activated were shredded');
  await settleTransactions(deps, settleRestMs);
}
