import { expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Device } from '../contract/wallet-api.ts';
import { type AppState, initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { createDevices } from './devices.ts';

const here: Device = { id: 'here', label: 'Chrome on Linux', createdAtMs: 1, lastSeenAtMs: 2, current: true };
const there: Device = { id: 'there', label: 'Firefox on Mac', createdAtMs: 1, lastSeenAtMs: 2, current: false };

function world(fails = false) {
  const store = createStore<AppState>(initialState);
  let listed: readonly Device[] = [here, there];
  const did: string[] = [];
  const devices = createDevices({
    store,
    api: {
      devices: async () => {
        did.push('list');
        if (fails) throw new Error('down');
        return listed;
      },
      revokeDevice: async (id) => {
        did.push(`revoke ${id}`);
        listed = listed.filter((device) => device.id !== id);
      },
    },
    toError: () => new WalletError(-32083, 'down', { reason: 'network' }),
    signOut: () => void did.push('sign out'),
  });
  return { store, devices, did, turn: () => new Promise((resolve) => setTimeout(resolve)) };
}

describe('createDevices', () => {
  it('fetches them each time the person looks', async () => {
    const { store, did, turn } = world();
    await turn();
    expect(did).to.deep.equal([]);
    store.set({ view: 'devices' });
    store.set({ online: false });
    await turn();
    expect([did, store.get().devices]).to.deep.equal([['list'], [here, there]]);
    store.set({ view: 'settings' });
    store.set({ view: 'devices' });
    await turn();
    expect(did.length).to.equal(2);
  });

  it('ends the session of another device, and one’s own by signing out', async () => {
    const { store, devices, did, turn } = world();
    store.set({ view: 'devices' });
    await turn();
    devices.revoke('there');
    await turn();
    expect(store.get().devices).to.deep.equal([here]);
    devices.revoke('here');
    devices.revoke('unknown');
    expect(did).to.deep.equal(['list', 'revoke there', 'list', 'sign out']);
  });

  it('says why they did not come', async () => {
    const { store, turn } = world(true);
    store.set({ view: 'devices' });
    await turn();
    expect([store.get().devices, store.get().problem?.data?.reason]).to.deep.equal([null, 'network']);
  });
});
