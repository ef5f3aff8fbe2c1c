import type { Request } from 'autocannon';
import { startCluster } from '../support/cluster.ts';
import { startPostgres } from '../support/postgres.ts';
import { load, loadAnvil } from './load.ts';
import { createPeople, GRANT_SIGNATURES, preparePayments } from './people.ts';
import { figureRow, median, report } from './rows.ts';

/*
 * `node test/bench/instances.ts [--json FILE]`: signatures with grants over HTTP by 1, 2 and 4 wallet servers that share PostgreSQL and two
 * enclaves, beside anvil's `eth_signTransaction`. All four servers run all the time; the load tool spreads its connections over the
 * first ones, with no balancer between. Everything is on one machine, the load tool too: more servers than it has cores add nothing.
 */

const PEOPLE = 16;
const ROUNDS = 4;
const counts = [1, 2, 4] as const;

const postgres = await startPostgres({ isDurable: true });
try {
  const { url: databaseUrl } = await postgres.newDatabase();
  const cluster = await startCluster({ databaseUrl, servers: Math.max(...counts) });
  try {
    const people = await createPeople(cluster, PEOPLE);
    const host = new URL(cluster.origins.wallet).host;
    const perSecond = new Map<number, number[]>(counts.map((count) => [count, []]));
    const theirs: number[] = [];
    let nonce = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      for (const count of counts) {
        const calls: Request[][] = [];
        for (const [index, person] of people.entries()) {
          const own = await preparePayments(person, nonce);
          // The servers believe a proxy on this machine who came, and answer under the wallet's name only.
          calls.push(own.map((call) => ({ ...call, headers: { ...call.headers, host, 'x-forwarded-for': `10.0.0.${index + 1}` } })));
        }
        nonce += GRANT_SIGNATURES;
        const measured = await load(
          cluster.serverPorts.slice(0, count).map((port) => `http://127.0.0.1:${port}`),
          calls,
        );
        if (round > 0) perSecond.get(count)?.push(measured);
      }
      const reference = await loadAnvil(cluster.origins.node, PEOPLE);
      if (round > 0) theirs.push(reference);
    }
    report(
      counts.map((count) =>
        figureRow(
          `signatures per second with a grant over HTTP, ${count} ${count === 1 ? 'server' : 'servers'}, 2 enclaves, PostgreSQL ÷ anvil’s eth_signTransaction`,
          median(perSecond.get(count) ?? []),
          '/s',
          median(theirs),
        ),
      ),
    );
  } finally {
    await cluster.stop();
  }
} finally {
  await postgres.stop();
}
