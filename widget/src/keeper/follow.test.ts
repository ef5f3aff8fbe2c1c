import { expect } from '@open-wc/testing';
import type { Account, AppState } from '../state/state.ts';
import { initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { followTabs } from './follow.ts';
import type { Word } from './tabs.ts';

const account = (accountIndex: number, name = `Account ${accountIndex + 1}`): Account => ({ walletId: 'w', accountIndex, address: `0x${accountIndex}`, name });
const accounts = [account(0), account(1)];
const ready: AppState = { ...initialState, status: { phase: 'locked' }, accounts, activeAccount: account(0) };

function open(state: AppState = ready) {
  const store = createStore(state);
  const said: Word[] = [];
  const done: string[] = [];
  const hear = followTabs({
    store,
    say: (word) => said.push(word),
    signedIn: () => done.push('signedIn'),
    signedOut(reason) {
      done.push(reason);
      store.set({ status: { phase: 'signed-out' } });
    },
    loadAccounts: () => done.push('loadAccounts'),
    selectAccount: (activeAccount) => store.set({ activeAccount }),
  });
  return { store, said, done, hear };
}

describe('followTabs', () => {
  it('says who signed out and why', () => {
    const { store, said } = open();
    store.set({ status: { phase: 'signed-out' } });
    const other = open();
    other.store.set({ problem: { code: 4100, message: '', data: { reason: 'session_expired' } } });
    other.store.set({ status: { phase: 'signed-out' } });
    expect([...said, ...other.said]).to.deep.equal([
      { what: 'signed-out', reason: 'signed_out' },
      { what: 'signed-out', reason: 'session_expired' },
    ]);
  });

  it('says that somebody signed in, which account is active, and that the accounts are others', () => {
    const { store, said } = open({ ...initialState, status: { phase: 'signing-in' } });
    store.set({ status: { phase: 'locked' }, accounts, activeAccount: account(0) });
    store.set({ accounts: [...accounts] });
    store.set({ activeAccount: account(1) });
    store.set({ accounts: [account(0), account(1, 'Savings')] });
    expect(said).to.deep.equal([{ what: 'signed-in' }, { what: 'account', walletId: 'w', accountIndex: 1 }, { what: 'accounts' }]);
  });

  it('does as it hears, and does not say it again', () => {
    const { store, said, done, hear } = open();
    hear({ what: 'account', walletId: 'w', accountIndex: 1 });
    expect(store.get().activeAccount?.accountIndex).to.equal(1);
    hear({ what: 'account', walletId: 'another', accountIndex: 0 });
    expect(store.get().activeAccount?.accountIndex).to.equal(1);
    hear({ what: 'accounts' });
    hear({ what: 'signed-out', reason: 'signed_out' });
    hear({ what: 'signed-in' });
    expect(done).to.deep.equal(['loadAccounts', 'signed_out', 'signedIn']);
    expect(said).to.deep.equal([]);
  });

  it('does not disturb somebody who is signing in here', () => {
    const { done, hear } = open({ ...initialState, status: { phase: 'signing-in' } });
    hear({ what: 'signed-in' });
    expect(done).to.deep.equal([]);
  });
});
