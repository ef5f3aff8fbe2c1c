import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { callbackUrlOf } from './callback-message.ts';

const POPUP_NAME = 'alcove-sign-in';
const CLOSED_POLL_MS = 500;
/** The answer may be on its way while the window closes. */
const CLOSED_GRACE_MS = 1_000;
const ANSWER_DEADLINE_MS = 600_000;

function centred(widthPx: number, heightPx: number): string {
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - widthPx) / 2));
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - heightPx) / 2));
  return `popup,width=${widthPx},height=${heightPx},left=${left},top=${top}`;
}

/**
 * Opens the provider's window. Must run synchronously inside the click, or the browser blocks it.
 *
 * @param url the authorization request, or null when it is not built yet: the window then waits on a blank page.
 * @throws WalletError -32081 when the browser blocked it.
 */
export function openPopup(url: string | null): Window {
  const popup = window.open(url ?? 'about:blank', POPUP_NAME, centred(440, 640));
  if (popup === null)
    throw new WalletError(-32081, 'The browser blocked the sign-in window.', { reason: 'popup_blocked', hint: 'Allow windows for this site and try again.' });
  return popup;
}

/** Sends a window that waits on a blank page on to its address. */
export function navigatePopup(popup: Window, url: string): void {
  popup.location.replace(url);
}

/**
 * Waits for the callback page in `popup`. Only that very window, on this very origin, is heard.
 *
 * @returns the address the provider redirected to, with its `code` and `state`.
 * @throws WalletError 4001 when the person closed the window, -32084 after ten minutes.
 */
export async function popupAnswer(popup: Window, signal: AbortSignal): Promise<string> {
  const stop = new AbortController();
  try {
    return await new Promise<string>((resolve, reject) => {
      window.addEventListener(
        'message',
        (event) => {
          if (event.source !== popup || event.origin !== location.origin) return;
          const url = callbackUrlOf(event.data);
          if (url !== null) resolve(url);
        },
        { signal: stop.signal },
      );
      const poll = setInterval(() => {
        if (!popup.closed) return;
        clearInterval(poll);
        setTimeout(() => reject(new WalletError(4001, 'The sign-in window was closed.', { reason: 'popup_closed' })), CLOSED_GRACE_MS);
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
    popup.close();
  }
}
