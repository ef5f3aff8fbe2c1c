import { expect } from '@open-wc/testing';
import type { BridgeEvent } from '../../../host-sdk/src/contract/bridge.ts';
import { initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { announceToHost } from './host-events.ts';

const ACCOUNT = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

function page() {
  const store = createStore(initialState);
  const sent: BridgeEvent[] = [];
  let accounts: readonly string[] = [];
  const { sync, stop } = announceToHost({ store, accounts: () => accounts, send: (event) => sent.push(event) });
  return {
    store,
    stop,
    /** What was sent since the last look. */
    heard: () => sent.splice(0).map(({ name, data }) => [name, data]),
    show(next: readonly string[]) {
      accounts = next;
      sync();
    },
  };
}

describe('announceToHost', () => {
  it('tells the status at once, and each change of it', () => {
    const { store, heard } = page();
    expect(heard()).to.deep.equal([['status', { phase: 'loading' }]]);
    store.set({ status: { phase: 'signed-out' } });
    expect(heard()).to.deep.equal([['status', { phase: 'signed-out' }]]);
  });

  it('says connect with the first chain, and chainChanged with the next', () => {
    const { store, heard } = page();
    heard();
    store.set({ activeChainId: 31_337 });
    expect(heard()).to.deep.equal([['connect', { chainId: '0x7a69' }]]);
    store.set({ activeChainId: 1 });
    expect(heard()).to.deep.equal([['chainChanged', '0x1']]);
  });

  it('says disconnect with 4900 when the browser goes offline, and connect when it is back', () => {
    const { store, heard } = page();
    store.set({ activeChainId: 31_337 });
    heard();
    store.set({ online: false });
    const [[name, error] = []] = heard();
    expect(name).to.equal('disconnect');
    expect(error).to.include({ code: 4900 });
    store.set({ online: true });
    expect(heard()).to.deep.equal([['connect', { chainId: '0x7a69' }]]);
  });

  it('says accountsChanged when what the page may see changes, and only then', () => {
    const { store, heard, show } = page();
    heard();
    show([ACCOUNT]);
    expect(heard()).to.deep.equal([['accountsChanged', [ACCOUNT]]]);
    show([ACCOUNT]);
    store.set({ balanceWei: 1n });
    expect(heard()).to.deep.equal([]);
    show([]);
    expect(heard()).to.deep.equal([['accountsChanged', []]]);
  });

  it('is silent after stop', () => {
    const { store, heard, stop } = page();
    heard();
    stop();
    store.set({ status: { phase: 'signed-out' } });
    expect(heard()).to.deep.equal([]);
  });
});
