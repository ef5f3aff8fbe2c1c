import { base64url, createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Provider } from '../../../widget/src/contract/api.ts';
import { oidcNoncePreimage } from '../../../widget/src/contract/sealed.ts';
import type { Clock } from '../deps.ts';
import { ApiProblem } from '../http/problem.ts';
import { sha256 } from './keys.ts';

/** Asymmetric only: with a shared secret or `none`, whoever holds the token could have made it. */
const ALLOWED_ALGORITHMS = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 60;
/** The exchange follows the login at once; an older token was kept by somebody. */
const MAX_AGE_SECONDS = 600;
const PROFILE_LENGTH_LIMIT = 200;

export type IdTokenCheck = {
  readonly idToken: string;
  readonly provider: Provider;
  /** RFC 7638 thumbprint of the session key, base64url. */
  readonly thumbprint: string;
  /** base64url, 32 bytes. */
  readonly nonceRandom: string;
};
export type Identity = {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | null;
  readonly email: string | null;
  /** Everything the issuer says of them. */
  readonly claims: JWTPayload;
};

/** The claim or header member an error of `jose` is about. */
function fieldOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return error.claim;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'alg';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'kid';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return 'subject_token';
}

function refuse(field: string, cause?: unknown): ApiProblem {
  return new ApiProblem('invalid_id_token', { field, detail: `The ID token was not accepted because of ${field}.` }, { cause });
}

async function fetchKeys(issuer: string, issuerKeys: (issuer: string) => Promise<JSONWebKeySet>): Promise<JSONWebKeySet> {
  try {
    return await issuerKeys(issuer);
  } catch (cause) {
    throw new ApiProblem('issuer_unavailable', { retryAfterMs: 1000, detail: 'The login provider’s keys are not reachable.' }, { cause });
  }
}

/** OpenID Connect Core §3.1.3.7, steps 4 and 5. */
function checkAuthorizedParty(payload: JWTPayload, clientId: string): void {
  const several = Array.isArray(payload.aud) && payload.aud.length > 1;
  if (payload.azp === undefined ? several : payload.azp !== clientId) throw refuse('azp');
}

function profileText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, PROFILE_LENGTH_LIMIT) : null;
}

/**
 * Verifies an ID token against its issuer's keys (OpenID Connect Core §3.1.3.7). The nonce must be the hash of the session
 * key and 32 bytes of the client (PROTOCOL §4): a token obtained for another session key is worth nothing here. The enclave
 * checks all of it again for itself.
 *
 * @throws ApiProblem `invalid_id_token` whose `field` names the claim; `issuer_unavailable` when the issuer's keys cannot be had.
 */
export async function verifyIdToken(
  check: IdTokenCheck,
  deps: { readonly clock: Clock; readonly issuerKeys: (issuer: string) => Promise<JSONWebKeySet> },
): Promise<Identity> {
  const { provider } = check;
  const keys = await fetchKeys(provider.issuer, deps.issuerKeys);
  let payload: JWTPayload;
  try {
    const verified = await jwtVerify(check.idToken, createLocalJWKSet(keys), {
      algorithms: ALLOWED_ALGORITHMS,
      issuer: provider.issuer,
      audience: provider.clientId,
      requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(deps.clock.nowMs()),
    });
    payload = verified.payload;
  } catch (cause) {
    throw refuse(fieldOf(cause), cause);
  }
  checkAuthorizedParty(payload, provider.clientId);
  const nonce = sha256(oidcNoncePreimage(base64url.decode(check.thumbprint), base64url.decode(check.nonceRandom)));
  if (payload.nonce !== base64url.encode(nonce)) throw refuse('nonce');
  if (typeof payload.sub !== 'string' || payload.sub === '') throw refuse('sub');
  return { issuer: provider.issuer, subject: payload.sub, name: profileText(payload.name), email: profileText(payload.email), claims: payload };
}
