import type { Actions } from '../actions.ts';
import { createApiClient } from '../api/client.ts';
import { fromBase64url } from '../crypto/bytes.ts';
import { openSessionKey } from '../session/session-key.ts';
import { createMemoryDatabase } from '../state/database.ts';
import type { AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { WINDOW_SOURCE, type WindowAction } from './approval-window.ts';
import type { RelayPort } from './relay-port.ts';

/** How long the window waits for the frame that opened it. */
const ANSWER_DEADLINE_MS = 10_000;
/** Over the server it takes longer. */
const RELAY_DEADLINE_MS = 20_000;
/** A frame over the server tells every ten seconds what is so; browsers slow the timers of pages in the background. */
const SILENCE_MS = 90_000;

export type MirrorOptions = {
  readonly store: Store;
  readonly showLanguage: (language: AppState['language']) => unknown;
  /** `window.opener`. */
  readonly opener: Window | null;
  /** The fragment of the window's address: what it shares with the frame. */
  readonly fragment: string;
};

/** The port to a frame that the page's opener policy has cut off. The window has a key of its own, for this journey only. */
async function reachFrame(fragment: string): Promise<RelayPort> {
  const secret = fromBase64url(fragment, 'fragment');
  if (secret.length !== 32) throw new TypeError('fragment must be 32 bytes');
  const [key, { openRelayPort }] = await Promise.all([openSessionKey(createMemoryDatabase()), import('./relay-port.ts')]);
  const { send } = createApiClient({ origin: location.origin, fetch, nowMs: () => Date.now(), proofKey: () => key, tokens: () => null });
  return openRelayPort({ send, secret, side: 'window' });
}

/**
 * A window that shows the approvals of the frame which opened it (approval-window.ts): its state is the frame's, and what the
 * person presses goes there. Without that frame it closes, or says that it has nothing to show.
 *
 * @returns the actions of this window.
 */
export function mirrorWallet({ store, showLanguage, opener, fragment }: MirrorOptions): Partial<Actions> {
  const fail = (): void => {
    window.close();
    store.set({ status: { phase: 'failed', reason: 'window_cut_off', message: 'This window has lost the page it belongs to.' } });
  };
  let port: MessagePort | RelayPort | null = null;
  let deadline = 0;
  function take(next: MessagePort | RelayPort): void {
    port = next;
    port.onmessage = ({ data: state }: { readonly data: AppState | null }) => {
      clearTimeout(deadline);
      // The request is answered, or gone.
      if (state === null) return fail();
      if (opener === null) deadline = window.setTimeout(fail, SILENCE_MS);
      if (state.language !== store.get().language) showLanguage(state.language);
      store.set(state);
    };
  }
  history.replaceState(null, '', location.pathname + location.search);
  if (opener !== null) {
    deadline = window.setTimeout(fail, ANSWER_DEADLINE_MS);
    window.addEventListener('message', ({ source, origin, data, ports }) => {
      if (source === opener && origin === location.origin && data === WINDOW_SOURCE && ports[0] !== undefined) take(ports[0]);
    });
    opener.postMessage(WINDOW_SOURCE, location.origin);
  } else if (fragment !== '') {
    deadline = window.setTimeout(fail, RELAY_DEADLINE_MS);
    reachFrame(fragment).then(take, fail);
  } else fail();

  const tell = (action: keyof Actions) => (value?: unknown) => {
    if (port === null) window.close();
    port?.postMessage({ action, value } satisfies WindowAction);
  };
  return {
    approve: tell('approve'),
    reject: tell('reject'),
    submitPin: tell('submitPin'),
    back: tell('back'),
    proceed: tell('proceed'),
    close: tell('close'),
    startTask: tell('startTask'),
  };
}
