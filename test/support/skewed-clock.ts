/*
 * A clock that somebody outside sets wrong: SIGUSR2 puts it ten minutes ahead of where it was, SIGWINCH ten minutes back. Only
 * programs that tests put together have it; the enclave's is planted by `chaos-enclave.ts`.
 */

const SKEW_MS = 600_000;
export const skewSignals = { ahead: 'SIGUSR2', behind: 'SIGWINCH' } as const;

export function createSkewedClock(): { nowMs(): number } {
  let offsetMs = 0;
  process.on(skewSignals.ahead, () => {
    offsetMs += SKEW_MS;
  });
  process.on(skewSignals.behind, () => {
    offsetMs -= SKEW_MS;
  });
  return { nowMs: () => Date.now() + offsetMs };
}
