import { join } from 'node:path';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { startPostgres } from '../support/postgres.ts';
import { type Stack, startOneStack } from '../support/stack.ts';
import { createPeople, GRANT_SIGNATURES, type Person, PIN, preparePayment, preparePayments, timeRequest, unlock } from './people.ts';
import { figureRow, percentile, type Row, ratioRow, report } from './rows.ts';
import { type Seeded, type SeedTarget, seedWallets } from './seed.ts';

/*
 * `node test/bench/wallet-count.ts [--json FILE]`: how long one signature with a grant takes over HTTP among 1,000, 100,000 and 1,000,000
 * wallets, on both stores, and what a wallet takes on disk. The three stacks of a store run at the same time and take turns, so that
 * all meet the same machine; a few real wallets in each do the signing. `ALCOVE_BENCH_WALLETS=1000,5000` names other counts.
 */

const counts = (process.env.ALCOVE_BENCH_WALLETS ?? '1000,100000,1000000').split(',').map(Number);
const PEOPLE = 4;
const WARM_UP_ROUNDS = 5;
const ROUNDS = 50;
const BUDGET = 1.1;

const stores = ['SQLite', 'PostgreSQL'] as const;
type StoreName = (typeof stores)[number];
type Filled = { readonly count: number; readonly stack: Stack; readonly people: readonly Person[]; readonly seeded: Seeded };

const words = (count: number): string => `${count.toLocaleString('en')} wallets`;

async function fill(stack: Stack, target: SeedTarget, count: number): Promise<Filled> {
  const people = await createPeople(stack, PEOPLE);
  const [first] = people as [Person];
  const kit = await first.client.call('wrap_add', { step: 'kit', pin: pinField(PIN) }, null);
  if (!kit.body.ok) throw new Error('no kit was made');
  await timeRequest(first, await preparePayment(first, await unlock(first), 0));
  const beganMs = performance.now();
  const seeded = await seedWallets(target, first.client.walletId, count - PEOPLE);
  console.log(`${target.kind}: ${words(count)} after ${((performance.now() - beganMs) / 1000).toFixed(1)} s`);
  return { count, stack, people, seeded };
}

/** Milliseconds of each signature, by count. */
async function sign(filled: readonly Filled[]): Promise<ReadonlyMap<number, number[]>> {
  const samples = new Map<number, number[]>(filled.map(({ count }) => [count, []]));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    for (const { count, people } of filled) {
      const person = people[round % people.length] as Person;
      for (const call of await preparePayments(person, 1 + round * GRANT_SIGNATURES)) {
        const elapsedMs = await timeRequest(person, call);
        if (round >= WARM_UP_ROUNDS) samples.get(count)?.push(elapsedMs);
      }
    }
  }
  return samples;
}

function rowsOf(store: StoreName, filled: readonly Filled[], samples: ReadonlyMap<number, readonly number[]>): Row[] {
  const [fewest, most] = [filled[0], filled.at(-1)] as [Filled, Filled];
  const at = (count: number, share: number): number => percentile(samples.get(count) ?? [], share);
  const latencies = filled.flatMap(({ count }) =>
    [0.5, 0.95, 0.99].map((share) => {
      const name = `sign latency p${share * 100}, ${store}, ${words(count)}`;
      if (count === fewest.count) return figureRow(name, at(count, share), 'ms');
      const compared = `${name} ÷ ${words(fewest.count)}`;
      if (count === most.count && share === 0.5) return ratioRow(compared, at(count, share), 'ms', at(fewest.count, share), BUDGET);
      return figureRow(compared, at(count, share), 'ms', at(fewest.count, share));
    }),
  );
  return [
    ...latencies,
    figureRow(`bytes per wallet, ${store}`, most.seeded.bytesPerWallet, 'B'),
    figureRow(`bytes per payment kept, ${store}`, most.seeded.bytesPerPayment, 'B'),
  ];
}

async function measure(store: StoreName, start: () => Promise<{ readonly stack: Stack; readonly target: SeedTarget }>): Promise<Row[]> {
  const stacks: Stack[] = [];
  try {
    const filled: Filled[] = [];
    for (const count of counts) {
      const { stack, target } = await start();
      stacks.push(stack);
      filled.push(await fill(stack, target, count));
    }
    return rowsOf(store, filled, await sign(filled));
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()));
  }
}

const postgres = await startPostgres({ isDurable: true });
try {
  const onSqlite = await measure('SQLite', async () => {
    const stack = await startOneStack({});
    return { stack, target: { kind: 'sqlite', path: join(stack.dataDir, 'wallet.sqlite') } };
  });
  const onPostgres = await measure('PostgreSQL', async () => {
    const { url } = await postgres.newDatabase();
    return { stack: await startOneStack({ databaseUrl: url }), target: { kind: 'postgres', url } };
  });
  report([...onSqlite, ...onPostgres]);
} finally {
  await postgres.stop();
}
