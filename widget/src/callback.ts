import { callbackMessage } from './session/callback-message.ts';

/*
 * The provider redirects its window here. The answer goes to the wallet that opened the window, on this origin only, and
 * leaves the address bar and the history at once.
 */
const url = location.href;
history.replaceState(null, '', location.pathname);

const opener = window.opener as Window | null;
if (opener !== null) {
  opener.postMessage(callbackMessage(url), location.origin);
  window.close();
}
