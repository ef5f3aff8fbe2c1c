import { callbackMessage } from './session/callback-message.ts';
import { relayIdOf } from './session/relay-id.ts';

/*
 * The provider redirects its window here. The answer leaves the address bar and the history at once, and goes to the wallet
 * that opened the window, on this origin only; or, where a `Cross-Origin-Opener-Policy` on the way has cut the two apart, to
 * the wallet's server, which hands it to the key that asked.
 */
const url = location.href;
history.replaceState(null, '', location.pathname);

const opener = window.opener as Window | null;
if (opener === null) {
  const deadline = AbortSignal.timeout(10_000);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ answer: url });
  const init = { method: 'POST', headers, body, signal: deadline, credentials: 'omit', keepalive: true } as const;
  await fetch(`/v1/relay/${await relayIdOf(url)}`, init).catch(() => undefined);
} else {
  opener.postMessage(callbackMessage(url), location.origin);
}
window.close();
