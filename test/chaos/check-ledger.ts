import { type History, type Operation, operationsOf, type Violation } from './history.ts';

/*
 * Whether the guess counter of each wallet behaved like one counter that takes one operation at a time, in an order that
 * agrees with what clients saw end before other things began (J. M. Wing, C. Gong, 1993; configurations are advanced only when an
 * operation ends, after G. Lowe, 2017). What nobody heard the end of may have counted at any time since, or never.
 */

const MAX_ATTEMPTS = 10;
/** In place of a count: the PIN is destroyed, which ends everything. */
const DESTROYED = -1;

type Try = Operation & { readonly isRight: boolean };

/** Where the counter may stand after an operation with this answer, when it stood at `count` before. */
function afterKnown({ isRight, answer }: Try, count: number): readonly number[] {
  if (answer.pin === 'delayed') return [count];
  if (answer.pin === 'locked') return count === DESTROYED || count === MAX_ATTEMPTS || (count === MAX_ATTEMPTS - 1 && !isRight) ? [DESTROYED] : [];
  if (count === DESTROYED || count === MAX_ATTEMPTS) return [];
  if (answer.pin === 'right') return isRight ? [0] : [];
  return !isRight && count + 1 < MAX_ATTEMPTS && answer.remaining === MAX_ATTEMPTS - count - 1 ? [count + 1] : [];
}

/** The same for one whose answer nobody heard, and that did something: counted and not judged, or judged. */
function afterUnknown(isRight: boolean, count: number): readonly number[] {
  if (count === DESTROYED) return [];
  if (count === MAX_ATTEMPTS) return [DESTROYED];
  if (isRight) return [count + 1, 0];
  return count + 1 === MAX_ATTEMPTS ? [MAX_ATTEMPTS, DESTROYED] : [count + 1];
}

/** One way it may have been. `done`: what has taken effect and is not answered yet; of the unheard, how many have. */
type Configuration = { readonly count: number; readonly done: readonly number[]; readonly unheardRight: number; readonly unheardWrong: number };

const keyOf = ({ count, done, unheardRight, unheardWrong }: Configuration): string => `${count}|${done.join(',')}|${unheardRight}|${unheardWrong}`;

type Pending = { readonly known: ReadonlyMap<number, Try>; readonly right: number; readonly wrong: number };

function stepsFrom(from: Configuration, { known, right, wrong }: Pending): readonly Configuration[] {
  const next: Configuration[] = [];
  for (const [op, one] of known) {
    if (from.done.includes(op)) continue;
    for (const count of afterKnown(one, from.count)) next.push({ ...from, count, done: [...from.done, op].sort((left, right) => left - right) });
  }
  if (from.unheardRight < right) for (const count of afterUnknown(true, from.count)) next.push({ ...from, count, unheardRight: from.unheardRight + 1 });
  if (from.unheardWrong < wrong) for (const count of afterUnknown(false, from.count)) next.push({ ...from, count, unheardWrong: from.unheardWrong + 1 });
  return next;
}

/** Every configuration in which `op` has taken effect, with it taken off the list. */
function advance(configurations: readonly Configuration[], op: number, pending: Pending): readonly Configuration[] {
  const seen = new Map(configurations.map((configuration) => [keyOf(configuration), configuration]));
  const reached = new Map<string, Configuration>();
  const queue = [...configurations];
  for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
    if (from.done.includes(op)) {
      const ended = { ...from, done: from.done.filter((other) => other !== op) };
      reached.set(keyOf(ended), ended);
      continue;
    }
    for (const next of stepsFrom(from, pending)) {
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.set(key, next);
      queue.push(next);
    }
  }
  return [...reached.values()];
}

function checkWallet(walletId: string, tries: readonly Try[]): readonly Violation[] {
  const known = new Map<number, Try>();
  let [right, wrong] = [0, 0];
  let configurations: readonly Configuration[] = [{ count: 0, done: [], unheardRight: 0, unheardWrong: 0 }];
  const moments = tries
    .flatMap((one) => [{ at: one.invokedAt, one, isEnd: false }, ...(one.outcome === 'ok' ? [{ at: one.endedAt, one, isEnd: true }] : [])])
    .sort((left, right) => left.at - right.at);
  for (const { at, one, isEnd } of moments) {
    if (!isEnd && one.outcome === 'ok') known.set(one.op, one);
    else if (!isEnd && one.isRight) right++;
    else if (!isEnd) wrong++;
    else {
      configurations = advance(configurations, one.op, { known, right, wrong });
      known.delete(one.op);
      if (configurations.length > 0) continue;
      const events = moments.filter((moment) => moment.at <= at).map((moment) => moment.at);
      const said = `${one.answer.pin}${one.answer.remaining === undefined ? '' : `, ${one.answer.remaining} left`}`;
      return [{ kind: 'ledger', message: `no order of the tries of wallet ${walletId} gives operation ${one.op} the answer "${said}"`, events }];
    }
  }
  return [];
}

/** The tries of each wallet are those of one counter: at most ten wrong ones between two right ones, and none is forgotten. */
export function checkLedger(history: History): readonly Violation[] {
  const tries = new Map<string, Try[]>();
  for (const operation of operationsOf(history)) {
    const { asked, outcome, answer } = operation;
    if (!('right' in asked) || asked.right === null || outcome === 'fail' || (outcome === 'ok' && answer.pin === undefined)) continue;
    const own = tries.get(asked.walletId) ?? [];
    own.push({ ...operation, isRight: asked.right });
    tries.set(asked.walletId, own);
  }
  return [...tries].flatMap(([walletId, own]) => checkWallet(walletId, own));
}
