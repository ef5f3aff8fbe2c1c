import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../deps.ts';
import { ApiProblem } from '../http/problem.ts';
import type { Operator } from './operators.ts';
import type { TokenKeys } from './token-keys.ts';
import { keyOf, TOKEN_LENGTH_LIMIT, unauthorized } from './tokens.ts';

/** Long enough for what an operator came for; the key that it is bound to ends with the page, before that. */
export const OPERATOR_TOKEN_LIFETIME_SECONDS = 1_800;

export type OperatorTokens = {
  /** @param thumbprint of the key that each call must prove, base64url. */
  issue(operator: Operator, thumbprint: string): Promise<string>;
  /** @throws ApiProblem `session_expired` for one that has run out, `unauthorized` for anything else. */
  verify(token: string): Promise<{ readonly operator: Operator; readonly thumbprint: string }>;
};

/**
 * Access tokens of operators: signed by the keys that sign those of people, with a type and an audience of their own, so that neither is
 * ever taken for the other. Nothing is stored: all that such a token is good for is bound to a key which only one page has.
 */
export function createOperatorTokens(keys: TokenKeys, clock: Clock, walletOrigin: string): OperatorTokens {
  const audience = `${walletOrigin}/v1/admin`;
  return {
    async issue({ subject, name, issuer, rule }, thumbprint) {
      const { kid, key } = await keys.current();
      const nowSeconds = Math.floor(clock.nowMs() / 1000);
      return new SignJWT({ name, idp: issuer, rule, cnf: { jkt: thumbprint } })
        .setProtectedHeader({ alg: 'HS256', typ: 'operator+jwt', kid })
        .setIssuer(walletOrigin)
        .setAudience(audience)
        .setSubject(subject)
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + OPERATOR_TOKEN_LIFETIME_SECONDS)
        .sign(key);
    },

    async verify(token) {
      if (token.length > TOKEN_LENGTH_LIMIT) throw unauthorized('The access token is not valid.');
      const key = await keyOf(token, keys);
      try {
        const { payload } = await jwtVerify<{ name?: unknown; idp?: unknown; rule?: unknown; cnf?: { jkt?: unknown } }>(token, key, {
          algorithms: ['HS256'],
          typ: 'operator+jwt',
          issuer: walletOrigin,
          audience,
          requiredClaims: ['sub', 'exp'],
          currentDate: new Date(clock.nowMs()),
        });
        const { sub = '', name, idp, rule, cnf } = payload;
        const thumbprint = cnf?.jkt;
        if (typeof name !== 'string' || typeof idp !== 'string' || typeof rule !== 'string' || typeof thumbprint !== 'string') {
          throw new TypeError('an operator’s token without name, idp, rule or cnf.jkt');
        }
        return { operator: { subject: sub, name, issuer: idp, rule }, thumbprint };
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw new ApiProblem('session_expired', { detail: 'Sign in again to go on.' }, { cause });
        throw unauthorized('The access token is not valid.', cause);
      }
    },
  };
}
