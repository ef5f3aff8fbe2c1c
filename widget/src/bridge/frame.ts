import { CallOptions, type RemoteProxy } from 'penpal';
import { type BridgeEvent, bridgeLimits, type HostMethods } from '../../../host-sdk/src/contract/bridge.ts';
import type { Store } from '../state/store.ts';

/** The widget's frame on the page, and the page's ear. Without a page (opened as a tab of its own) it is always visible. */
export type Frame = {
  attach(host: RemoteProxy<HostMethods>): void;
  detach(): void;
  show(): void;
  /** Inline wallets have a place on the page and stay. */
  hide(): void;
  resize(heightPx: number): void;
  send(event: BridgeEvent): void;
};

/** Until the content has been measured. */
const FIRST_HEIGHT_PX = 480;

export function createFrame(store: Store): Frame {
  let host: RemoteProxy<HostMethods> | null = null;
  let heightPx = FIRST_HEIGHT_PX;

  /** Its corners too: the page's side cuts them. */
  const size = () => ({ heightPx, radiusPx: Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--alcove-radius-sheet')) });
  const call = () => new CallOptions({ timeout: bridgeLimits.callTimeoutMs });

  /** A page that is gone, or that does not answer, changes nothing for the wallet. */
  function quietly(work: Promise<unknown> | undefined): void {
    work?.catch(() => {});
  }

  function show(): void {
    store.set({ visible: true });
    quietly(host?.show({ mode: store.get().mode, size: size() }, call()));
  }

  return {
    attach(remote) {
      host = remote;
      if (store.get().mode === 'inline' || store.get().visible) show();
    },
    detach() {
      host = null;
    },
    show,
    hide() {
      if (store.get().mode === 'inline' || host === null) return;
      store.set({ visible: false });
      quietly(host.hide(call()));
    },
    resize(height) {
      const rounded = Math.ceil(height);
      if (!Number.isFinite(rounded) || rounded <= 0 || rounded === heightPx) return;
      heightPx = rounded;
      if (store.get().visible) show();
    },
    send: (event) => quietly(host?.event(event, call())),
  };
}
