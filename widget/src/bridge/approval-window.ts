import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Actions } from '../actions.ts';
import type { Transport } from '../api/transport.ts';
import { randomBytes, toBase64url } from '../crypto/bytes.ts';
import { openWindow, popupFeatures } from '../session/popup.ts';
import type { Approval, AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { RelayPort } from './relay-port.ts';

/*
 * Approvals in a window of the wallet's own, where no other page is around them. The frame stays the wallet: session, queue and
 * keys are here and nowhere else. The window shows this frame's state and sends back what the person presses, over one
 * MessagePort between two documents of this origin (bridge/mirror.ts is its end). So there is one session, and it is the same
 * request; the page has no part in it, and the SDK no code for it. Where the page's opener policy cuts the window off, the port
 * goes over the server, sealed (bridge/relay-port.ts).
 *
 * The frame opens the window, and only inside a click on its own "Continue": a page's click gives its frames no right to open one.
 */

/** Says hello from the window, and marks the answer. */
export const WINDOW_SOURCE = 'alcove-approval';
const WINDOW_NAME = 'alcove-approval';
const CLOSED_POLL_MS = 250;
/** A window over the server hears so often that the frame is still there. */
const BEAT_MS = 10_000;
/** A blocked window that nobody mends is an answer after this time. */
const BLOCKED_LIFETIME_MS = 60_000;

/** What a window may ask for; it is shown for approvals only. */
const windowActions = ['approve', 'reject', 'submitPin', 'back', 'proceed', 'close', 'startTask'] as const;
export type WindowAction = { readonly action: string; readonly value: unknown };

/** Approvals that can move money. A message cannot, and connecting shows an address. */
const spends = ({ content }: Approval) => content.kind !== 'connect' && content.kind !== 'message';

export type ApprovalWindowOptions = {
  readonly store: Store;
  readonly actions: Pick<Actions, (typeof windowActions)[number]>;
  readonly appId: string;
  /** Whether the browser tells when something covers the wallet (Intersection Observer v2). Default: what this one does. */
  readonly provesVisibility?: boolean;
  /** The way to a window that the page's opener policy cuts off. */
  readonly send: Transport;
  /** Ends every request that waits. */
  readonly cancelAll: (error: WalletError) => void;
};

export type ApprovalWindow = {
  /** Opens the window, or brings it to the front. Call it inside the click. @returns false when no approval is waiting to be looked at. */
  open(): boolean;
};

export function createApprovalWindow({ store, actions, appId, send, cancelAll, provesVisibility }: ApprovalWindowOptions): ApprovalWindow {
  const isProven = provesVisibility ?? 'isVisible' in IntersectionObserverEntry.prototype;
  let popup: Window | null = null;
  let port: MessagePort | RelayPort | null = null;
  let poll = 0;
  let ignored = 0;
  let isCutOff = false;

  /** The screen of an approval: nothing of what a person does with the keys themselves leaves the frame. */
  const own = { task: null, walletConnect: null, mode: 'dialog', visible: true, approvalWindow: 'none' } as const;
  const shown = (): AppState => ({ ...store.get(), ...own });

  function isNeeded(approval: Approval): boolean {
    const { mode, app, hostOrigin } = store.get();
    if (!isProven) return spends(approval) && !app?.reviewedOrigins?.includes(hostOrigin ?? '');
    return mode === 'popup' && !isCutOff;
  }

  function end(): void {
    clearInterval(poll);
    clearTimeout(ignored);
    port?.close();
    popup?.close();
    popup = port = null;
    store.set({ approvalWindow: 'none' });
  }

  function sync(): void {
    const { approvals, approvalWindow, wallets } = store.get();
    const [first] = approvals;
    // What is to be done about a destroyed PIN is done in the frame.
    if (first === undefined || wallets[0]?.state === 'PIN_DESTROYED') {
      if (approvalWindow !== 'none') end();
    } else if (approvalWindow === 'none' && isNeeded(first)) store.set({ approvalWindow: 'needed' });
    else port?.postMessage(shown());
  }

  function onAction({ data }: { readonly data: unknown }): void {
    const { action, value } = (data ?? {}) as Partial<WindowAction>;
    const name = windowActions.find((known) => known === action);
    if (name !== undefined && (value === undefined || typeof value === 'string')) actions[name](value as never);
  }

  function blocked(): void {
    store.set({ approvalWindow: 'blocked' });
    clearTimeout(ignored);
    ignored = window.setTimeout(
      () => cancelAll(new WalletError(-32081, 'The browser blocked the window, and nobody allowed it.', { reason: 'popup_blocked' })),
      BLOCKED_LIFETIME_MS,
    );
  }

  /** A page with `Cross-Origin-Opener-Policy: same-origin` keeps its frames from reaching the windows they open. */
  function cutOff(secret: Uint8Array<ArrayBuffer>): void {
    isCutOff = true;
    store.set({ approvalWindow: 'none' });
    const [first] = store.get().approvals;
    // Where the browser itself watches over the frame, the frame will do.
    if (first === undefined || !isNeeded(first)) return;
    clearTimeout(ignored);
    store.set({ approvalWindow: 'open' });
    import('./relay-port.ts').then(({ openRelayPort }) => {
      if (store.get().approvalWindow !== 'open') return;
      clearInterval(poll);
      port?.close();
      port = openRelayPort({ send, secret, side: 'frame' });
      port.onmessage = onAction;
      port.postMessage(shown());
      poll = window.setInterval(() => port?.postMessage(shown()), BEAT_MS);
    }, failed);
  }

  function failed(): void {
    const hint = 'Send Cross-Origin-Opener-Policy: same-origin-allow-popups.';
    cancelAll(new WalletError(-32081, 'The page keeps its wallet from opening a window.', { reason: 'window_cut_off', hint }));
  }

  window.addEventListener('message', ({ source, origin, data }) => {
    if (popup === null || source !== popup || origin !== location.origin || data !== WINDOW_SOURCE) return;
    const channel = new MessageChannel();
    port?.close();
    port = channel.port1;
    port.onmessage = onAction;
    popup.postMessage(WINDOW_SOURCE, location.origin, [channel.port2]);
    port.postMessage(shown());
  });
  window.addEventListener('pagehide', end);
  store.subscribe(sync);
  sync();

  return {
    open() {
      const { approvals, progress } = store.get();
      if (approvals.length === 0 || (progress.step !== 'review' && progress.step !== 'pin')) return false;
      if (popup !== null) {
        popup.focus();
        return true;
      }
      // Known to the window alone, and of use only where the page's policy leaves no other way to it.
      const secret = randomBytes(32);
      try {
        const query = new URLSearchParams({ app_id: appId, mode: 'popup' });
        popup = openWindow(isProven ? `?${query}` : `?${query}#${toBase64url(secret)}`, WINDOW_NAME, popupFeatures(420, 720));
      } catch {
        blocked();
        return true;
      }
      if (popup === null) {
        cutOff(secret);
        return true;
      }
      clearTimeout(ignored);
      store.set({ approvalWindow: 'open' });
      poll = window.setInterval(() => {
        if (popup?.closed !== false) actions.close();
      }, CLOSED_POLL_MS);
      return true;
    },
  };
}
