import { toWire } from '../../../../host-sdk/src/contract/errors.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';

/**
 * Secret words are shown and typed where no other page is around them. In a frame the task goes on in a window of the wallet's own,
 * and ends here when that is closed.
 */
export async function inOwnWindow(context: TaskContext): Promise<void> {
  const { windows, kind, signal } = context;
  let closed: Promise<'closed'> | null = null;
  while (windows.isFramed) {
    try {
      const asked = context.ask('proceed', { name: 'window' }, () => windows.open(kind, signal));
      const answer: unknown = await (closed === null ? asked : Promise.race([asked, closed]));
      if (answer === null) throw new TaskEnded();
      if (answer === 'closed') {
        await context.refresh();
        throw new TaskEnded();
      }
      closed = windows.closed(signal).then(() => 'closed');
      closed.catch(() => {});
    } catch (cause) {
      await showFailure(context, cause);
    }
  }
}

/** Shows what went wrong. Returns when the person wants to try again. */
async function showFailure(context: TaskContext, cause: unknown): Promise<void> {
  context.signal.throwIfAborted();
  if (cause instanceof TaskEnded) throw cause;
  if ((await context.ask('proceed', { name: 'failed', error: toWire(context.toError(cause)) })) === null) throw new TaskEnded();
}

/**
 * A login of this moment, at the provider itself. The button stays: where the provider's window was closed, or is out of sight, it
 * opens another, and only that one counts.
 */
export async function logInAgain(context: TaskContext): Promise<void> {
  const { windows, signal } = context;
  let loggedIn: Promise<'in'> | null = null;
  let latest = new AbortController();
  for (;;) {
    const logIn = windows.prepareLogin();
    const begin = () => {
      latest.abort(new TaskEnded());
      latest = new AbortController();
      return logIn(AbortSignal.any([signal, latest.signal]));
    };
    try {
      const asked = context.ask('proceed', { name: 'sign-in' }, begin);
      const answer: Awaited<typeof asked> | 'in' = await (loggedIn === null ? asked : Promise.race([asked, loggedIn]));
      if (answer === null) throw new TaskEnded();
      if (answer === 'in') return;
      const { signal: mine } = latest;
      loggedIn = answer.acted.then(
        () => 'in',
        // One that was begun anew is nobody's failure.
        (cause: unknown) => (mine.aborted && !signal.aborted ? new Promise(() => {}) : Promise.reject(cause)),
      );
      loggedIn.catch(() => {});
    } catch (cause) {
      loggedIn = null;
      await showFailure(context, cause);
    }
  }
}
