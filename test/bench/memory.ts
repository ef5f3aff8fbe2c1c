import { setTimeout as sleep } from 'node:timers/promises';
import { startStack } from '../support/stack.ts';
import { descendants, memoryOf } from './memory-of.ts';
import { report, valueRow } from './rows.ts';

/*
 * `node test/bench/memory.ts [--json FILE]`: what the whole default stack holds, ten seconds after it is up and with
 * nobody using it. PSS counts a page that several processes share once, divided among them: the sum is what the machine
 * is short of. RSS counts Node's own 40 MB of program in every process again, also what other Nodes on the machine share.
 *
 * A witness has 12 MB of its own and 42 MB of Node's program. Flags for smaller heaps (old and semi space, no JIT, no
 * extra threads, lazy compilation) were measured and change 2 MB of 54 at most.
 */

const IDLE_MS = 10_000;
const BUDGET_MB = 450;

const stack = await startStack();
try {
  await sleep(IDLE_MS);
  const pids = stack.pids();
  const nameOf = new Map(Object.entries(pids).map(([name, pid]) => [pid, name]));
  const total = { pssMb: 0, rssMb: 0 };
  for (const pid of descendants(pids.server)) {
    const { pssMb, rssMb } = memoryOf(pid);
    total.pssMb += pssMb;
    total.rssMb += rssMb;
    console.log(`${(nameOf.get(pid) ?? 'watcher').padEnd(10)} PSS ${pssMb.toFixed(1)} MB, RSS ${rssMb.toFixed(1)} MB`);
  }
  console.log(`${'sum'.padEnd(10)} PSS ${total.pssMb.toFixed(1)} MB, RSS ${total.rssMb.toFixed(1)} MB`);
  report([
    valueRow('memory of the whole default stack, idle (PSS)', total.pssMb, 'MB', BUDGET_MB),
    valueRow('memory of the whole default stack, idle (RSS, shared pages counted in every process)', total.rssMb, 'MB', BUDGET_MB),
  ]);
} finally {
  await stack.stop();
}
