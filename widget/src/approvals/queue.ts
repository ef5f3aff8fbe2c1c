import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import type { Approval } from '../state/state.ts';

/** What happens once a person has approved. */
export type ApprovedWork = {
  /** False when the PIN has done its part already (or none is needed). */
  needsPin(): boolean;
  /** @returns the page's answer, and the transaction to show. May be called again after it failed. */
  run(
    pin: string | null,
    onStep: (step: 'verifying' | 'signing' | 'sending') => void,
  ): Promise<{ readonly value: Json; readonly transaction: Transaction | null }>;
  /** Follows the transaction after the page has its answer. */
  watch?(signal: AbortSignal, onChange: (transaction: Transaction) => void): Promise<void>;
};

/** pending → approved | rejected | expired, once. A running one is past the point where it could be called back. */
export type ApprovalState = 'pending' | 'running' | 'approved' | 'rejected' | 'expired';

export type QueuedApproval = { readonly approval: Approval; readonly work: ApprovedWork; readonly state: ApprovalState };

export type ApprovalQueue = {
  /** Puts an approval at the end. Resolves with the page's answer; rejects with what ended it. @param signal its abort reason ends it too. */
  add(approval: Approval, work: ApprovedWork, signal: AbortSignal): Promise<Json>;
  /** The one on the screen. */
  first(): QueuedApproval | null;
  all(): readonly Approval[];
  /** pending → running. @returns false when it was settled or is running already. */
  begin(id: string): boolean;
  /** running → pending, after work that failed and may be tried again. Where its signal aborted meanwhile, it ends instead. */
  resume(id: string): void;
  /** The page gets its answer; the approval stays on the screen until `remove`. */
  approve(id: string, value: Json): void;
  /** Ends a pending approval and removes it. A running or settled one stays as it is. */
  reject(id: string, error: WalletError): void;
  /** Takes a settled approval off the screen. */
  remove(id: string): void;
};

type Entry = {
  approval: Approval;
  work: ApprovedWork;
  state: ApprovalState;
  settle: (outcome: { value: Json } | { error: unknown }) => void;
  signal: AbortSignal;
  timer: ReturnType<typeof setTimeout>;
};

/** How long a person may think about one approval. */
export const APPROVAL_LIFETIME_MS = 300_000;

/**
 * @param onChange after every change, for the store.
 * @example
 * ```ts
 * const queue = createApprovalQueue({ nowMs: Date.now, onChange: () => store.set({ approvals: queue.all() }) });
 * ```
 */
export function createApprovalQueue({ nowMs, onChange }: { readonly nowMs: () => number; readonly onChange: () => void }): ApprovalQueue {
  let entries: Entry[] = [];
  const find = (id: string) => entries.find(({ approval }) => approval.id === id) ?? null;

  function remove(id: string): void {
    const entry = find(id);
    if (entry === null || entry.state === 'pending' || entry.state === 'running') return;
    clearTimeout(entry.timer);
    entries = entries.filter((other) => other !== entry);
    onChange();
  }

  function end(entry: Entry, state: 'rejected' | 'expired', error: unknown): void {
    if (entry.state !== 'pending') return;
    entry.state = state;
    entry.settle({ error });
    remove(entry.approval.id);
  }

  function expire(entry: Entry): void {
    end(entry, 'expired', new WalletError(-32084, 'The request expired before it was approved.', { reason: 'approval_expired' }));
  }

  return {
    add(approval, work, signal) {
      return new Promise((resolve, reject) => {
        const onAbort = () => end(entry, 'rejected', signal.reason);
        const entry: Entry = {
          approval,
          work,
          state: 'pending',
          settle(outcome) {
            signal.removeEventListener('abort', onAbort);
            if ('value' in outcome) resolve(outcome.value);
            else reject(outcome.error);
          },
          signal,
          timer: setTimeout(() => expire(entry), Math.max(0, approval.expiresAtMs - nowMs())),
        };
        entries = [...entries, entry];
        signal.addEventListener('abort', onAbort);
        if (signal.aborted) onAbort();
        else onChange();
      });
    },
    first: () => entries[0] ?? null,
    all: () => entries.map(({ approval }) => approval),
    begin(id) {
      const entry = find(id);
      if (entry?.state !== 'pending') return false;
      entry.state = 'running';
      clearTimeout(entry.timer);
      return true;
    },
    resume(id) {
      const entry = find(id);
      if (entry?.state !== 'running') return;
      entry.state = 'pending';
      // The session ended or the page gave up while the work ran: nobody waits for another try.
      if (entry.signal.aborted) return end(entry, 'rejected', entry.signal.reason);
      // The person is at it: the full time starts again.
      entry.timer = setTimeout(() => expire(entry), APPROVAL_LIFETIME_MS);
    },
    approve(id, value) {
      const entry = find(id);
      if (entry === null || (entry.state !== 'pending' && entry.state !== 'running')) return;
      clearTimeout(entry.timer);
      entry.state = 'approved';
      entry.settle({ value });
    },
    reject(id, error) {
      const entry = find(id);
      if (entry !== null) end(entry, 'rejected', error);
    },
    remove,
  };
}
