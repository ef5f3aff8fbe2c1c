import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Account, AppState } from '../state/state.ts';
import { type Store, waitForState } from '../state/store.ts';

export type AccountGate = {
  /**
   * The active account, after the person has signed in and made a wallet where that is still to be done.
   *
   * @param signal its abort reason ends the wait.
   * @throws WalletError 4001 when the person closes the wallet instead, -32080 when it cannot start on this page.
   */
  account(signal: AbortSignal): Promise<Account>;
  /** The person closed the wallet: whoever waits here gets 4001. @returns whether somebody waited. */
  close(): boolean;
};

const isReady = ({ status, activeAccount }: AppState) => activeAccount !== null && (status.phase === 'locked' || status.phase === 'unlocked');

/** @param show brings the wallet onto the screen. */
export function createAccountGate(store: Store, show: () => void): AccountGate {
  let closing = new AbortController();
  let waiting = 0;

  return {
    async account(signal) {
      if (!isReady(store.get())) {
        // What is still starting needs nobody; the screen comes when a person is asked for something.
        await waitForState(store, ({ status }) => status.phase !== 'loading' && status.phase !== 'idle', signal);
        if (!isReady(store.get())) show();
        waiting++;
        try {
          await waitForState(store, (state) => isReady(state) || state.status.phase === 'failed', AbortSignal.any([signal, closing.signal]));
        } finally {
          waiting--;
        }
      }
      const { status, activeAccount } = store.get();
      if (status.phase === 'failed') throw new WalletError(-32080, status.message, { reason: status.reason });
      return activeAccount as Account;
    },
    close() {
      const waited = waiting > 0;
      closing.abort(new WalletError(4001, 'The user closed the wallet.', { reason: 'closed' }));
      closing = new AbortController();
      return waited;
    },
  };
}
