import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Transport } from '../api/transport.ts';
import type { Provider } from '../contract/api.ts';
import type { Store } from '../state/store.ts';
import type { PreparedLogin } from './oidc.ts';
import { navigatePopup, openPopup, type PopupWait, popupAnswer } from './popup.ts';
import type { Relay } from './relay.ts';
import type { Session } from './session.ts';
import type { SessionKey } from './session-key.ts';

export type SignInFlow = {
  /** Loads the login code and builds each provider's request, so that nothing is left to wait for in the click. Resolves when that is so, or failed. */
  prepare(): Promise<unknown>;
  /** Opens the provider's window. Call it synchronously in the click. */
  signIn(providerId: string): void;
  /** Gives up on a window that is open. */
  cancel(): void;
};

export type SignInOptions = {
  readonly store: Store;
  readonly session: Session;
  readonly sessionKey: SessionKey;
  readonly redirectUri: string;
  /** The way back for windows that lose their opener. */
  readonly send: Transport;
  /** Runs after the session is open; the sign-in counts as done when it is. */
  readonly onSignedIn: () => Promise<void>;
  readonly toFailure: (cause: unknown) => WalletError;
  /** The browser gave no window. */
  readonly onBlocked: (provider: Provider) => void;
};

/** A request is built again when it is older: providers forget theirs. */
const PREPARED_LIFETIME_MS = 600_000;

/** A request on its way, and when it has come. */
export type LoginOnItsWay = { readonly login: Promise<PreparedLogin>; ready: PreparedLogin | null };
type Entry = LoginOnItsWay & { readonly madeAtMs: number };

/** The rest of a login whose window was opened in the click: sends it on where it still waits, and has the answer checked. */
export async function loginIn(
  popup: Window | null,
  { login, ready }: LoginOnItsWay,
  wait: PopupWait & { readonly onAnswer?: () => void },
): ReturnType<PreparedLogin['finish']> {
  const waiting = popupAnswer(popup, wait);
  waiting.catch(() => {});
  if (ready === null && popup !== null) {
    try {
      // Whoever gives up does not wait for the provider, and a window that is closed is sent nowhere.
      const prepared = await Promise.race([login, waiting]);
      if (typeof prepared !== 'string') navigatePopup(popup, prepared.url);
    } catch (cause) {
      popup.close();
      throw cause;
    }
  }
  const callbackUrl = await waiting;
  wait.onAnswer?.();
  const answer = await (await login).finish(callbackUrl);
  wait.signal.throwIfAborted();
  return answer;
}

/** The way back for a window out of reach. Its code is not needed before the window has opened. */
export function relayFor(send: Transport, { login }: LoginOnItsWay): Relay {
  const opened = import('./relay.ts').then(({ openRelay }) => openRelay(send, login));
  opened.catch(() => {});
  return { answer: async (signal) => (await opened).answer(signal) };
}

export function createSignInFlow({ store, session, sessionKey, redirectUri, send, onSignedIn, toFailure, onBlocked }: SignInOptions): SignInFlow {
  const entries = new Map<string, Entry>();
  let running: AbortController | null = null;

  function build(provider: Provider): Entry {
    const login = import('./oidc.ts').then(({ prepareLogin }) => prepareLogin(provider, sessionKey.thumbprint, redirectUri));
    const entry: Entry = { login, ready: null, madeAtMs: performance.now() };
    entries.set(provider.providerId, entry);
    login.then(
      (ready) => {
        entry.ready = ready;
      },
      // Whoever waits for `login` hears of it; the next click builds another.
      () => entries.get(provider.providerId) === entry && entries.delete(provider.providerId),
    );
    return entry;
  }

  function entryFor(provider: Provider): Entry {
    const entry = entries.get(provider.providerId);
    return entry !== undefined && performance.now() - entry.madeAtMs < PREPARED_LIFETIME_MS ? entry : build(provider);
  }

  function prepare(): Promise<unknown> {
    const logins = (store.get().app?.providers ?? []).map((provider) => entryFor(provider).login);
    store.set({ signInReady: true });
    return Promise.allSettled(logins);
  }

  function fail(cause: unknown): void {
    const error = toFailure(cause);
    // Closing one's own window is an answer, not a problem to report.
    const asked = error.code === 4001;
    store.set({ status: { phase: 'signed-out' }, signingInWith: null, problem: asked ? null : toWire(error) });
    void prepare();
  }

  async function finish(popup: Window | null, provider: Provider, entry: Entry, signal: AbortSignal): Promise<void> {
    const login = await loginIn(popup, entry, {
      signal,
      relay: relayFor(send, entry),
      // Closed or out of reach: the person may choose again at once, and an answer that still comes is taken.
      onClosed: () => store.set({ status: { phase: 'signed-out' }, signingInWith: null }),
      onAnswer() {
        entries.delete(provider.providerId);
        store.set({ status: { phase: 'signing-in' }, signingInWith: provider.providerId });
      },
    });
    await session.open(login);
    await onSignedIn();
    store.set({ signingInWith: null, problem: null });
  }

  return {
    prepare,
    signIn(providerId) {
      const provider = store.get().app?.providers.find((candidate) => candidate.providerId === providerId);
      if (provider === undefined || store.get().signingInWith !== null) return;
      const entry = entryFor(provider);
      try {
        const popup = openPopup(entry.ready?.url ?? null);
        const controller = new AbortController();
        running?.abort(new WalletError(4001, 'The sign-in was begun anew.', { reason: 'cancelled' }));
        running = controller;
        store.set({ status: { phase: 'signing-in' }, signingInWith: providerId, problem: null, redirect: null });
        finish(popup, provider, entry, controller.signal).catch((cause) => {
          if (entries.get(providerId) === entry) entries.delete(providerId);
          if (running === controller || running === null) fail(cause);
        });
      } catch (cause) {
        fail(cause);
        onBlocked(provider);
      }
    },
    cancel() {
      store.set({ redirect: null });
      running?.abort(new WalletError(4001, 'The sign-in was cancelled.', { reason: 'cancelled' }));
      running = null;
    },
  };
}
