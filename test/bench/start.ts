import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../support/stack.ts';
import { median, report, valueRow } from './rows.ts';

/* `node test/bench/start.ts [--json FILE]`: from the command to "ready", with a data directory that is there from the run before. */

const ROUNDS = 5;

const dataDir = await mkdtemp(join(tmpdir(), 'alcove-bench-'));
try {
  const first = await startStack({ dataDir });
  await first.stop();
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const beganMs = performance.now();
    const stack = await startStack({ dataDir, portBase: first.portBase });
    samples.push((performance.now() - beganMs) / 1_000);
    await stack.stop();
  }
  report([valueRow('npm start to ready, warm', median(samples), 's', 4)]);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
