import { toWire, type WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Store } from '../state/store.ts';

/** Where the person is signed in, fetched whenever they look. Failures are shown and change nothing. */
export type Devices = {
  /** Ends the session of that device; one's own ends by signing out. */
  revoke(id: string): void;
};

export type DevicesOptions = {
  readonly store: Store;
  readonly api: Pick<ApiClient, 'devices' | 'revokeDevice'>;
  readonly toError: (cause: unknown) => WalletError;
  readonly signOut: () => void;
};

export function createDevices({ store, api, toError, signOut }: DevicesOptions): Devices {
  const fail = (cause: unknown) => store.set({ problem: toWire(toError(cause)) });
  const fetchDevices = async () => store.set({ devices: await api.devices() });

  let view = store.get().view;
  store.subscribe(() => {
    const before = view;
    ({ view } = store.get());
    if (view !== before && view === 'devices') void fetchDevices().catch(fail);
  });

  return {
    revoke(id) {
      const device = store.get().devices?.find((candidate) => candidate.id === id);
      if (device?.current) signOut();
      else if (device !== undefined) void api.revokeDevice(id).then(fetchDevices).catch(fail);
    },
  };
}
