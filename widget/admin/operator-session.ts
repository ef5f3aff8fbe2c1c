import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../src/api/api-error.ts';
import type { TokenSource, Transport } from '../src/api/transport.ts';
import { adminRoutes, adminSessionSchema } from '../src/contract/admin-api.ts';
import { providerSchema } from '../src/contract/api.ts';
import { openPopup } from '../src/session/popup.ts';
import { type LoginOnItsWay, loginIn, relayFor } from '../src/session/sign-in-flow.ts';
import { pathOf } from './admin-api.ts';

/** Tokens are given up this long before they end, so that none expires on its way. */
const EXPIRY_MARGIN_MS = 10_000;
/** A request is built again when it is older: providers forget theirs. */
const PREPARED_LIFETIME_MS = 600_000;

export type OperatorSession = TokenSource & {
  /** Who is signed in; null when nobody is. */
  operatorName(): string | null;
  /** Builds the request to the issuer, so that nothing is left to wait for in the click. */
  prepare(): void;
  /**
   * Opens the issuer's window. Call it synchronously in the click.
   *
   * @returns false when the operator closed the window or refused. @throws ApiError, WalletError
   */
  signIn(): Promise<boolean>;
  signOut(): void;
};

export type OperatorSessionOptions = {
  readonly send: Transport;
  /** Of this page's key: the ID token is worth nothing to any other. */
  readonly thumbprint: Uint8Array;
  readonly nowMs: () => number;
  /** The token has run out, or the server takes it no more. */
  readonly onEnded: () => void;
};

type Entry = LoginOnItsWay & { readonly madeAtMs: number };

/** Login by the issuer's window (OpenID Connect, code and PKCE), and the token that it is exchanged for. */
export function createOperatorSession({ send, thumbprint, nowMs, onEnded }: OperatorSessionOptions): OperatorSession {
  let current: { readonly token: string; readonly expiresAtMs: number; readonly name: string } | null = null;
  let entry: Entry | null = null;
  let running: AbortController | null = null;

  async function build() {
    const provider = await send({ ...pathOf(adminRoutes.signIn), schema: providerSchema, authentication: 'none' });
    const { prepareLogin } = await import('../src/session/oidc.ts');
    // Anew each time: nobody becomes an operator by a login that is still open at the issuer, and who took the wrong account can choose.
    return prepareLogin(provider, thumbprint, new URL('/w/callback.html', location.origin).href, 0);
  }

  function prepared(): Entry {
    if (entry !== null && nowMs() - entry.madeAtMs < PREPARED_LIFETIME_MS) return entry;
    const made: Entry = { login: build(), ready: null, madeAtMs: nowMs() };
    entry = made;
    made.login.then(
      (ready) => {
        made.ready = ready;
      },
      () => {
        if (entry === made) entry = null;
      },
    );
    return made;
  }

  function ended(): ApiError {
    if (current !== null) {
      current = null;
      onEnded();
    }
    return new ApiError('session_expired');
  }

  return {
    operatorName: () => current?.name ?? null,
    prepare: () => void prepared(),
    async signIn() {
      running?.abort(new WalletError(4001, 'The sign-in was begun anew.', { reason: 'cancelled' }));
      running = new AbortController();
      const chosen = prepared();
      const popup = openPopup(chosen.ready?.url ?? null);
      try {
        const { idToken, nonceRandom } = await loginIn(popup, chosen, { signal: running.signal, relay: relayFor(send, chosen) });
        const granted = await send({
          ...pathOf(adminRoutes.openSession),
          body: { subject_token: idToken, nonce_random: nonceRandom },
          schema: adminSessionSchema,
          authentication: 'proof',
        });
        current = { token: granted.access_token, expiresAtMs: nowMs() + granted.expires_in * 1000, name: granted.operator.name };
        return true;
      } catch (cause) {
        if (cause instanceof WalletError && cause.code === 4001) return false;
        throw cause;
      } finally {
        if (entry === chosen) entry = null;
      }
    },
    signOut() {
      current = null;
    },
    async accessToken() {
      if (current === null) throw new ApiError('unauthorized');
      if (nowMs() >= current.expiresAtMs - EXPIRY_MARGIN_MS) throw ended();
      return current.token;
    },
    renewedToken: () => Promise.reject(ended()),
  };
}
