import type { PendingRequests } from '../../approvals/pending-requests.ts';
import type { Database } from '../../state/database.ts';
import type { SendChange } from '../../state/send.ts';
import type { MethodDeps } from '../request-context.ts';
import { createActivityFlow } from './activity-flow.ts';
import { createOwnPayments } from './own-payments.ts';
import { createSendFlow } from './send-flow.ts';

export type OwnScreens = {
  /** After each change of the state: begins and ends what belongs to the screen that is open. */
  sync(): void;
  change(change: SendChange): void;
  /** One step back inside sending, or out of it. @returns false where it is not what is on the screen. */
  back(): boolean;
};

export type OwnScreensOptions = MethodDeps & {
  readonly pending: PendingRequests;
  readonly onAnswered: () => void;
  readonly database: Database;
  /** Fetches balance and activity again. */
  readonly refresh: () => void;
};

/** What the wallet's own screens of sending and of activity do. Loaded with the first of them. */
export function createOwnScreens(options: OwnScreensOptions): OwnScreens {
  const { store } = options;
  const ask = createOwnPayments(options);
  const sending = createSendFlow({ ...options, ask });
  const activity = createActivityFlow({ ...options, ask });
  let isSyncing = false;
  return {
    sync() {
      // What they set tells the store's listeners, and so this one, again.
      if (isSyncing) return;
      isSyncing = true;
      try {
        sending.sync();
        activity.sync();
      } finally {
        isSyncing = false;
      }
    },
    change(change) {
      if (change.what === 'show' || change.what === 'speed-up' || change.what === 'cancel') activity.change(change);
      else sending.change(change);
    },
    back() {
      if (store.get().view !== 'send') return false;
      if (!sending.back()) store.set({ view: 'home' });
      return true;
    },
  };
}
