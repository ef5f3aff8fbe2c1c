import { partThatShows, violationsOf } from './checkers.ts';
import { openClient } from './client.ts';
import { look } from './findings.ts';
import { createRecorder, type History, type HistoryEvent, operationsOf, type Violation } from './history.ts';
import { play } from './nemesis.ts';
import { openChance } from './random.ts';
import { CLIENTS, drawSchedule, nameOf, PERSONS, personOf } from './schedule.ts';
import { type ChaosWorld, readSigned } from './world.ts';

export type SeedResult = {
  readonly seed: number;
  readonly operations: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly faults: readonly string[];
  readonly durationMs: number;
  readonly violations: readonly (Violation & { readonly part: readonly HistoryEvent[] })[];
  readonly history: History;
};

/** Half of them have their wallet before anything is broken; the others make it meanwhile, from both devices. */
const hasWallet = (client: number): boolean => personOf(client) < PERSONS / 2;

/** Accounts of seeds before: what the server still does for them is nothing of this one. */
const earlier = new Set<string>();

/** Plays one seed in a world that others have used before, and looks whether everything held. */
export async function runSeed(world: ChaosWorld, seed: number, seconds: number): Promise<SeedResult> {
  const beganMs = performance.now();
  const recorder = createRecorder();
  const reading: Promise<void>[] = [];
  world.deployment.chain.onTaken((raw) => {
    const read = async (): Promise<void> => {
      const transaction = await readSigned(raw);
      if (!earlier.has(transaction.from)) recorder.add({ type: 'found', found: { what: 'taken-by-node', transaction } });
    };
    reading.push(read());
  });
  const { steps, faults } = drawSchedule(seed, { seconds, disks: world.disks.names() });
  const run = crypto.randomUUID();
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, (_, index) => openClient({ index, subject: `${run} ${personOf(index)}`, world, recorder })),
  );
  const chance = openChance(seed, 'wallets');
  await Promise.all(clients.filter((_, index) => hasWallet(index)).map((client) => client.create(chance.uuid())));

  let isOver = false;
  const running = Promise.all(clients.map((client, index) => client.run(steps[index] ?? [], () => isOver)));
  // Whoever fails is heard of below, after the faults have been mended.
  running.catch(() => undefined);
  try {
    await play(faults, world, recorder);
  } finally {
    isOver = true;
  }
  await running;
  await Promise.all(clients.map((client) => client.finish(chance.uuid())));
  await look(
    world,
    clients.filter((_, index) => index % 2 === 0),
    recorder,
  );
  await Promise.all(reading);
  for (const client of clients) earlier.add(client.account()?.address.toLowerCase() ?? '');

  const { history } = recorder;
  const operations = operationsOf(history);
  const count = (outcome: 'ok' | 'fail' | 'info'): number => operations.filter((operation) => operation.outcome === outcome).length;
  return {
    seed,
    operations: operations.length,
    ok: count('ok'),
    fail: count('fail'),
    info: count('info'),
    faults: faults.map(nameOf),
    durationMs: Math.round(performance.now() - beganMs),
    violations: violationsOf(history).map((violation) => ({ ...violation, part: partThatShows(history, violation) })),
    history,
  };
}
