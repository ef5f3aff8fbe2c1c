import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Store } from '../state/store.ts';
import { SealedFailure } from '../wallet/sealed-results.ts';
import { toFailure } from './failure.ts';
import { pinProblemOf } from './pin-problem.ts';
import type { ApprovalQueue, QueuedApproval } from './queue.ts';

/** What a person does with the approval on the screen. */
export type ApprovalFlow = {
  /** Whether an approval is on the screen. */
  active(): boolean;
  /** Brings the screen in line with the queue; the queue's `onChange`. */
  sync(): void;
  approve(approvalId: string): void;
  reject(approvalId: string): void;
  submitPin(pin: string): void;
  back(): void;
  /** Done, or try again. */
  proceed(): void;
  /** The wallet is closed: what is done goes, what waits is rejected, what runs runs on. */
  close(): void;
};

export type ApprovalFlowOptions = {
  readonly store: Store;
  readonly queue: ApprovalQueue;
  /** An approval came onto the screen. */
  readonly onShown: () => void;
  /** After the last approval has left the screen. */
  readonly onEmpty: () => void;
  /** Hears of each thing that was approved and done, so that balance and activity are fetched again. */
  readonly onDone: () => void;
  /** The PIN of the approval on the screen is destroyed. */
  readonly onLocked: () => void;
};

/** A signature's tick needs no button: it goes by itself. */
const DONE_SHOWN_MS = 1_600;

export function createApprovalFlow({ store, queue, onShown, onEmpty, onDone, onLocked }: ApprovalFlowOptions): ApprovalFlow {
  let watching: AbortController | null = null;
  /** Why the work failed last, so that giving up after it tells the page that and not "rejected". */
  let failure: WalletError | null = null;

  function rejection(): WalletError {
    return failure ?? new WalletError(4001, 'The user rejected the request.');
  }

  /** Which approval the progress in the store is about. */
  let shownId: string | null = null;

  function sync(): void {
    const approvals = queue.all();
    const firstId = approvals[0]?.id ?? null;
    if (firstId === shownId) {
      store.set({ approvals });
      return;
    }
    watching?.abort();
    watching = null;
    failure = null;
    shownId = firstId;
    store.set({ approvals, progress: { step: 'review' }, pinProblem: null });
    if (firstId === null) onEmpty();
    else onShown();
  }

  function watch({ approval, work }: QueuedApproval): void {
    const controller = new AbortController();
    watching = controller;
    const shown = () => queue.first()?.approval.id === approval.id && store.get().progress.step === 'done';
    work
      .watch?.(controller.signal, (transaction) => {
        if (!shown()) return;
        store.set({ progress: { step: 'done', transaction } });
        if (transaction.status !== 'sent') onDone();
      })
      .catch((cause: unknown) => store.set({ problem: toWire(toFailure(cause)) }));
  }

  async function run(entry: QueuedApproval, pin: string | null): Promise<void> {
    const { id } = entry.approval;
    if (!queue.begin(id)) return;
    store.set({ progress: { step: 'working', what: 'verifying' }, pinProblem: null });
    try {
      const { value, transaction } = await entry.work.run(pin, (what) => store.set({ progress: { step: 'working', what } }));
      queue.approve(id, value);
      const { content } = entry.approval;
      // Nothing was signed, so there is nothing to be shown.
      if (content.kind === 'connect' || (content.kind === 'message' && content.asset !== undefined)) return queue.remove(id);
      store.set({ progress: { step: 'done', transaction } });
      onDone();
      if (transaction !== null) watch(entry);
      else setTimeout(() => queue.remove(id), DONE_SHOWN_MS);
    } catch (cause) {
      queue.resume(id);
      if (queue.first()?.approval.id !== id) return;
      const pinProblem = cause instanceof SealedFailure ? pinProblemOf(cause.error) : null;
      failure = pinProblem === null || pinProblem.code === 'pin_locked' ? toFailure(cause) : null;
      if (pinProblem?.code === 'pin_locked') onLocked();
      if (pinProblem !== null) store.set({ progress: { step: 'pin' }, pinProblem });
      else store.set({ progress: { step: 'failed', error: toWire(toFailure(cause)) } });
    }
  }

  function begin(entry: QueuedApproval): void {
    if (entry.work.needsPin()) store.set({ progress: { step: 'pin' }, pinProblem: null });
    else void run(entry, null);
  }

  return {
    active: () => queue.first() !== null,
    sync,
    approve(approvalId) {
      const entry = queue.first();
      if (entry?.approval.id === approvalId && store.get().progress.step === 'review') begin(entry);
    },
    reject(approvalId) {
      if (queue.first()?.approval.id === approvalId) queue.reject(approvalId, rejection());
    },
    submitPin(pin) {
      const entry = queue.first();
      if (entry !== null && store.get().progress.step === 'pin') void run(entry, pin);
    },
    back() {
      const { step } = store.get().progress;
      failure = null;
      if (step === 'pin' || step === 'failed') store.set({ progress: { step: 'review' }, pinProblem: null });
    },
    proceed() {
      const entry = queue.first();
      if (entry === null) return;
      const { step } = store.get().progress;
      if (step === 'done') queue.remove(entry.approval.id);
      if (step === 'failed') begin(entry);
    },
    close() {
      const entry = queue.first();
      if (entry === null) return;
      const error = rejection();
      queue.remove(entry.approval.id);
      for (const { id } of queue.all()) queue.reject(id, error);
    },
  };
}
