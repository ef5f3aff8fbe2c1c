import type { Account, AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { Tabs, Word } from './tabs.ts';

/** What a tab does when another has done it. */
export type FollowOptions = {
  readonly store: Store;
  readonly say: Tabs['say'];
  readonly signedIn: () => void;
  readonly signedOut: (reason: 'signed_out' | 'session_expired') => void;
  readonly loadAccounts: () => void;
  readonly selectAccount: (account: Account) => void;
};

const isReady = ({ status }: AppState) => status.phase === 'locked' || status.phase === 'unlocked';
const namesOf = ({ accounts }: AppState) => JSON.stringify(accounts);

/**
 * Tells the other tabs who is signed in and which account is active, and does as they say. What was heard is not said again, or two
 * tabs would answer each other for ever.
 *
 * @returns what hears the words that are about these things.
 */
export function followTabs({ store, say, signedIn, signedOut, loadAccounts, selectAccount }: FollowOptions): (word: Word) => void {
  let before = store.get();
  let isHearing = false;

  store.subscribe(() => {
    const last = before;
    const state = store.get();
    before = state;
    if (isHearing) return;
    if (state.status.phase === 'signed-out' && (isReady(last) || last.status.phase === 'needs-wallet'))
      say({ what: 'signed-out', reason: state.problem?.data?.reason === 'session_expired' ? 'session_expired' : 'signed_out' });
    if (!isReady(state)) return;
    if (last.status.phase === 'signing-in' || last.status.phase === 'needs-wallet') say({ what: 'signed-in' });
    else if (isReady(last) && last.accounts !== state.accounts && namesOf(last) !== namesOf(state)) say({ what: 'accounts' });
    const { activeAccount } = state;
    const shown = last.activeAccount;
    if (activeAccount === null || shown === null || (shown.walletId === activeAccount.walletId && shown.accountIndex === activeAccount.accountIndex)) return;
    say({ what: 'account', walletId: activeAccount.walletId, accountIndex: activeAccount.accountIndex });
  });

  /** Whatever it changes at once is no news to the one who said it. */
  function quietly(work: () => void): void {
    isHearing = true;
    try {
      work();
    } finally {
      isHearing = false;
    }
  }

  return (word) => {
    const { status, accounts } = store.get();
    switch (word.what) {
      case 'signed-in':
        if (status.phase === 'signed-out') quietly(signedIn);
        else if (status.phase === 'needs-wallet') quietly(loadAccounts);
        break;
      case 'signed-out':
        quietly(() => signedOut(word.reason));
        break;
      case 'accounts':
        quietly(loadAccounts);
        break;
      case 'account': {
        const account = accounts.find(({ walletId, accountIndex }) => walletId === word.walletId && accountIndex === word.accountIndex);
        if (account !== undefined) quietly(() => selectAccount(account));
      }
    }
  };
}
