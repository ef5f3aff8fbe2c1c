import { formatRelativeDay } from '../../i18n/format.ts';

/** What a day is made of. `order` tells apart what has the same time: the higher, the later. */
export type Dated = { readonly atMs: number; readonly order: number };

/**
 * Groups things by the user's own days, newest first.
 *
 * @example
 * ```ts
 * groupByDay([paidToday, paidYesterday], Date.now())[0].day; // 'Today'
 * ```
 */
export function groupByDay<Item extends Dated>(items: readonly Item[], nowMs: number): readonly { readonly day: string; readonly items: readonly Item[] }[] {
  const sorted = [...items].sort((left, right) => right.atMs - left.atMs || right.order - left.order);
  const days = Map.groupBy(sorted, ({ atMs }) => formatRelativeDay(atMs, nowMs));
  return [...days].map(([day, dayItems]) => ({ day, items: dayItems }));
}
