import { nextTask } from '../next-task.ts';

let last: Promise<unknown> | undefined;

/** A place in the line of what is to be drawn; none, and no wait, while nothing is drawn in turns. */
export function takeTurn(): typeof last {
  last &&= last.then(nextTask);
  return last;
}

/**
 * From now on each element is drawn in a task of its own, until none waits any more; resolves then. A screen has some thirty of them,
 * and a phone that drew all in one task would answer to nothing for a tenth of a second.
 */
export async function drawInTurns(): Promise<void> {
  last ??= nextTask();
  let seen: typeof last;
  do {
    seen = last;
    await seen;
    await nextTask();
  } while (seen !== last);
  last = undefined;
}
