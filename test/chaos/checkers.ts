import { checkApprovals } from './check-approvals.ts';
import { checkCreatedOnce } from './check-created-once.ts';
import { checkDurable } from './check-durable.ts';
import { checkLedger } from './check-ledger.ts';
import { checkNonces } from './check-nonces.ts';
import { checkPaidOnce } from './check-paid-once.ts';
import type { History, HistoryEvent, Violation } from './history.ts';

const checkers = [checkCreatedOnce, checkNonces, checkPaidOnce, checkLedger, checkApprovals, checkDurable] as const;

/** What must hold of any history. */
export function violationsOf(history: History): readonly Violation[] {
  return checkers.flatMap((check) => check(history));
}

/** The part of a history that shows a violation: its events, and both ends of the operations they belong to. */
export function partThatShows(history: History, { events }: Violation): readonly HistoryEvent[] {
  const shown = new Set(events);
  const ops = new Set(history.flatMap((event) => (shown.has(event.index) && 'op' in event ? [event.op] : [])));
  return history.filter((event) => shown.has(event.index) || ('op' in event && ops.has(event.op)));
}
