import { callbackMessage, REDIRECT_STATE } from './session/callback-message.ts';
import { relayIdOf } from './session/relay-id.ts';

/*
 * The provider redirects here. The answer leaves the address bar and the history at once, and goes to the wallet that opened
 * the window, on this origin only; or, where there is none or a `Cross-Origin-Opener-Policy` on the way has cut the two apart,
 * to the wallet's server, which hands it to the key that asked. A login that took the whole page here is led back: the server
 * alone says where, from what the wallet told it before.
 */
const url = location.href;
history.replaceState(null, '', location.pathname);

/** @returns where to go now; null to stay. */
async function leaveAtServer(): Promise<string | null> {
  const deadline = AbortSignal.timeout(10_000);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ answer: url });
  const init = { method: 'POST', headers, body, signal: deadline, credentials: 'omit', keepalive: true } as const;
  try {
    const taken = await fetch(`/v1/relay/${await relayIdOf(url)}`, init);
    return taken.status === 200 ? ((await taken.json()) as { readonly return_to: string }).return_to : null;
  } catch {
    return null;
  }
}

const opener = window.opener as Window | null;
if (new URL(url).searchParams.get('state')?.endsWith(`;${REDIRECT_STATE}`)) {
  // Whoever opened the page's window has no part in this.
  const returnTo = await leaveAtServer();
  if (returnTo !== null) location.replace(returnTo);
} else {
  if (opener === null) await leaveAtServer();
  else opener.postMessage(callbackMessage(url), location.origin);
  window.close();
}
