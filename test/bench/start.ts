import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../support/stack.ts';
import { figureRow, median, report, valueRow } from './rows.ts';

/*
 * `node test/bench/start.ts [--json FILE]`: from the command to "ready". Cold: in a new data directory, where keys and tables are made. Warm: in
 * one that is there from the run before.
 */

const ROUNDS = 5;

const cold: number[] = [];
const warm: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const dataDir = await mkdtemp(join(tmpdir(), 'alcove-bench-'));
  try {
    let portBase: number | undefined;
    for (const samples of [cold, warm]) {
      const beganMs = performance.now();
      const stack = await startStack({ dataDir, ...(portBase === undefined ? {} : { portBase }) });
      samples.push((performance.now() - beganMs) / 1_000);
      portBase = stack.portBase;
      await stack.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
report([valueRow('npm start to ready, warm', median(warm), 's', 4), figureRow('npm start to ready, cold ÷ warm', median(cold), 's', median(warm))]);
