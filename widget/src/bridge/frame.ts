import { CallOptions, type RemoteProxy } from 'penpal';
import { type BridgeEvent, bridgeLimits, type HostMethods } from '../../../host-sdk/src/contract/bridge.ts';
import type { Store } from '../state/store.ts';

/** The widget's frame on the page, and the page's ear. Without a page (opened as a tab of its own) it is always visible. */
export type Frame = {
  attach(host: RemoteProxy<HostMethods>): void;
  detach(): void;
  show(): void;
  /** Shows it as another theme has it. */
  restyle(): void;
  /** Inline wallets have a place on the page and stay. */
  hide(): void;
  resize(heightPx: number): void;
  send(event: BridgeEvent): void;
};

/** Until the content has been measured. */
const FIRST_HEIGHT_PX = 480;

/** @param drawn resolves when what is in the store is drawn. */
export function createFrame(store: Store, drawn: () => Promise<unknown>): Frame {
  let host: RemoteProxy<HostMethods> | null = null;
  let heightPx = FIRST_HEIGHT_PX;
  /** Of its corners, which the page's side cuts. Read seldom: whoever asks for a style makes the browser work out all of them. */
  let radiusPx: number;

  function readTheme(): void {
    radiusPx = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--alcove-radius-sheet'));
  }

  const call = () => new CallOptions({ timeout: bridgeLimits.callTimeoutMs });

  /** A page that is gone, or that does not answer, changes nothing for the wallet. */
  function quietly(work: Promise<unknown> | undefined): void {
    work?.catch(() => {});
  }

  function tell(): void {
    if (store.get().visible) quietly(host?.show({ mode: store.get().mode, size: { heightPx, radiusPx } }, call()));
  }

  /** The page hears of it once there is something to see: what was there before is never seen again. */
  function show(): void {
    store.set({ visible: true });
    void drawn().then(tell, tell);
  }

  return {
    attach(remote) {
      host = remote;
      readTheme();
      if (store.get().mode === 'inline' || store.get().visible) show();
    },
    detach() {
      host = null;
    },
    show,
    restyle() {
      readTheme();
      tell();
    },
    hide() {
      if (store.get().mode === 'inline' || host === null) return;
      store.set({ visible: false });
      quietly(host.hide(call()));
    },
    resize(height) {
      const rounded = Math.ceil(height);
      if (!(rounded > 0) || rounded === heightPx) return;
      heightPx = rounded;
      tell();
    },
    send: (event) => quietly(host?.event(event, call())),
  };
}
