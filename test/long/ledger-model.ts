import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SealedFailure } from '../../mock-server/src/enclave/failures.ts';
import { MAX_ATTEMPTS, MAX_ATTEMPTS_PER_YEAR } from '../../mock-server/src/enclave/pin-guard.ts';
import { LedgerError } from '../../mock-server/src/enclave/ports.ts';
import { EnclaveError } from '../../mock-server/src/enclave-client/port.ts';
import { FIRST_PIN, type LedgerWorld, WRONG_PIN } from './ledger-world.ts';

/*
 * What must hold however the operator plays: between two right PINs at most ten wrong ones are ever judged, at most fifty
 * a year, none after the tenth; and the witnesses never hold fewer tries than there were. The model keeps three numbers
 * and the PIN; that anything was judged is seen by Argon2id running, not by what the enclave says.
 */

const OTHER_PIN = '583920';
const YEAR_MS = 365 * 86_400_000;

type Model = {
  /** Wrong PINs judged since a right one. */
  wrong: number;
  wrongInAll: number;
  isDestroyed: boolean;
};

/** A failure that an operator can bring about; anything else is a fault of ours. */
function isFailure(error: unknown): boolean {
  return error instanceof SealedFailure || error instanceof LedgerError || error instanceof EnclaveError;
}

async function attempt(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error;
  }
}

/** Books what a call with some PIN came to. `count`: how often Argon2id ran for it. */
function book(model: Model, world: LedgerWorld, count: number, error: unknown): void {
  const code = error instanceof SealedFailure ? error.error.code : null;
  if (model.isDestroyed) assert.deepEqual([count, error === null], [0, false], 'a destroyed PIN was judged');
  if (code === 'pin_locked') model.isDestroyed = true;
  if (count > 0 && (code === 'pin_wrong' || code === 'pin_locked')) {
    model.wrong++;
    model.wrongInAll++;
  } else if (count > 0) model.wrong = 0;
  // An activation was written and its answer lost: the server hears of it now.
  if (code === 'wallet_state' && error instanceof SealedFailure && error.error.field === 'pinEpoch') world.adoptPending();
}

function judge(model: Model, world: LedgerWorld, startedAtMs: number): void {
  assert.ok(model.wrong <= MAX_ATTEMPTS, `${model.wrong} wrong PINs were judged since a right one`);
  const years = 1 + Math.floor(Math.max(0, world.clock.nowMs() - startedAtMs) / YEAR_MS);
  assert.ok(model.wrongInAll <= MAX_ATTEMPTS_PER_YEAR * years, `${model.wrongInAll} wrong PINs were judged in ${years} years`);
  const counted = world.newestEntry().attempts;
  assert.ok(counted >= model.wrong, `${model.wrong} wrong PINs were judged and ${counted} are counted`);
}

type Command = fc.AsyncCommand<Model, LedgerWorld>;
const command = (name: string, run: (model: Model, world: LedgerWorld) => Promise<void> | void): Command => ({
  check: () => true,
  run: async (model, world) => {
    await run(model, world);
    judge(model, world, STARTED_AT_MS);
  },
  toString: () => name,
});
/** The clock of `createWorld` starts here. */
const STARTED_AT_MS = Date.UTC(2026, 10, 22);

const tryWrong = command('wrong PIN', async (model, world) => {
  const { count, result } = await world.derivationsOf(() => attempt(() => world.unlock(WRONG_PIN)));
  assert.notEqual(result, null, 'a wrong PIN opened the wallet');
  if (count > 0 && !(result instanceof SealedFailure)) {
    // The process died after it had judged: nobody heard, and it still was a wrong one.
    model.wrong++;
    model.wrongInAll++;
  } else book(model, world, count, result);
});

const tryRight = command('right PIN', async (model, world) => {
  const { count, result } = await world.derivationsOf(() => attempt(() => world.unlock(world.currentPin())));
  book(model, world, count, result);
});

const change = command('change', async (model, world) => {
  const pin = world.currentPin();
  const { count, result } = await world.derivationsOf(() => attempt(() => world.changePin(pin, pin === FIRST_PIN ? OTHER_PIN : FIRST_PIN)));
  book(model, world, count, result);
});

const activate = command('activate', async (model, world) => {
  if (world.hasPending()) book(model, world, 0, await attempt(() => world.activatePin()));
});

const restart = command('restart', (_model, world) => world.restart());

const crash = (call: number, when: 'before' | 'after', during: Command): Command =>
  command(`crash ${when} call ${call} of ${String(during)}`, async (model, world) => {
    world.dieAt(call, when);
    await during.run(model, world);
    await world.restart();
  });

const restoreDatabase = (back: number): Command =>
  command(`restore the database of ${back} writes ago`, (_model, world) => {
    world.restoreDatabase(back);
  });
const newestDatabase = command('put the newest database back', (_model, world) => {
  world.newestDatabase();
});

/** Two of three are trusted: a disk is lost only while the other two hold the newest entry. */
const loseWitness = (index: number, keep: number): Command =>
  command(`witness ${index + 1} loses all but ${keep} entries`, (_model, world) => {
    const newest = Math.max(...world.witnesses.map((witness) => witness.entries().length));
    const others = world.witnesses.filter((_, other) => other !== index);
    if (others.every((witness) => witness.entries().length === newest)) world.witnesses[index]?.setBack(keep);
  });

const partition = (away: readonly boolean[]): Command =>
  command(`away: ${away.map((is) => (is ? 'x' : '·')).join('')}`, (_model, world) => {
    for (const [index, witness] of world.witnesses.entries()) witness.setReachable(away[index] !== true);
  });

const fill = (full: readonly boolean[]): Command =>
  command(`disks full: ${full.map((is) => (is ? 'x' : '·')).join('')}`, (_model, world) => {
    for (const [index, witness] of world.witnesses.entries()) witness.setFull(full[index] === true);
  });

const jump = (minutes: number): Command =>
  command(`the clock jumps ${minutes} min`, (_model, world) => {
    world.clock.advance(minutes * 60_000);
  });

const guesses = fc.constant(tryWrong);
const calls = fc.constantFrom(tryWrong, tryWrong, tryRight, change, activate);
const faults = fc.oneof(
  fc.constant(restart),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom<'before' | 'after'>('before', 'after'), calls)
    .map(([call, when, during]) => crash(call, when, during)),
  fc.nat(4).map(restoreDatabase),
  fc.constant(newestDatabase),
  fc.tuple(fc.nat(2), fc.nat(6)).map(([index, keep]) => loseWitness(index, keep)),
  fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()).map(partition),
  fc.constant(partition([])),
  fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()).map(fill),
  fc.constant(fill([])),
);
const clockJumps = fc.constantFrom(-120, 1, 16, 61, 1_441, 1_441, 1_441).map(jump);

/** Courses of events of up to `maxCommands`; a third of them is somebody who only guesses, between all the faults. */
export function courses(maxCommands: number) {
  const person = fc.commands([calls, calls, faults, clockJumps], { maxCommands, size: 'max' });
  const guesser = fc.commands([guesses, guesses, faults, clockJumps, clockJumps], { maxCommands, size: 'max' });
  return fc.oneof({ arbitrary: person, weight: 2 }, { arbitrary: guesser, weight: 1 });
}

export type Course = Iterable<Command>;

/**
 * Plays a course, then mends everything and looks once more: nothing that an operator did has cost the person the wallet.
 *
 * @returns whether the PIN was destroyed, and how many wrong ones were judged.
 */
export async function play(course: Course, open: () => Promise<LedgerWorld>): Promise<{ readonly isDestroyed: boolean; readonly judged: number }> {
  const world = await open();
  const model: Model = { wrong: 0, wrongInAll: 0, isDestroyed: false };
  await fc.asyncModelRun(() => ({ model, real: world }), course);
  for (const witness of world.witnesses) {
    witness.setReachable(true);
    witness.setFull(false);
  }
  world.newestDatabase();
  await world.restart();
  let opened: unknown = null;
  // The first call may only tell the server which record counts; the clock is past every wait and past a year that is used up.
  for (let round = 0; round < 2; round++) {
    world.clock.advance(YEAR_MS + 2 * 86_400_000);
    const { count, result } = await world.derivationsOf(() => attempt(() => world.unlock(world.currentPin())));
    book(model, world, count, result);
    opened = result;
  }
  assert.equal(opened === null, !model.isDestroyed, `the wallet ${model.isDestroyed ? 'opens with a destroyed PIN' : `does not open: ${String(opened)}`}`);
  return { isDestroyed: model.isDestroyed, judged: model.wrongInAll };
}
