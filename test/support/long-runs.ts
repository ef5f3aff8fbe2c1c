import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './stack.ts';

/*
 * Long runs write down each case as it ends, so that one that was stopped goes on where it was. The journal lies in
 * `node_modules/.cache/alcove-long`; `ALCOVE_LONG_FRESH=1` or deleting the folder starts anew.
 */

/** `ALCOVE_LONG=1`: the full counts. Without it, a sample that fits `npm test`. */
export const isLong = process.env.ALCOVE_LONG === '1';

const folder = join(repositoryRoot, 'node_modules/.cache/alcove-long');

export type Journal<Outcome> = {
  /** Outcomes of earlier runs, by key. */
  readonly done: ReadonlyMap<string, Outcome>;
  record(key: string, outcome: Outcome): void;
  /** What is left of these, in their order. */
  pending<Case extends { readonly key: string }>(cases: readonly Case[]): readonly Case[];
};

/** Opens the journal of a run; outside of long runs it lives in memory. */
export function openJournal<Outcome>(name: string): Journal<Outcome> {
  const done = new Map<string, Outcome>();
  const path = join(folder, `${name}.jsonl`);
  if (isLong) {
    mkdirSync(folder, { recursive: true });
    if (process.env.ALCOVE_LONG_FRESH === '1') rmSync(path, { force: true });
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    for (const line of lines) {
      if (line === '') continue;
      const [key, outcome] = JSON.parse(line) as [string, Outcome];
      done.set(key, outcome);
    }
  }
  return {
    done,
    record(key, outcome) {
      done.set(key, outcome);
      if (isLong) appendFileSync(path, `${JSON.stringify([key, outcome])}\n`);
    },
    pending: (cases) => cases.filter(({ key }) => !done.has(key)),
  };
}

/** One line a minute on stderr while a long run works. */
export function progressOf(name: string, total: number): (done: number) => void {
  const beganMs = performance.now();
  let saidMs = beganMs;
  return (done) => {
    const nowMs = performance.now();
    if (!isLong || (nowMs - saidMs < 60_000 && done !== total)) return;
    saidMs = nowMs;
    process.stderr.write(`${name}: ${done} of ${total} after ${Math.round((nowMs - beganMs) / 1000)} s\n`);
  };
}
