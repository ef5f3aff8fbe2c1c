import { expect } from '@open-wc/testing';
import type { Transaction } from '../contract/wallet-api.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import { initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { account, activity } from '../views/views.mocks.ts';
import { createHomeData } from './home-data.ts';

describe('what home shows', () => {
  it('writes the addresses of the activity as all other screens do, whatever the server writes', async () => {
    const lower = activity.map((one): Transaction => ({ ...one, from: one.from.toLowerCase(), to: one.to?.toLowerCase() ?? null }));
    const store = createStore({ ...initialState, activeAccount: account, activeChainId: 31337 });
    const api = { rpc: async () => '0x0', activity: async () => lower };
    const database = { get: async () => undefined };
    const accounts = { list: async () => ({ wallets: [], accounts: [] }) };
    createHomeData(store, api, accounts, database, () => {}).refresh();
    await waitUntil(() => store.get().activity !== null, 'the activity has come');
    const shown = store.get().activity ?? [];
    expect(shown.map(({ hash }) => hash)).to.deep.equal(lower.map(({ hash }) => hash));
    expect(shown.map(({ from }) => from)).to.deep.equal(activity.map(({ from }) => checksumAddress(from)));
    expect(shown.map(({ to }) => to)).to.deep.equal(activity.map(({ to }) => to && checksumAddress(to)));
    expect(shown[0]?.from).to.equal(account.address);
  });
});
