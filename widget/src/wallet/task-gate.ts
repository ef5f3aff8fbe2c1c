import { toWire, type WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Store } from '../state/store.ts';
import type { TaskKind } from '../state/task.ts';
import type { TaskRunner } from './tasks/task-runner.ts';

/** The task runner, whose code comes when the first task begins. */
export type TaskGate = Omit<TaskRunner, 'start' | 'answer'> & {
  /** Whether a task has the screen, but for an approval. */
  active(): boolean;
  start(kind: TaskKind, wrapId?: string): void;
  answer: TaskRunner['answer'];
};

/** @param load fetches the runner; called again after it failed. */
export function createTaskGate(store: Store, load: () => Promise<TaskRunner>, toError: (cause: unknown) => WalletError): TaskGate {
  let runner: TaskRunner | null = null;
  /** What began while the code was on its way; the last one counts. */
  let wanted: { readonly kind: TaskKind; readonly wrapId: string | undefined } | null = null;

  function start(kind: TaskKind, wrapId?: string): void {
    if (runner !== null) {
      runner.start(kind, wrapId);
      return;
    }
    const isLoading = wanted !== null && store.get().task?.step.name === 'working';
    wanted = { kind, wrapId };
    store.set({ task: { kind, step: { name: 'working' }, factor: 'kit' } });
    if (isLoading) return;
    load().then(
      (loaded) => {
        runner = loaded;
        if (wanted !== null) runner.start(wanted.kind, wanted.wrapId);
        wanted = null;
      },
      (cause: unknown) => {
        if (wanted !== null) store.set({ task: { kind: wanted.kind, step: { name: 'failed', error: toWire(toError(cause)) }, factor: 'kit' } });
      },
    );
  }

  function end(): void {
    runner?.end();
    if (wanted !== null) store.set({ task: null });
    wanted = null;
  }

  return {
    active: () => store.get().task !== null,
    start,
    answer(kind, answer) {
      if (runner !== null) runner.answer(kind, answer);
      else if (kind === 'proceed' && wanted !== null && store.get().task?.step.name === 'failed') start(wanted.kind, wanted.wrapId);
    },
    back: () => (runner === null ? end() : runner.back()),
    close: () => (runner === null ? end() : runner.close()),
    end,
  };
}
