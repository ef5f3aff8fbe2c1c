import { ApiError } from '../api/api-error.ts';
import type { TokenSource } from '../api/transport.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { SessionResponse } from '../contract/api.ts';
import { fromBase64url } from '../crypto/bytes.ts';

/** Tokens are refreshed this long before they end, so that none expires on its way. */
const EXPIRY_MARGIN_MS = 20_000;

export type SessionUser = SessionResponse['user'];

/** What the sealed calls need of the session. */
export type SessionCredentials = {
  /** base64url of the enclave's certificate, as it goes into a call. */
  readonly certificate: string;
  readonly subjectHash: Uint8Array<ArrayBuffer>;
};

/** A session as one window of the wallet gives it to another; the refresh token stays where its cookie is. */
export type HandedSession = SessionCredentials & {
  readonly accessToken: string;
  readonly expiresAtMs: number;
  readonly certificateExpiresAtMs: number;
  readonly user: SessionUser;
};
type Current = HandedSession;

/** The signed-in session. Tokens are held in memory only, never persisted; the refresh token is a cookie no script can read. */
export type Session = TokenSource & {
  user(): SessionUser | null;
  /** @throws ApiError `session_expired` when nobody is signed in, or the enclave's certificate has ended. */
  credentials(): SessionCredentials;
  /** At load: picks the session up again from the cookie. @returns whether there was one. @throws ApiError when the server cannot be reached. */
  resume(): Promise<boolean>;
  /** Token exchange (RFC 8693) after the provider's window answered. */
  open(login: { readonly idToken: string; readonly providerId: string; readonly nonceRandom: string }): Promise<void>;
  /** What another window of this wallet needs to go on with this session. @throws ApiError `session_expired` */
  handOver(): HandedSession;
  /** Goes on with a session that another window handed over. @param renew asks that window for tokens that have not expired. */
  take(handed: HandedSession, renew: () => Promise<HandedSession>): void;
  /** Ends the session on the server, then here. What is here ends even when the server cannot be reached. */
  close(): Promise<void>;
  /** Another tab has ended it: nothing is asked of the server. */
  forget(): void;
};

export type SessionOptions = {
  readonly appId: string;
  readonly api: Pick<ApiClient, 'openSession' | 'refreshSession' | 'closeSession'>;
  readonly nowMs: () => number;
  readonly deviceLabel: string;
  /** Called when the session ended without the person asking: expired, revoked, or signed out in another tab. */
  readonly onEnded: () => void;
};

/** Codes after which no refresh can help: only a new sign-in can. */
const endingCodes: ReadonlySet<string> = new Set(['session_expired', 'invalid_refresh_token', 'unauthorized', 'invalid_dpop_proof']);

/** One refresh at a time across this app's tabs: they share the rotating cookie, and a reused one ends the session. */
async function exclusively<Result>(appId: string, work: () => Promise<Result>): Promise<Result> {
  let begun = false;
  try {
    return (await navigator.locks.request(`alcove-refresh-${appId}`, () => {
      begun = true;
      return work();
    })) as Result;
  } catch (cause) {
    // Where storage is refused, locks are too; then there are no other tabs to share a cookie with either.
    if (begun) throw cause;
    return work();
  }
}

export function createSession({ appId, api, nowMs, deviceLabel, onEnded }: SessionOptions): Session {
  let current: Current | null = null;
  let refreshing: Promise<Current> | null = null;
  let renewed: (() => Promise<Current>) | null = null;

  function adopt(response: SessionResponse): Current {
    current = {
      accessToken: response.access_token,
      expiresAtMs: nowMs() + response.expires_in * 1000,
      certificate: response.session_certificate,
      certificateExpiresAtMs: response.session_certificate_expires_at_seconds * 1000,
      subjectHash: fromBase64url(response.subject_hash, 'subject_hash'),
      user: response.user,
    };
    return current;
  }

  function end(): void {
    if (current === null) return;
    current = null;
    onEnded();
  }

  async function newTokens(): Promise<Current> {
    if (renewed === null) return exclusively(appId, async () => adopt(await api.refreshSession()));
    current = await renewed();
    return current;
  }

  function refresh(): Promise<Current> {
    refreshing ??= newTokens()
      .catch((error: unknown) => {
        if (error instanceof ApiError && endingCodes.has(error.code)) end();
        throw error;
      })
      .finally(() => {
        refreshing = null;
      });
    return refreshing;
  }

  return {
    user: () => current?.user ?? null,
    credentials() {
      if (current === null) throw new ApiError('session_expired');
      if (nowMs() >= current.certificateExpiresAtMs) {
        end();
        throw new ApiError('session_expired');
      }
      return current;
    },
    async accessToken() {
      if (current === null) throw new ApiError('unauthorized');
      if (nowMs() < current.expiresAtMs - EXPIRY_MARGIN_MS) return current.accessToken;
      return (await refresh()).accessToken;
    },
    async renewedToken(usedToken) {
      if (current !== null && current.accessToken !== usedToken) return current.accessToken;
      return (await refresh()).accessToken;
    },
    async resume() {
      try {
        await refresh();
        return true;
      } catch (error) {
        if (error instanceof ApiError && endingCodes.has(error.code)) return false;
        throw error;
      }
    },
    async open({ idToken, providerId, nonceRandom }) {
      renewed = null;
      adopt(await api.openSession({ idToken, appId, providerId, nonceRandom, deviceLabel }, crypto.randomUUID()));
    },
    handOver() {
      if (current === null) throw new ApiError('session_expired');
      return current;
    },
    take(handed, renew) {
      current = handed;
      renewed = renew;
    },
    async close() {
      if (current === null) return;
      try {
        await api.closeSession();
      } finally {
        current = null;
      }
    },
    forget() {
      current = null;
    },
  };
}
