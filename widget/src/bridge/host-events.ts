import type { BridgeEvent } from '../../../host-sdk/src/contract/bridge.ts';
import type { AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';

export type HostEventOptions = {
  readonly store: Store;
  /** What the connected page may see of the accounts at the moment. */
  readonly accounts: () => readonly string[];
  readonly send: (event: BridgeEvent) => void;
};

const chainIdOf = ({ activeChainId }: AppState) => (activeChainId === null ? null : `0x${activeChainId.toString(16)}`);

/**
 * Tells the page what changes: EIP-1193 events and the lifecycle. Each is sent when its value differs from what was sent last.
 *
 * @returns `sync` to call after changes outside the store (permissions), `stop` to end it.
 */
export function announceToHost({ store, accounts, send }: HostEventOptions): { sync(): void; stop(): void } {
  let status = '';
  let chainId: string | null = null;
  let known = '[]';
  let connected = false;

  function sync(): void {
    const state = store.get();
    const nextStatus = JSON.stringify(state.status);
    const nextChainId = chainIdOf(state);
    const nextAccounts = JSON.stringify(accounts());
    const nextConnected = state.online && nextChainId !== null;
    if (nextStatus !== status) send({ name: 'status', data: state.status });
    if (nextConnected && !connected && nextChainId !== null) send({ name: 'connect', data: { chainId: nextChainId } });
    if (!nextConnected && connected)
      send({ name: 'disconnect', data: { code: 4900, message: 'The wallet is offline.', data: { reason: 'offline', retriable: true } } });
    // The first chain is no change; `connect` has said it.
    if (nextChainId !== null && chainId !== null && nextChainId !== chainId) send({ name: 'chainChanged', data: nextChainId });
    if (nextAccounts !== known) send({ name: 'accountsChanged', data: JSON.parse(nextAccounts) as readonly string[] });
    status = nextStatus;
    chainId = nextChainId;
    known = nextAccounts;
    connected = nextConnected;
  }

  const unsubscribe = store.subscribe(sync);
  sync();
  return { sync, stop: unsubscribe };
}
