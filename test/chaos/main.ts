import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../support/stack.ts';
import { type Plant, plants } from './plants.ts';
import { runSeed, type SeedResult } from './run-seed.ts';
import { type ChaosWorld, type StoreKind, startChaosWorld } from './world.ts';

/*
 * `npm run test:chaos`: eight clients without a browser, everything broken under them that can be, and a look at the history of
 * each seed. A history that shows a violation is kept whole in `node_modules/.cache/alcove-chaos`, with `--keep` every one.
 */

const help = `npm run test:chaos -- [--seeds 20] [--first 1] [--seconds 5] [--store sqlite|postgres] [--keep] [--plant ${Object.keys(plants).join('|')}]\n`;
/** Its small disks are full by themselves some day. */
const SEEDS_PER_WORLD = 20;
const folder = join(repositoryRoot, 'node_modules/.cache/alcove-chaos');

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '5' },
    store: { type: 'string', default: 'sqlite' },
    plant: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function count(name: 'seeds' | 'first' | 'seconds'): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} must be a whole number from 1`);
  return value;
}

function tell(result: SeedResult, store: StoreKind): void {
  const { seed, operations, ok, fail, info, faults, violations, durationMs, history } = result;
  const verdict = violations.length === 0 ? 'ok' : `${violations.length} VIOLATIONS`;
  process.stdout.write(
    `seed ${seed}: ${verdict}; ${operations} operations (${ok} ok, ${fail} failed, ${info} unknown) in ${durationMs} ms; ${faults.length} faults: ${faults.join(' · ')}\n`,
  );
  if (violations.length === 0 && !values.keep) return;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${store}-seed-${seed}.jsonl`);
  writeFileSync(path, history.map((event) => `${JSON.stringify(event)}\n`).join(''));
  for (const { kind, message, part } of violations) {
    process.stdout.write(`  ${kind}: ${message}\n${part.map((event) => `    ${JSON.stringify(event)}\n`).join('')}`);
  }
  process.stdout.write(`  the whole history: ${path}\n`);
}

function chosenPlant(): Plant | null {
  if (values.plant === undefined) return null;
  const plant = plants[values.plant];
  if (plant === undefined) throw new RangeError(`--plant must be one of ${Object.keys(plants).join(', ')}`);
  return plant;
}

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(help);
  const plant = chosenPlant();
  const { store } = values;
  if (store !== 'sqlite' && store !== 'postgres') throw new RangeError('--store must be sqlite or postgres');
  const [seeds, first, seconds] = [count('seeds'), count('first'), count('seconds')];
  const beganMs = performance.now();
  let world: ChaosWorld | null = null;
  const total = { violations: 0, operations: 0, faults: 0 };
  try {
    for (let seed = first; seed < first + seeds; seed++) {
      if (world !== null && (seed - first) % SEEDS_PER_WORLD === 0) await world.close();
      if (world === null || (seed - first) % SEEDS_PER_WORLD === 0) world = await startChaosWorld(store, plant);
      if (seed === first && world.disks.names().length === 0) process.stdout.write('no disk is filled: only root may mount small ones, on Linux\n');
      const result = await runSeed(world, seed, seconds).catch((error: unknown) => {
        process.stdout.write(`seed ${seed}: BROKE OFF; ${error instanceof Error ? error.message : 'unknown'}\n`);
        return null;
      });
      if (result === null) {
        total.violations++;
        await world.close();
        world = null;
        continue;
      }
      total.violations += result.violations.length;
      total.operations += result.operations;
      total.faults += result.faults.length;
      tell(result, store);
      if (plant !== null && result.violations.some(({ kind }) => kind === plant.kind)) {
        process.stdout.write(`planted ${values.plant}: found in seed ${seed}, as "${plant.kind}"\n`);
        return;
      }
    }
  } finally {
    await world?.close();
  }
  const took = Math.round((performance.now() - beganMs) / 1000);
  process.stdout.write(`${seeds} seeds, ${total.violations} violations (${store}; ${total.operations} operations, ${total.faults} faults; ${took} s)\n`);
  // A planted bug that was not found is the failure.
  process.exitCode = total.violations > 0 || plant !== null ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await main();
