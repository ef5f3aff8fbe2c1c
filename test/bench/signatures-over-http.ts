import type { Request } from 'autocannon';
import { startStack } from '../support/stack.ts';
import { cpuTimeOf } from './cpu-of.ts';
import { load, loadAnvil } from './load.ts';
import { createPeople, GRANT_SIGNATURES, preparePayments } from './people.ts';
import { figureRow, median, ratioRow, report } from './rows.ts';

/*
 * `node test/bench/signatures-over-http.ts [--json FILE]`: transactions signed with grants over HTTP, stored before they are answered,
 * beside anvil's `eth_signTransaction` over HTTP, which checks and stores nothing; both by autocannon, on as many connections. Sealing
 * the calls is the people's work and is done beforehand. Rounds of both alternate. What a signature takes of the CPU is told as well.
 */

const PEOPLE = 16;
const ROUNDS = 5;

const stack = await startStack();
try {
  const people = await createPeople(stack, PEOPLE);
  const ours: number[] = [];
  const theirs: number[] = [];
  const cpuMs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const calls: Request[][] = [];
    for (const person of people) calls.push(await preparePayments(person, round * GRANT_SIGNATURES));
    let perSecond = 0;
    const workedMs = await cpuTimeOf(stack, async () => {
      perSecond = await load(stack.origins.wallet, calls);
    });
    const referencePerSecond = await loadAnvil(stack.origins.node, PEOPLE);
    // The first round warms both up.
    if (round === 0) continue;
    ours.push(perSecond);
    theirs.push(referencePerSecond);
    cpuMs.push(workedMs / (PEOPLE * GRANT_SIGNATURES));
  }
  report([
    ratioRow('signatures per second with a grant over HTTP ÷ anvil’s eth_signTransaction over HTTP', median(ours), '/s', median(theirs), 0.25, 'at least'),
    figureRow('CPU time per signature with a grant over HTTP', median(cpuMs), 'ms'),
  ]);
} finally {
  await stack.stop();
}
