import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../deps.ts';
import { ApiProblem } from '../http/problem.ts';
import type { SessionRow } from '../store/store.ts';
import { FIRST_TOKEN_KEY, type TokenKeys } from './token-keys.ts';

export const ACCESS_TOKEN_LIFETIME_SECONDS = 300;
export const TOKEN_LENGTH_LIMIT = 2048;

export type AccessToken = { readonly sessionId: string; readonly thumbprint: string };

export type AccessTokens = {
  issue(session: SessionRow): Promise<string>;
  /** @throws ApiProblem `session_expired` for one that has run out, `unauthorized` for anything else. */
  verify(token: string): Promise<AccessToken>;
};

/** A refused access token, whoever's. */
export function unauthorized(detail: string, cause?: unknown): ApiProblem {
  return new ApiProblem('unauthorized', { field: 'authorization', detail, headers: { 'www-authenticate': 'DPoP algs="ES256"' } }, { cause });
}

/** A token without an id is of before there were ids. @throws ApiProblem `session_expired` when its key was rotated away: a refresh brings another. */
export async function keyOf(token: string, keys: TokenKeys): Promise<CryptoKey> {
  let kid: unknown;
  try {
    kid = decodeProtectedHeader(token).kid ?? FIRST_TOKEN_KEY;
  } catch (cause) {
    throw unauthorized('The access token is not valid.', cause);
  }
  if (typeof kid !== 'string') throw unauthorized('The access token is not valid.');
  const found = await keys.find(kid);
  if (found === null) throw new ApiProblem('session_expired', { detail: 'The access token has run out.' });
  return found.key;
}

/**
 * Access tokens: JWTs of type `at+jwt` (RFC 9068) bound to the session key by `cnf.jkt` (RFC 9449 §6), five minutes long.
 * The server that issues them is the only one that reads them, so they are signed by HMAC.
 */
export function createAccessTokens(keys: TokenKeys, clock: Clock, walletOrigin: string): AccessTokens {
  return {
    async issue(session) {
      const { kid, key } = await keys.current();
      const nowSeconds = Math.floor(clock.nowMs() / 1000);
      return new SignJWT({ sid: session.sessionId, app_id: session.appId, cnf: { jkt: session.thumbprint } })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
        .setIssuer(walletOrigin)
        .setAudience(walletOrigin)
        .setSubject(session.userId)
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + ACCESS_TOKEN_LIFETIME_SECONDS)
        .sign(key);
    },

    async verify(token) {
      if (token.length > TOKEN_LENGTH_LIMIT) throw unauthorized('The access token is not valid.');
      const key = await keyOf(token, keys);
      try {
        const { payload } = await jwtVerify<{ sid?: unknown; cnf?: { jkt?: unknown } }>(token, key, {
          algorithms: ['HS256'],
          typ: 'at+jwt',
          issuer: walletOrigin,
          audience: walletOrigin,
          requiredClaims: ['sub', 'sid', 'exp'],
          currentDate: new Date(clock.nowMs()),
        });
        const thumbprint = payload.cnf?.jkt;
        if (typeof payload.sid !== 'string' || typeof thumbprint !== 'string') throw new TypeError('access token without sid or cnf.jkt');
        return { sessionId: payload.sid, thumbprint };
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw new ApiProblem('session_expired', { detail: 'The access token has run out.' }, { cause });
        throw unauthorized('The access token is not valid.', cause);
      }
    },
  };
}
