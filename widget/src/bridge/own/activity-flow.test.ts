import { expect } from '@open-wc/testing';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { type AppState, initialState } from '../../state/state.ts';
import { createStore } from '../../state/store.ts';
import { createActivityFlow } from './activity-flow.ts';

const own: Hex = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const chain = { chainId: 31337, name: 'Dev', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
const state: AppState = {
  ...initialState,
  status: { phase: 'locked' },
  view: 'activity',
  chains: [chain],
  activeChainId: 31337,
  activeAccount: { walletId: 'w', accountIndex: 0, address: own, name: 'Account 1' },
  activity: [],
};

function open() {
  const store = createStore<AppState>(state);
  const flow = createActivityFlow({
    store,
    api: { rpc: async () => '0x' },
    ask: () => Promise.reject(new Error('nothing is asked for')),
    refresh: () => {},
  });
  store.subscribe(() => flow.sync());
  flow.sync();
  return { store, flow };
}

describe('activity', () => {
  it('leads to the one that was chosen, and forgets it on the way back', () => {
    const { store, flow } = open();
    flow.change({ what: 'show', id: '0xabc' });
    expect([store.get().view, store.get().history?.shown]).to.deep.equal(['transaction', '0xabc']);
    store.set({ view: 'activity' });
    expect(store.get().history?.shown).to.equal(null);
    store.set({ view: 'home' });
    expect(store.get().history).to.equal(null);
  });

  it('goes to the list where none was chosen', () => {
    const { store } = open();
    store.set({ view: 'transaction' });
    expect(store.get().view).to.equal('activity');
  });
});
