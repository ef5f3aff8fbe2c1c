import { toWire, type WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import type { SealedError } from '../../contract/sealed.ts';
import type { Session } from '../../session/session.ts';
import type { PinProblem } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { RecoveryFactor, TaskKind, TaskStep } from '../../state/task.ts';
import { addAccount } from './add-account.ts';
import { addPasskey } from './add-passkey.ts';
import { changePin } from './change-pin.ts';
import { exportSeed } from './export-seed.ts';
import { importSeed } from './import-seed.ts';
import { makeKit } from './make-kit.ts';
import { inOwnWindow } from './own-window.ts';
import { recoverWallet } from './recover-wallet.ts';
import { removeBackup } from './remove-backup.ts';
import { type Answers, type TaskContext, TaskEnded } from './task-context.ts';

export type TaskRunnerOptions = Pick<TaskContext, 'enclave' | 'accounts' | 'windows' | 'toError' | 'refresh'> & {
  readonly store: Store;
  readonly session: Pick<Session, 'credentials'>;
  readonly pinProblemOf: (error: SealedError) => PinProblem | null;
  /** The task has left the screen. */
  readonly onEnd: () => void;
};

/** Runs what a person does with the keys: one task at a time, each a script of steps (state/task.ts). */
export type TaskRunner = {
  /** Begins a task; one that runs is left. @param wrapId for `remove-backup`. */
  start(kind: TaskKind, wrapId?: string): void;
  /** An answer to the step on the screen; one that the step does not ask for is passed over. */
  answer<Kind extends keyof Answers>(kind: Kind, answer: Answers[Kind]): void;
  back(): void;
  /** The wallet is closed: what waits for the person ends; a change that is under way goes on. */
  close(): void;
  /** The session is over, and with it the task. */
  end(): void;
};

/** Waits for one answer. */
type Waiting = { readonly kind: keyof Answers; readonly settle: (answer: unknown) => void };

/** Where `close` would leave a person with words on a screen nobody looks at. */
const showsSecrets: ReadonlySet<TaskKind> = new Set(['kit', 'export']);

/** @returns a number where large payments are refused for a while: until when, Unix milliseconds. */
type Script = (context: TaskContext, wrapId: string) => Promise<unknown>;

const scripts: { readonly [Kind in TaskKind]: Script } = {
  'pin-change': changePin,
  async kit(context) {
    await inOwnWindow(context);
    await makeKit(context);
  },
  passkey: addPasskey,
  recover: recoverWallet,
  account: addAccount,
  export: exportSeed,
  import: importSeed,
  'remove-backup': removeBackup,
};

type Running = { readonly controller: AbortController; waiting: Waiting | null };

export function createTaskRunner(options: TaskRunnerOptions): TaskRunner {
  const { store, session, enclave, accounts, windows, toError, refresh, pinProblemOf, onEnd } = options;
  let running: Running | null = null;

  function contextFor(kind: TaskKind, run: Running): TaskContext {
    const { signal } = run.controller;
    const [first] = store.get().accounts;
    let factor: RecoveryFactor = 'kit';
    const show = (step: TaskStep) => {
      signal.throwIfAborted();
      if (step.name !== 'pin') store.set({ pinProblem: null });
      store.set({ task: { kind, step, factor } });
    };
    function ask(expected: keyof Answers, step: TaskStep, act?: () => unknown): Promise<unknown> {
      show(step);
      return new Promise((resolve, reject) => {
        const settle = (answer: unknown) => {
          run.waiting = null;
          try {
            resolve(answer === null || act === undefined ? answer : { acted: act() });
          } catch (cause) {
            reject(cause);
          }
        };
        run.waiting = { kind: expected, settle };
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    }
    return {
      kind,
      walletId: first?.walletId ?? crypto.randomUUID(),
      address: first?.address ?? null,
      subjectHash: session.credentials().subjectHash,
      enclave,
      accounts,
      windows,
      signal,
      nextAccountIndex: () => Math.max(-1, ...store.get().accounts.map(({ accountIndex }) => accountIndex)) + 1,
      show,
      setFactor(chosen) {
        factor = chosen;
      },
      setPinProblem: (pinProblem) => store.set({ pinProblem }),
      pinProblemOf,
      toError,
      ask: ask as TaskContext['ask'],
      refresh,
    };
  }

  function leave(run: Running, reason: TaskEnded): void {
    if (running !== run) return;
    running = null;
    run.controller.abort(reason);
    store.set({ task: null, pinProblem: null });
    if (reason.next === null) onEnd();
    else start(reason.next);
  }

  async function go(kind: TaskKind, run: Running, wrapId: string): Promise<void> {
    try {
      const context = contextFor(kind, run);
      const held = await scripts[kind](context, wrapId);
      context.show({ name: 'working' });
      // What was done stands, whether or not the list comes; it comes with the next look at it.
      await refresh().catch(() => {});
      await context.ask('proceed', { name: 'done', holdUntilMs: typeof held === 'number' ? held : null });
      leave(run, new TaskEnded());
    } catch (cause) {
      if (cause instanceof TaskEnded) return leave(run, cause);
      fail(kind, run, toError(cause));
    }
  }

  /** What no script expected. The person may leave, and begin again. */
  function fail(kind: TaskKind, run: Running, error: WalletError): void {
    if (running !== run) return;
    run.waiting = {
      kind: 'proceed',
      settle: (answer) => leave(run, new TaskEnded(answer === null || kind === 'remove-backup' ? null : kind)),
    };
    store.set({ task: { kind, step: { name: 'failed', error: toWire(error) }, factor: 'kit' } });
  }

  function start(kind: TaskKind, wrapId = ''): void {
    const before = running;
    const run: Running = { controller: new AbortController(), waiting: null };
    running = run;
    before?.controller.abort(new TaskEnded());
    store.set({ pinProblem: null });
    void go(kind, run, wrapId);
  }

  function end(): void {
    if (running !== null) leave(running, new TaskEnded());
  }

  return {
    start,
    answer(kind, answer) {
      if (running?.waiting?.kind === kind) running.waiting.settle(answer);
    },
    back: () => running?.waiting?.settle(null),
    close() {
      const { task } = store.get();
      if (task !== null && (task.step.name !== 'working' || showsSecrets.has(task.kind))) end();
    },
    end,
  };
}
