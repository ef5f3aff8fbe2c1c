import type { RandomBytes } from '../deps.ts';

/** The first pause is at most this long; each further one may be twice as long as the one before. */
export const FIRST_PAUSE_MS = 250;
export const LONGEST_PAUSE_MS = 8_000;
export const MAX_ATTEMPTS = 5;

/**
 * How long to wait before trying again: anything from nothing to a bound that doubles with each attempt ("full jitter"), so
 * that those who failed together do not come back together. Only for what may be repeated: reads, and sending bytes that are signed already.
 *
 * @param failures how many attempts have failed, from 1.
 * @returns milliseconds, 0 to 250 after the first failure and never above 8000.
 * @example
 * ```ts
 * await sleep(pauseMs(1, random)); // at most 250
 * ```
 */
export function pauseMs(failures: number, random: RandomBytes): number {
  const boundMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  const drawn = new DataView(random(4).buffer).getUint32(0);
  return Math.floor((boundMs + 1) * (drawn / 2 ** 32));
}
