import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Request } from 'autocannon';
import { startStack } from '../support/stack.ts';
import { memoryOf } from './memory-of.ts';
import { createPeople, GRANT_SIGNATURES, type Person, preparePayment, prepareUnlock, timeRequest, unlockedBy } from './people.ts';
import { figureRow, percentile, report, valueRow } from './rows.ts';
import { growthPerTenMinutes, type Sample } from './trend.ts';

/*
 * `npm run test:soak [-- --minutes 30] [--rate 20] [--json FILE]`: signatures with grants at a constant rate, whatever becomes of the ones before. A
 * latency counts from the moment the signature was due, so that a server that stands still is not measured by the few it lets through.
 * Forty people take turns; each renews a grant by PIN when its twenty signatures are used up, one operation a second among them, whose
 * latency is told apart. Sealing is the people's work and is done between two of their turns. Memory is that of server and enclave.
 */

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string', default: '20' }, json: { type: 'string' } },
});
const minutes = Number(options.minutes);
const rate = Number(options.rate);
if (!(minutes > 0) || !(rate > 0)) {
  console.error('--minutes and --rate want numbers above 0.');
  process.exit(2);
}

const PEOPLE = 40;
const SAMPLE_EVERY_MS = 5_000;
/** Heaps have found their size by then. */
const warmUpMs = Math.min(300_000, (minutes * 60_000) / 3);
const parts = ['server', 'enclave'] as const;

const signatures: number[] = [];
const pinOperations: number[] = [];
const errors = new Map<string, number>();
const memory: Record<(typeof parts)[number], Sample[]> = { server: [], enclave: [] };

function countError(error: unknown): void {
  const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
  errors.set(reason, (errors.get(reason) ?? 0) + 1);
  console.error(`error: ${reason}`);
}

/** Somebody who has the next payment sealed before it is due. @param left of the first grant, so that not all renew theirs at once. */
function createSigner(person: Person, left: number) {
  let nonce = 0;
  let grantId: Uint8Array | null = null;

  async function prepare(): Promise<Request> {
    if (grantId === null || left === 0) {
      const unlocked = await unlockedBy(person, await prepareUnlock(person));
      pinOperations.push(unlocked.elapsedMs);
      ({ grantId } = unlocked);
      if (left === 0) left = GRANT_SIGNATURES;
    }
    left--;
    return preparePayment(person, grantId, nonce++);
  }

  let next = prepare();
  // Whoever signs next hears of it.
  next.catch(() => undefined);
  return {
    ready: () => next,
    async sign(dueMs: number): Promise<void> {
      try {
        await timeRequest(person, await next);
        signatures.push(performance.now() - dueMs);
      } catch (error) {
        countError(error);
        left = 0;
      }
      next = prepare();
      next.catch(() => undefined);
    },
  };
}

const stack = await startStack();
try {
  const people = await createPeople(stack, PEOPLE);
  const signers = people.map((person, index) => createSigner(person, 1 + (index % GRANT_SIGNATURES)));
  for (const signer of signers) await signer.ready();
  pinOperations.length = 0;

  const beganMs = performance.now();
  const sampling = setInterval(() => {
    const pids = stack.pids();
    const atMs = performance.now() - beganMs;
    for (const part of parts) memory[part].push({ atMs, value: memoryOf(pids[part]).rssMb });
  }, SAMPLE_EVERY_MS);
  const total = Math.round(minutes * 60 * rate);
  const underWay: Promise<void>[] = signers.map(() => Promise.resolve());
  for (let turn = 0; turn < total; turn++) {
    const dueMs = beganMs + (turn * 1_000) / rate;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const place = turn % PEOPLE;
    const before = underWay[place] as Promise<void>;
    underWay[place] = before.then(() => signers[place]?.sign(dueMs));
    if (turn > 0 && turn % (rate * 60) === 0) {
      const [server, enclave] = parts.map((part) => memory[part].at(-1)?.value.toFixed(1));
      const p95 = percentile(signatures.slice(-rate * 60), 0.95).toFixed(1);
      console.log(`minute ${turn / (rate * 60)}: p95 ${p95} ms, RSS of the server ${server} MB, of the enclave ${enclave} MB`);
    }
  }
  await Promise.all(underWay);
  clearInterval(sampling);

  const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
  const label = `soak, ${minutes} min at ${rate} signatures/s`;
  const latency = (what: string, samples: readonly number[], budgetsMs: readonly number[]) =>
    [0.5, 0.95, 0.99].map((share, index) => valueRow(`${label}: ${what} p${share * 100}`, percentile(samples, share), 'ms', budgetsMs[index] as number));
  report([
    figureRow(`${label}: signatures`, signatures.length, ''),
    valueRow(`${label}: errors`, failed, '', 0),
    ...latency('signature with a grant', signatures, [15, 40, 80]),
    figureRow(`${label}: PIN operations`, pinOperations.length, ''),
    ...latency('PIN operation', pinOperations, [600, 1_000, 1_500]),
    ...parts.flatMap((part) => {
      const settled = memory[part].filter(({ atMs }) => atMs >= warmUpMs);
      return [
        figureRow(`${label}: RSS of the ${part} at the end`, memory[part].at(-1)?.value ?? Number.NaN, 'MB'),
        valueRow(`${label}: RSS of the ${part}, growth per 10 min`, growthPerTenMinutes(settled), '%', 1),
      ];
    }),
  ]);
} finally {
  await stack.stop();
}
