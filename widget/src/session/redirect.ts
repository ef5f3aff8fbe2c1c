import { unknown } from 'valibot';
import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import type { Transport } from '../api/transport.ts';
import type { Provider } from '../contract/api.ts';
import { relayAnswerSchema } from '../contract/wallet-api.ts';
import type { Database } from '../state/database.ts';
import type { Store } from '../state/store.ts';
import { finishLogin, prepareLogin } from './oidc.ts';
import { relayIdOf } from './relay-id.ts';
import type { Session } from './session.ts';
import type { SessionKey } from './session-key.ts';

/*
 * Login without a second window, for browsers inside apps that have none. The person presses a link, which takes the whole page
 * to the provider; the provider leads to the callback page, which leaves the answer at the wallet's server (relay) and goes back
 * to the page; there the wallet, loaded anew, takes the answer by its key, and goes on with what the page had asked for. What
 * has to outlast the journey is in this partition's IndexedDB, for ten minutes and for one answer: `state` and the PKCE
 * verifier, which are worth nothing without the code, and no token.
 */

/** In `Database`. */
export const REDIRECT_KEY = 'redirect';
/** As long as the server keeps the relay. */
const LIFETIME_MS = 600_000;
/** A link that nobody presses is an answer after this time. */
const IGNORED_AFTER_MS = 60_000;

type Kept = {
  readonly providerId: string;
  readonly nonceRandom: string;
  /** Of the relay at the server. */
  readonly path: string;
  readonly states: Map<string, string>;
  readonly expiresAtMs: number;
  /** A page's request waited for the login. */
  readonly isAsked: boolean;
};

export type RedirectParts = {
  readonly appId: string;
  readonly store: Store;
  readonly session: Pick<Session, 'open'>;
  readonly sessionKey: Pick<SessionKey, 'thumbprint'>;
  readonly database: Database;
  readonly send: Transport;
  readonly redirectUri: string;
  readonly nowMs: () => number;
  /** The page's requests that wait. */
  readonly pending: { size(): number; cancelAll(error: WalletError): void };
};

/** What the login code keeps of a login, in a map that IndexedDB takes. */
function storageOf(states: Map<string, string>): Storage {
  return {
    get length() {
      return states.size;
    },
    key: (index) => [...states.keys()][index] ?? null,
    getItem: (key) => states.get(key) ?? null,
    setItem: (key, value) => void states.set(key, value),
    removeItem: (key) => void states.delete(key),
    clear: () => states.clear(),
  };
}

/** @returns the authorization request, once everything that is needed on the way back is kept. */
async function prepareRedirect({ appId, store, sessionKey, database, send, redirectUri, nowMs, pending }: RedirectParts, provider: Provider): Promise<string> {
  const { hostOrigin } = store.get();
  const states = new Map<string, string>();
  const { url, nonceRandom } = await prepareLogin(provider, sessionKey.thumbprint, redirectUri, undefined, storageOf(states));
  const path = `/v1/relay/${await relayIdOf(url)}`;
  const returnTo = { app_id: appId, url: hostOrigin === null ? location.href : `${hostOrigin}/` };
  await send({ method: 'PUT', path, body: { return_to: returnTo }, schema: unknown(), authentication: 'proof' });
  const expiresAtMs = nowMs() + LIFETIME_MS;
  const kept: Kept = { providerId: provider.providerId, nonceRandom, path, states, expiresAtMs, isAsked: pending.size() > 0 };
  await database.put(REDIRECT_KEY, kept);
  return url;
}

/**
 * After a window was blocked: shows the link that goes on without one, where the browser keeps storage to come back to. A page's
 * request that nobody goes on with ends with -32081 `popup_blocked` after a minute.
 */
export async function offerRedirect(parts: RedirectParts, provider: Provider): Promise<void> {
  const { store, database, pending } = parts;
  const isIgnored = () => store.get().status.phase === 'signed-out' && store.get().signingInWith === null;
  setTimeout(() => {
    if (!isIgnored()) return;
    pending.cancelAll(new WalletError(-32081, 'The browser blocked the window, and nobody went on without it.', { reason: 'popup_blocked' }));
  }, IGNORED_AFTER_MS);
  if (!database.persistent) return;
  const url = await prepareRedirect(parts, provider);
  if (isIgnored()) store.set({ redirect: { url, providerId: provider.providerId } });
}

function readKept(value: unknown): Kept | null {
  const { providerId, nonceRandom, path, states, expiresAtMs, isAsked = false } = (value ?? {}) as Partial<Kept>;
  const isWhole = typeof providerId === 'string' && typeof nonceRandom === 'string' && typeof path === 'string';
  return isWhole && states instanceof Map && typeof expiresAtMs === 'number' ? { providerId, nonceRandom, path, states, expiresAtMs, isAsked } : null;
}

/**
 * Takes the answer of a login by redirect, once, and opens the session with it.
 *
 * @returns whether a page's request had waited for it; null when none was begun, none has come back, or it is over.
 * @throws WalletError as the login itself does: 4001 when the person refused at the provider. The login is over then.
 */
async function resume({ store, session, database, send, redirectUri, nowMs }: RedirectParts): Promise<{ readonly isAsked: boolean } | null> {
  const kept = readKept(await database.get(REDIRECT_KEY));
  const provider = store.get().app?.providers.find(({ providerId }) => providerId === kept?.providerId);
  if (kept === null || provider === undefined || nowMs() >= kept.expiresAtMs) {
    await database.delete(REDIRECT_KEY);
    return null;
  }
  const taken = await send({ method: 'GET', path: kept.path, schema: relayAnswerSchema, authentication: 'proof' }).catch(async (cause: unknown) => {
    // A server that is away comes back; an answer that was taken does not.
    if (cause instanceof ApiError && cause.code === 'not_found') await database.delete(REDIRECT_KEY);
    return null;
  });
  if (taken === null) return null;
  await database.delete(REDIRECT_KEY);
  await session.open(await finishLogin(provider, redirectUri, storageOf(kept.states), kept.nonceRandom, taken.answer));
  return kept;
}

export type CameBackParts = {
  /** Brings the wallet onto the screen. */
  readonly show: () => void;
  readonly dispatch: (request: { readonly id: string; readonly method: string }, origin: string) => Promise<unknown>;
  readonly toFailure: (cause: unknown) => WalletError;
};

/**
 * When the wallet comes up: goes on where a login by redirect left off. What the page had asked for before is asked again, unless
 * the page has done so itself by now; without a page's request the wallet comes onto the screen, as it had been.
 *
 * @returns whether the session is open now.
 */
export async function cameBack(parts: RedirectParts, { show, dispatch, toFailure }: CameBackParts): Promise<boolean> {
  const { store, pending } = parts;
  let resumed: Awaited<ReturnType<typeof resume>> = null;
  try {
    resumed = await resume(parts);
    if (resumed === null) return false;
  } catch (cause) {
    const failure = toFailure(cause);
    // Who refused at the provider knows it.
    store.set({ problem: failure.code === 4001 ? null : toWire(failure) });
  }
  const { hostOrigin } = store.get();
  if (resumed?.isAsked !== true || hostOrigin === null) show();
  // Whoever refuses this hears of it on the screen; the page has no request that could fail.
  else if (pending.size() === 0) dispatch({ id: crypto.randomUUID(), method: 'eth_requestAccounts' }, hostOrigin).catch(() => {});
  return resumed !== null;
}
