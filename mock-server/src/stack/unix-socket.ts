import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedProcess } from './guarded-process.ts';

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(500, () => settle(false));
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
  });
}

/**
 * Waits until a process listens on its Unix socket. The file alone says nothing: one may be left from its predecessor.
 *
 * @throws Error with the process's last words when it ends, or does not listen in time; it is stopped then.
 */
export async function waitForSocket(process: GuardedProcess, socketPath: string, name: string, timeoutMs: number): Promise<void> {
  let ended: string | null = null;
  process.exited.then((reason) => {
    ended = reason;
  });
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += 20) {
    if (ended !== null) throw new Error(`${name} ended at start (${ended}): ${process.lastWords()}`);
    if (await answers(socketPath)) return;
    await sleep(20);
  }
  await process.stop(0);
  throw new Error(`${name} did not come up within ${timeoutMs / 1000} s: ${process.lastWords()}`);
}
