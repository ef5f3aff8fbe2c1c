import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { callbackUrlOf } from './callback-message.ts';
import type { Relay } from './relay.ts';

const POPUP_NAME = 'alcove-sign-in';
const CLOSED_POLL_MS = 500;
/** The answer may be on its way while the window closes. */
const CLOSED_GRACE_MS = 1_000;
const ANSWER_DEADLINE_MS = 600_000;

/** In the middle of the browser's window. */
export function popupFeatures(widthPx: number, heightPx: number): string {
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - widthPx) / 2));
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - heightPx) / 2));
  return `popup,width=${widthPx},height=${heightPx},left=${left},top=${top}`;
}

/** Browsers inside apps: where they give no window there is none, whatever became of the click. */
const inApp = /FBA[NV]|Instagram|Line\/|KAKAOTALK|NAVER\(|; wv\)/;

function notOpened(reason: string): WalletError {
  return new WalletError(-32081, 'The window could not be opened.', { reason, hint: 'Allow windows for this site and try again.' });
}

/**
 * Opens a window. Must run synchronously inside the click, or the browser blocks it.
 *
 * @returns the window, or null for one that opened out of reach: a page with `Cross-Origin-Opener-Policy: same-origin` lets
 * its frames open windows, but not hold them. Both look alike, but only a window that opened has used up the click (HTML
 * §7.3.1.7, "consume user activation").
 * @throws WalletError -32081 when the browser blocked it.
 */
export function openWindow(url: string, name: string, features: string): Window | null {
  const clicked = navigator.userActivation?.isActive === true;
  const popup = window.open(url, name, features);
  const isOutOfReach = clicked && !navigator.userActivation.isActive && !inApp.test(navigator.userAgent);
  if (popup === null && !isOutOfReach) throw notOpened('popup_blocked');
  return popup;
}

/**
 * Opens the provider's window.
 *
 * @param url the authorization request, or null when it is not built yet: the window then waits on a blank page.
 * @returns null for a window out of reach, as `openWindow` does.
 * @throws WalletError -32081 when the browser blocked it, or it cannot be sent on from its blank page.
 */
export function openPopup(url: string | null): Window | null {
  const popup = openWindow(url ?? 'about:blank', POPUP_NAME, popupFeatures(440, 640));
  if (popup === null && url === null) throw notOpened('popup_unready');
  return popup;
}

/** Sends a window that waits on a blank page on to its address. */
export function navigatePopup(popup: Window, url: string): void {
  popup.location.replace(url);
}

export type PopupWait = {
  readonly signal: AbortSignal;
  /** Where the answer comes when the window cannot reach the wallet. */
  readonly relay?: Relay;
  /**
   * The window was closed, or a provider with `Cross-Origin-Opener-Policy` cut it off: the browser says the same for both. With
   * a relay the wait goes on quietly, in case it was the latter.
   */
  readonly onClosed?: () => void;
};

/**
 * Waits for the callback page in `popup`. Only that very window, on this very origin, is heard, and the relay.
 *
 * @param popup null for a window out of reach.
 * @returns the address the provider redirected to, with its `code` and `state`.
 * @throws WalletError 4001 when the person closed the window and there is no relay, -32084 after ten minutes.
 */
export async function popupAnswer(popup: Window | null, { signal, relay, onClosed }: PopupWait): Promise<string> {
  const stop = new AbortController();
  try {
    return await new Promise<string>((resolve, reject) => {
      window.addEventListener(
        'message',
        (event) => {
          if (popup === null || event.source !== popup || event.origin !== location.origin) return;
          const url = callbackUrlOf(event.data);
          if (url !== null) resolve(url);
        },
        { signal: stop.signal },
      );
      const closed = () => reject(new WalletError(4001, 'The sign-in window was closed.', { reason: 'popup_closed' }));
      const poll = setInterval(() => {
        if (popup?.closed === false) return;
        clearInterval(poll);
        if (popup === null) relay?.answer(stop.signal).then(resolve, reject);
        else
          setTimeout(() => {
            if (stop.signal.aborted) return;
            onClosed?.();
            if (relay === undefined) closed();
            else relay.answer(stop.signal).then(resolve, closed);
          }, CLOSED_GRACE_MS);
      }, CLOSED_POLL_MS);
      const deadline = setTimeout(
        () => reject(new WalletError(-32084, 'The sign-in was not finished in time.', { reason: 'sign_in_expired' })),
        ANSWER_DEADLINE_MS,
      );
      stop.signal.addEventListener('abort', () => {
        clearInterval(poll);
        clearTimeout(deadline);
      });
      signal.addEventListener('abort', () => reject(signal.reason), { signal: stop.signal });
      if (signal.aborted) reject(signal.reason);
    });
  } finally {
    stop.abort();
    popup?.close();
  }
}
