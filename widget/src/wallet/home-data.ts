import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { toWalletError } from '../api/problem-to-wallet-error.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { Database } from '../state/database.ts';
import type { Account } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { type Accounts, activeAccountKey } from './accounts.ts';
import { quantity } from './fees.ts';

/** Fetches what home and activity show. */
export type HomeData = {
  /** Loads wallets and accounts and says where the wallet stands: `needs-wallet` or `locked`. @throws ApiError, WalletError */
  loadAccounts(): Promise<void>;
  /** Fetches balance and activity again, now; failures leave what is there. */
  refresh(): void;
  /** Empties everything that belongs to the signed-in user. */
  clear(): void;
  /** Refreshes while the wallet is on the screen. @returns the function that stops it. */
  start(): () => void;
};

const REFRESH_INTERVAL_MS = 15_000;

/** EIP-55, as addresses are written everywhere else on the screens: the server keeps them in lower case. */
function withChecksums(transaction: Transaction): Transaction {
  const { from, to } = transaction;
  return { ...transaction, from: checksumAddress(from), to: to === null ? null : checksumAddress(to) };
}

export function createHomeData(
  store: Store,
  api: Pick<ApiClient, 'rpc' | 'activity'>,
  accounts: Pick<Accounts, 'list'>,
  database: Pick<Database, 'get'>,
  /** What else the account holds is read again too, where it is looked at. */
  refreshAssets: () => void,
): HomeData {
  /** The one that is active, else the one this device had chosen, else the first; never one that is hidden. */
  async function activeOf(all: readonly Account[]): Promise<Account | null> {
    const visible = all.filter(({ hidden }) => !hidden);
    const { activeAccount } = store.get();
    const [first] = visible;
    if (first === undefined) return null;
    const chosen = activeAccount?.accountIndex ?? (await database.get(activeAccountKey(first.walletId)));
    return visible.find(({ walletId, accountIndex }) => walletId === (activeAccount?.walletId ?? first.walletId) && accountIndex === chosen) ?? first;
  }

  async function fetchBalance(): Promise<void> {
    const { activeAccount, activeChainId } = store.get();
    if (activeAccount === null || activeChainId === null) return;
    const balanceWei = quantity(await api.rpc(activeChainId, 'eth_getBalance', [activeAccount.address, 'latest']), 'balance');
    // A slow answer about what was active before must not overwrite what is active now.
    const now = store.get();
    if (now.activeAccount === activeAccount && now.activeChainId === activeChainId)
      store.set(now.problem?.code === 4901 ? { balanceWei, problem: null } : { balanceWei });
  }

  async function fetchActivity(): Promise<void> {
    const { activeAccount } = store.get();
    if (activeAccount === null) return;
    const activity = await api.activity(activeAccount.walletId);
    if (store.get().activeAccount === activeAccount) store.set({ activity: activity.map(withChecksums) });
  }

  function refresh(): void {
    refreshAssets();
    void Promise.allSettled([fetchBalance(), fetchActivity()]).then(([balance]) => {
      if (balance.status === 'fulfilled') return;
      const error = toWalletError(balance.reason) ?? new WalletError(-32603, 'The balance could not be read.', { reason: 'balance_unreadable' });
      // A number that nobody vouches for any more is not shown; one that is a moment old because the connection failed is.
      if (store.get().balanceWei === null || error.code === 4901) store.set({ balanceWei: null, assets: null, problem: toWire(error) });
    });
  }

  return {
    async loadAccounts() {
      const { wallets, accounts: all } = await accounts.list();
      const activeAccount = await activeOf(all);
      const phase = activeAccount === null ? 'needs-wallet' : 'locked';
      const shown = store.get().activeAccount;
      const isNew = shown?.address !== activeAccount?.address;
      store.set({
        wallets,
        accounts: all,
        activeAccount,
        status: { phase },
        problem: null,
        ...(isNew ? { balanceWei: null, activity: null } : {}),
      });
      refresh();
    },
    refresh,
    clear() {
      store.set({
        user: null,
        wallets: [],
        accounts: [],
        activeAccount: null,
        balanceWei: null,
        activity: null,
        create: { step: 'intro' },
        pinProblem: null,
        devices: null,
        send: null,
        history: null,
        view: 'home',
      });
    },
    start() {
      const timer = setInterval(() => {
        if (store.get().visible && store.get().online && document.visibilityState === 'visible') refresh();
      }, REFRESH_INTERVAL_MS);
      return () => clearInterval(timer);
    },
  };
}
