import { toWire } from '../../../../host-sdk/src/contract/errors.ts';
import type { SealedErrorCode } from '../../contract/sealed.ts';
import { SealedFailure } from '../sealed-results.ts';
import { type Outcome, type TaskContext, TaskEnded } from './task-context.ts';

/**
 * Works behind the "one moment" screen. What the enclave says of a PIN goes to the PIN's screen, other codes of `leads` to the
 * task; any other failure is shown, and the same work is done again when the person wants that. So `work` must be safe to repeat.
 *
 * @throws TaskEnded when the person leaves it at the failure; with `recover` next when the PIN is destroyed.
 */
export async function attempt<Value>(context: TaskContext, work: () => Promise<Value>, leads: readonly SealedErrorCode[] = []): Promise<Outcome<Value>> {
  for (;;) {
    context.show({ name: 'working' });
    try {
      return { value: await work() };
    } catch (cause) {
      context.signal.throwIfAborted();
      if (cause instanceof TaskEnded) throw cause;
      if (cause instanceof SealedFailure) {
        const { error } = cause;
        const pinProblem = context.pinProblemOf(error);
        if (pinProblem?.code === 'pin_locked') {
          // The screen learns it from the wallet's state; where that cannot be had, the next PIN says it again.
          await context.refresh().catch(() => {});
          throw new TaskEnded('recover');
        }
        if (pinProblem !== null) context.setPinProblem(pinProblem);
        if (pinProblem !== null || leads.includes(error.code)) return { refused: error.code };
      }
      const again = await context.ask('proceed', { name: 'failed', error: toWire(context.toError(cause)) });
      if (again === null) throw new TaskEnded();
    }
  }
}

/** `attempt` for work that nothing leads away from. */
export async function achieve<Value>(context: TaskContext, work: () => Promise<Value>): Promise<Value> {
  for (;;) {
    const outcome = await attempt(context, work);
    if ('value' in outcome) return outcome.value;
  }
}
