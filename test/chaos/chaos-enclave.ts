import { skewSignals } from '../support/skewed-clock.ts';
import type { ChangedLine } from './changed-lines.ts';

/*
 * The shipped enclave but for two lines: its clock can be set wrong from outside, and the waits between wrong PINs are none, since
 * ten tries take more than a day otherwise. It is measured as the other program that it is, so everybody believes it or nobody.
 */
export const chaosEnclave: readonly ChangedLine[] = [
  {
    file: 'mock-server/src/enclave/main.ts',
    from: 'const clock: Clock = { nowMs: () => Date.now() };',
    to: `let chaosOffsetMs = 0;
process.on('${skewSignals.ahead}', () => { chaosOffsetMs += 600_000; });
process.on('${skewSignals.behind}', () => { chaosOffsetMs -= 600_000; });
const clock: Clock = { nowMs: () => Date.now() + chaosOffsetMs };`,
  },
  {
    file: 'mock-server/src/enclave/pin-guard.ts',
    from: 'const DELAY_LADDER_MS = [30_000, 60_000, 300_000, 900_000, 3_600_000, 86_400_000];',
    to: 'const DELAY_LADDER_MS = [0];',
  },
];
