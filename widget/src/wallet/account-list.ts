import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Database } from '../state/database.ts';
import type { Account } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { accountName, activeAccountKey } from './accounts.ts';

/** What a person does with the list of accounts. Failures are shown and change nothing. */
export type AccountList = {
  /** Makes a visible account the active one, on this device. */
  select(account: Account): void;
  /** Everywhere. An empty name gives the wallet's own name back. */
  rename(account: Account, name: string): void;
  /** Everywhere: a hidden account is offered to no page. The last visible one stays. */
  hide(account: Account, hidden: boolean): void;
};

export type AccountListOptions = {
  readonly store: Store;
  readonly api: Pick<ApiClient, 'updateAccount'>;
  readonly database: Pick<Database, 'put'>;
  readonly toError: (cause: unknown) => WalletError;
  /** Another account is active: its balance and activity are wanted. */
  readonly onSelected: () => void;
};

const isSame = (one: Account | null, other: Account) => one?.walletId === other.walletId && one.accountIndex === other.accountIndex;

export function createAccountList({ store, api, database, toError, onSelected }: AccountListOptions): AccountList {
  const fail = (cause: unknown) => store.set({ problem: toWire(toError(cause)) });

  function replace(changed: Account): void {
    const accounts = store.get().accounts.map((account) => (isSame(account, changed) ? changed : account));
    const { activeAccount } = store.get();
    store.set({ accounts, ...(isSame(activeAccount, changed) ? { activeAccount: changed } : {}) });
  }

  function select(account: Account): void {
    const { accounts, activeAccount } = store.get();
    const chosen = accounts.find((candidate) => isSame(candidate, account));
    if (chosen === undefined || chosen.hidden || isSame(activeAccount, chosen)) return;
    store.set({ activeAccount: chosen, balanceWei: null });
    void database.put(activeAccountKey(chosen.walletId), chosen.accountIndex);
    onSelected();
  }

  async function update(account: Account, name: string, hidden: boolean): Promise<void> {
    const known = store.get().accounts.find((candidate) => isSame(candidate, account));
    if (known === undefined) return;
    const { walletId, accountIndex, address } = known;
    const own = accountName(accountIndex);
    const isOwn = name === '' || name === own;
    await api.updateAccount(walletId, accountIndex, { name: isOwn ? null : name, hidden });
    replace({ walletId, accountIndex, address, name: isOwn ? own : name, ...(hidden ? { hidden } : {}) });
  }

  return {
    select,
    rename: (account, name) => void update(account, name.trim(), account.hidden ?? false).catch(fail),
    hide(account, hidden) {
      const next = store.get().accounts.find((candidate) => !candidate.hidden && !isSame(candidate, account));
      if (hidden && next === undefined) {
        fail(new WalletError(-32602, 'The last visible account cannot be hidden.', { reason: 'last_account', field: 'hidden' }));
        return;
      }
      update(account, account.name, hidden).then(() => {
        if (hidden && next !== undefined && isSame(store.get().activeAccount, account)) select(next);
      }, fail);
    },
  };
}
