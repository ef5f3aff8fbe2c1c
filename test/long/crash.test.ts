import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type CrashDeployment, startCrashDeployment, victims } from '../support/crash-deployment.ts';
import { openCrashPerson } from '../support/crash-person.ts';
import { isLong, openJournal, progressOf } from '../support/long-runs.ts';
import { type CaseOutcome, runCrashCase } from './crash-cases.ts';
import { type CrashCase, createPoints, killsAt, lossesOf, payPoints, sampleOf, wrongPinPoints } from './crash-points.ts';

/*
 * kill -9 of server, enclave, KMS or witness at labelled points of the protocol, by process id, in processes that run
 * what is shipped. `npm test` takes a sample; `npm run test:long` takes every point × process ten times.
 */

/** Of every point × process in a long run; a smaller number first and the rest later comes to the same. */
const REPETITIONS = Number(process.env.ALCOVE_LONG_REPETITIONS ?? 10);
/** A killed enclave is started again after a pause that grows with each of its deaths; a new server starts it at once. */
const ENCLAVE_DEATHS_BEFORE_NEW_SERVER = 2;

const deployments: CrashDeployment[] = [];
before(async () => {
  const count = isLong ? Math.min(2, availableParallelism()) : 1;
  // One after the other: a port is free for both of two who look at once.
  while (deployments.length < count) deployments.push(await startCrashDeployment());
});
after(async () => {
  await Promise.all(deployments.map((deployment) => deployment.close()));
});

/** Works the cases off, each deployment one at a time. @returns the outcomes of all of them, earlier ones included. */
async function runAll(t: TestContext, name: string, cases: readonly CrashCase[]): Promise<readonly CaseOutcome[]> {
  const journal = openJournal<CaseOutcome>(name);
  const queue = [...journal.pending(cases)];
  const total = queue.length;
  const progress = progressOf(name, total);
  const failures: Error[] = [];
  await Promise.all(
    deployments.map(async (deployment) => {
      let enclaveDeaths = 0;
      for (let next = queue.shift(); next !== undefined && failures.length === 0; next = queue.shift()) {
        try {
          journal.record(next.key, await runCrashCase(deployment, next));
        } catch (cause) {
          failures.push(new Error(`${next.key}: ${cause instanceof Error ? cause.message : 'failed'}`, { cause }));
        }
        progress(total - queue.length);
        if (next.victim === 'enclave' && ++enclaveDeaths % ENCLAVE_DEATHS_BEFORE_NEW_SERVER === 0) {
          deployment.arm(null);
          await deployment.kill('server', 1);
          await deployment.settled();
        }
      }
    }),
  );
  if (failures[0] !== undefined) throw failures[0];
  const outcomes = cases.map(({ key }) => journal.done.get(key) ?? assert.fail(`${key} was not run`));
  const sum = (field: keyof CaseOutcome): number => outcomes.reduce((total, outcome) => total + outcome[field], 0);
  const points = new Set(cases.map(({ point }) => point)).size;
  const kills = victims.map((victim) => `${victim} ${cases.filter((one) => one.victim === victim).length}`).join(', ');
  t.diagnostic(`${outcomes.length} runs at ${points} points (kill -9: ${kills}; answers lost: ${cases.filter((one) => one.victim === null).length})`);
  t.diagnostic(`${sum('wallets')} wallets, ${sum('signatures')} signatures, ${sum('broadcasts')} broadcasts; median ${median(outcomes)} ms`);
  return outcomes;
}

function median(outcomes: readonly CaseOutcome[]): number {
  const sorted = outcomes.map(({ durationMs }) => durationMs).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** All of them, ten times; or some of them, once. */
function chosen(
  kills: (repetitions: number) => readonly CrashCase[],
  losses: (repetitions: number) => readonly CrashCase[],
  sample: { readonly kills: number; readonly losses: number; readonly seed: number },
): readonly CrashCase[] {
  if (isLong) return [...kills(REPETITIONS), ...losses(REPETITIONS)];
  return [...sampleOf(kills(1), sample.kills, sample.seed), ...sampleOf(losses(1), sample.losses, sample.seed)];
}

describe('kill -9 at a labelled point, and "Try again"', () => {
  it('every labelled point is passed when nobody is killed', async () => {
    const [deployment] = deployments as [CrashDeployment];
    const person = await openCrashPerson(deployment);
    deployment.arm(null);
    const account = await person.accounts.create(crypto.randomUUID(), '902746');
    const lacking = (points: readonly string[]) => points.filter((point) => !deployment.passed().includes(point));
    assert.deepEqual(lacking(createPoints.slice(0, -1)), []);
    await deployment.chain.ask('anvil_setBalance', [account.address, '0xde0b6b3a7640000']);
    deployment.arm(null);
    await person.transactions.start(account, person.draft(account.address, account.address, 1n)).run('902746', () => undefined);
    assert.deepEqual(lacking(payPoints), []);
  });

  it('while a wallet is made: one wallet, one address, and none shown that is not durable', async (t) => {
    const cases = chosen(
      (repetitions) => killsAt('create', createPoints, repetitions),
      (repetitions) => lossesOf('create', repetitions),
      { kills: 5, losses: 1, seed: 1 },
    );
    const outcomes = await runAll(t, 'crash-create', cases);
    for (const { wallets } of outcomes) assert.equal(wallets, 1);
  });

  it('while a payment is signed and sent: the same bytes, one broadcast', async (t) => {
    const cases = chosen(
      (repetitions) => killsAt('pay', payPoints, repetitions),
      (repetitions) => lossesOf('pay', repetitions),
      { kills: 5, losses: 1, seed: 2 },
    );
    const outcomes = await runAll(t, 'crash-pay', cases);
    for (const { signatures, broadcasts } of outcomes) assert.deepEqual([signatures, broadcasts], [1, 1]);
  });

  it('while a wrong PIN is tried: never fewer tries counted than PINs judged', async (t) => {
    const cases = chosen(
      (repetitions) => killsAt('wrong PIN', wrongPinPoints, repetitions),
      () => [],
      { kills: 4, losses: 0, seed: 3 },
    );
    await runAll(t, 'crash-wrong-pin', cases);
  });
});
