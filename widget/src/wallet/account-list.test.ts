import { expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import type { UpdateAccountRequest } from '../contract/wallet-api.ts';
import { type Account, type AppState, initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { createAccountList } from './account-list.ts';

const first: Account = { walletId: 'w', accountIndex: 0, address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', name: 'Account 1' };
const second: Account = { walletId: 'w', accountIndex: 1, address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC', name: 'Account 2' };

function world({ accounts = [first, second], fails = false }: { accounts?: readonly Account[]; fails?: boolean } = {}) {
  const store = createStore<AppState>({ ...initialState, accounts, activeAccount: accounts[0] ?? null, balanceWei: 5n });
  const updates: (readonly [index: number, change: UpdateAccountRequest])[] = [];
  const kept: unknown[] = [];
  let selected = 0;
  const list = createAccountList({
    store,
    api: {
      updateAccount: async (_walletId, index, change) => {
        if (fails) throw new ApiError('network');
        updates.push([index, change]);
      },
    },
    database: { put: async (key, value) => void kept.push([key, value]) },
    toError: (cause) => (cause instanceof WalletError ? cause : new WalletError(-32083, 'down', { reason: 'network' })),
    onSelected: () => void selected++,
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  const names = () => store.get().accounts.map(({ name, hidden }) => [name, hidden ?? false]);
  return { store, list, updates, kept, turn, names, selected: () => selected };
}

describe('createAccountList', () => {
  it('makes another account the active one, and this device keeps it', () => {
    const { store, list, kept, selected } = world();
    list.select(second);
    expect(store.get().activeAccount).to.equal(second);
    expect(store.get().balanceWei).to.equal(null);
    expect([kept, selected()]).to.deep.equal([[['active-account:w', 1]], 1]);
    list.select(second);
    expect(selected()).to.equal(1);
  });

  it('selects nothing hidden and nothing unknown', () => {
    const { store, list } = world({ accounts: [first, { ...second, hidden: true }] });
    list.select(second);
    list.select({ ...second, accountIndex: 7 });
    expect(store.get().activeAccount).to.equal(first);
  });

  it('renames everywhere; no name gives the wallet’s own back', async () => {
    const { store, list, updates, turn, names } = world();
    list.rename(first, ' Daily ');
    await turn();
    expect(store.get().activeAccount?.name).to.equal('Daily');
    list.rename(first, '');
    await turn();
    expect(names()).to.deep.equal([
      ['Account 1', false],
      ['Account 2', false],
    ]);
    expect(updates).to.deep.equal([
      [0, { name: 'Daily', hidden: false }],
      [0, { name: null, hidden: false }],
    ]);
  });

  it('hides the active account and goes on with the next visible one', async () => {
    const { store, list, updates, turn } = world();
    list.hide(first, true);
    await turn();
    expect(store.get().activeAccount?.accountIndex).to.equal(1);
    list.hide(second, true);
    await turn();
    expect(store.get().problem?.data?.reason).to.equal('last_account');
    list.hide(first, false);
    await turn();
    expect(updates).to.deep.equal([
      [0, { name: null, hidden: true }],
      [0, { name: null, hidden: false }],
    ]);
  });

  it('changes nothing when the service cannot be reached, and says so', async () => {
    const { store, list, turn, names } = world({ fails: true });
    list.rename(first, 'Daily');
    list.hide(second, true);
    await turn();
    expect(names()).to.deep.equal([
      ['Account 1', false],
      ['Account 2', false],
    ]);
    expect(store.get().problem?.data?.reason).to.equal('network');
  });
});
