import { readSync, writeSync } from 'node:fs';

/*
 * The child's side of crash tests. A program under test is started with a socket as its file descriptor 3; at a labelled
 * point it says so and stands still, with everything in it, until the test answers or kills somebody. What is shipped
 * knows nothing of this: only the programs `crash-server.ts` and `crash-kms.ts`, which put the real parts together, do.
 */

const CONTROL_FD = 3;
const idle = new Int32Array(new SharedArrayBuffer(4));

function isTryAgain(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

function say(line: string): void {
  writeSync(CONTROL_FD, `${line}\n`);
}

/** Ends this process when the test that started it is gone, however that went. */
export function endWithTest(): void {
  process.stdin
    .on('end', () => process.exit(0))
    .on('error', () => process.exit(0))
    .resume();
}

/** Reports a point and waits, synchronously: no other code of this process runs meanwhile. */
export function crashPoint(label: string): void {
  say(`point ${label}`);
  const answer = Buffer.alloc(1);
  for (;;) {
    try {
      if (readSync(CONTROL_FD, answer, 0, 1, null) === 0) process.exit(0);
      return;
    } catch (error) {
      if (!isTryAgain(error)) throw error;
      Atomics.wait(idle, 0, 0, 1);
    }
  }
}

/** Tells the test something; nothing is waited for. */
export function tellTest(kind: 'ready' | 'enclave', value: object): void {
  say(`${kind} ${JSON.stringify(value)}`);
}

/** Each call of `method` gets a point before and one after it. */
export function withPoints<Args extends readonly unknown[], Result>(
  method: (...args: Args) => Promise<Result>,
  label: (...args: Args) => string,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    crashPoint(`${label(...args)} before`);
    const result = await method(...args);
    crashPoint(`${label(...args)} after`);
    return result;
  };
}
