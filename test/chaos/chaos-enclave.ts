import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { skewSignals } from '../support/skewed-clock.ts';

/*
 * The shipped enclave but for two lines: its clock can be set wrong from outside, and the waits between wrong PINs are none, since
 * ten tries take more than a day otherwise. It is measured as the other program that it is, so everybody believes it or nobody.
 */

const CLOCK = 'const clock: Clock = { nowMs: () => Date.now() };';
const LADDER = 'const DELAY_LADDER_MS = [30_000, 60_000, 300_000, 900_000, 3_600_000, 86_400_000];';

const changes: readonly { readonly file: RegExp; readonly from: string; readonly to: string }[] = [
  {
    file: /src\/enclave\/main\.ts$/,
    from: CLOCK,
    to: `let chaosOffsetMs = 0;
process.on('${skewSignals.ahead}', () => { chaosOffsetMs += 600_000; });
process.on('${skewSignals.behind}', () => { chaosOffsetMs -= 600_000; });
const clock: Clock = { nowMs: () => Date.now() + chaosOffsetMs };`,
  },
  { file: /src\/enclave\/pin-guard\.ts$/, from: LADDER, to: 'const DELAY_LADDER_MS = [0];' },
];

/** @throws Error, by the build, when a line is not there any more. */
export const chaosEnclave: Plugin = {
  name: 'chaos-enclave',
  setup(build) {
    for (const { file, from, to } of changes) {
      build.onLoad({ filter: file }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (source.split(from).length !== 2) throw new Error(`${path} has no line "${from}"`);
        return { contents: source.replace(from, to), loader: 'ts' };
      });
    }
  },
};
