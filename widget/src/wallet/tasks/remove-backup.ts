import { changeWraps } from './change-wraps.ts';
import { withPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';

/** A way back that is not wanted any more, or was never finished. */
export async function removeBackup(context: TaskContext, wrapId: string): Promise<void> {
  const removed = await withPin(context, (pin) => changeWraps(context, 'wrap_remove', { wrapId, pin }));
  if (removed === null) throw new TaskEnded();
}
