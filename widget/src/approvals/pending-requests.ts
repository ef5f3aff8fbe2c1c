import { bridgeLimits } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';

/** What identifies a request: two with the same fingerprint from one origin are the same question asked twice. */
export type PendingRequest = { readonly id: string; readonly origin: string; readonly method: string; readonly fingerprint: string };

/**
 * Requests that wait for a person, from the moment they are accepted (a sign-in or a new wallet may come first) to their answer.
 */
export type PendingRequests = {
  /**
   * Runs `work` as a pending request; `signal` aborts with the error the page gets.
   *
   * @throws WalletError -32002 for an identical pending one, -32005 for more than ten of one origin.
   */
  run<Result>(request: PendingRequest, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** Ends one request; unknown ids are ignored, because it may just have been answered. */
  cancel(id: string, error: WalletError): void;
  cancelAll(error: WalletError): void;
  size(): number;
};

export function createPendingRequests(): PendingRequests {
  const pending = new Map<string, PendingRequest & { readonly controller: AbortController }>();

  function admit({ id, origin, method, fingerprint }: PendingRequest): void {
    const same = [...pending.values()].filter((request) => request.origin === origin);
    if (same.some((request) => request.method === method && request.fingerprint === fingerprint)) {
      throw new WalletError(-32002, 'The same request is already waiting for an answer.', { reason: 'already_pending' });
    }
    if (pending.has(id)) throw new WalletError(-32600, 'A request with this id is already waiting.', { reason: 'duplicate_id', field: 'id' });
    if (same.length >= bridgeLimits.maxPendingApprovals) {
      throw new WalletError(-32005, 'Too many requests are waiting for an answer.', { reason: 'too_many_pending' });
    }
  }

  return {
    async run(request, work) {
      admit(request);
      const controller = new AbortController();
      pending.set(request.id, { ...request, controller });
      try {
        return await work(controller.signal);
      } finally {
        pending.delete(request.id);
      }
    },
    cancel(id, error) {
      pending.get(id)?.controller.abort(error);
    },
    cancelAll(error) {
      for (const { controller } of pending.values()) controller.abort(error);
    },
    size: () => pending.size,
  };
}
