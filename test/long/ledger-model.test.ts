import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { openQuorumLedger } from '../../mock-server/src/enclave/quorum-ledger.ts';
import { random } from '../../mock-server/src/enclave/testing/fakes.ts';
import { isLong, openJournal, progressOf } from '../support/long-runs.ts';
import { courses, play } from './ledger-model.ts';
import { createLedgerWorld, type LedgerOf, quorumLedger } from './ledger-world.ts';

/*
 * The guess ledger against its model: right and wrong PINs, changes, activations, processes that die before and after
 * each entry, databases and disks that are set back, witnesses that are away, clocks that jump.
 */

const COMMANDS = 100;
const SHORT_RUNS = 40;
const LONG_RUNS = Number(process.env.ALCOVE_LONG_RUNS ?? 50_000);
const BATCH_RUNS = 250;

const realClock = { nowMs: () => performance.timeOrigin + performance.now() };

type Figures = { readonly runs: number; readonly destroyed: number; readonly judged: number };

async function playMany(runs: number, seed: number): Promise<Figures> {
  let [destroyed, judged] = [0, 0];
  const property = fc.asyncProperty(courses(COMMANDS), async (course) => {
    const outcome = await play(course, () => createLedgerWorld());
    if (outcome.isDestroyed) destroyed++;
    judged += outcome.judged;
  });
  await fc.assert(property, { numRuns: runs, seed });
  return { runs, destroyed, judged };
}

async function figuresOf(t: TestContext): Promise<Figures> {
  if (!isLong) return playMany(SHORT_RUNS, 1);
  const journal = openJournal<Figures>('ledger-model');
  const batches = Array.from({ length: Math.ceil(LONG_RUNS / BATCH_RUNS) }, (_, index) => ({ key: `seed ${index + 1}`, seed: index + 1 }));
  const pending = journal.pending(batches);
  const progress = progressOf('ledger-model', pending.length);
  for (const [index, { key, seed }] of pending.entries()) {
    journal.record(key, await playMany(BATCH_RUNS, seed));
    progress(index + 1);
  }
  t.diagnostic(`seeds 1 to ${batches.length}`);
  return batches.reduce(
    (sum, { key }) => {
      const { runs, destroyed, judged } = journal.done.get(key) ?? assert.fail(`${key} was not run`);
      return { runs: sum.runs + runs, destroyed: sum.destroyed + destroyed, judged: sum.judged + judged };
    },
    { runs: 0, destroyed: 0, judged: 0 },
  );
}

/** A count that fails is taken for done: the PIN is judged although no quorum holds the try. */
const ignoresFailedCounts: (honest: LedgerOf) => LedgerOf = (honest) => (witnesses, entryKey) => {
  const ledger = honest(witnesses, entryKey);
  return { ...ledger, append: (entry) => ledger.append(entry).catch(() => ({ hash: new Uint8Array(32) })) };
};

/** The first witness alone is asked; the others are told, and what they say does not matter. */
const asksOneWitness: LedgerOf = (witnesses, entryKey) => {
  const alone = witnesses.map((witness) => openQuorumLedger({ witnesses: [witness], quorum: 1, entryKey, clock: realClock, random }));
  const [first, ...others] = alone as [(typeof alone)[number], ...typeof alone];
  return {
    ...first,
    append: async (entry) => {
      const [stored] = await Promise.all([first.append(entry), ...others.map((other) => other.append(entry).catch(() => null))]);
      return stored;
    },
  };
};

describe('the guess ledger', () => {
  it('property: at most ten wrong PINs are judged between two right ones, whatever the operator does; and no wallet is lost', async (t) => {
    const { runs, destroyed, judged } = await figuresOf(t);
    assert.ok(destroyed > 0, 'some course has to reach the tenth');
    t.diagnostic(`${runs} courses of up to ${COMMANDS} events: ${judged} wrong PINs judged, the PIN destroyed in ${destroyed} courses, 0 violations`);
  });

  const planted: readonly (readonly [string, Parameters<typeof createLedgerWorld>[0]])[] = [
    ['tries that live in the database', { restoresWitnesses: true }],
    ['a failure to count that is ignored', { ledgerOf: ignoresFailedCounts(quorumLedger(realClock)) }],
    ['one witness that is believed', { ledgerOf: asksOneWitness }],
  ];
  for (const [name, options] of planted) {
    it(`the model notices ${name}`, async (t) => {
      const property = fc.asyncProperty(courses(COMMANDS), async (course) => void (await play(course, () => createLedgerWorld(options))));
      const details = await fc.check(property, { numRuns: 400, seed: 1, endOnFailure: true });
      assert.ok(details.failed, 'the fault was not found');
      t.diagnostic(`found in course ${details.numRuns}: ${details.errorInstance instanceof Error ? details.errorInstance.message.split('\n')[0] : ''}`);
    });
  }
});
