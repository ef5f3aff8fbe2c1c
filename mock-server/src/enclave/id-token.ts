import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import { oidcNoncePreimage } from '../../../widget/src/contract/sealed.ts';
import type { Clock } from '../deps.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { sha256 } from './crypto/kdf.ts';
import type { Manifest } from './manifest.ts';

/** An issuer's signing keys (RFC 7517 §5). Pinned in the manifest, or fetched over TLS that ends in the enclave. */
export type IssuerKeys = (issuer: string) => Promise<JSONWebKeySet>;

/** Signatures only: `none` and MACs keyed by something public would let anyone log in. */
const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 60;
/** A token is used right after the login that made it. */
const MAX_AGE_SECONDS = 600;

export class IdTokenError extends EnclaveError {
  /** The claim (or header field) that is wrong; the server passes it on as `field`. */
  readonly claim: string;
  constructor(claim: string, options?: ErrorOptions) {
    super('invalid_id_token', `the ID token's ${claim} is not acceptable`, options);
    this.claim = claim;
  }
}

function claimOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return error.claim;
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return 'alg';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'kid';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return 'token';
}

/** SHA-256(iss ‖ 0x00 ‖ sub): how a user is known everywhere behind the login. */
export function subjectHashOf(issuer: string, subject: string): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return sha256(concatBytes(encoder.encode(issuer), Uint8Array.of(0), encoder.encode(subject)));
}

/**
 * Verifies an ID token (OpenID Connect Core §3.1.3.7) against the manifest: an issuer and a client the enclave was
 * booted for, the issuer's signature, times, and a nonce that names the session key (PROTOCOL §4.2).
 *
 * @returns the subject's hash, and `auth_time` where the issuer says it.
 * @throws IdTokenError naming the claim.
 */
export async function verifyIdToken(request: {
  readonly idToken: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly nonceRandom: Uint8Array;
  readonly thumbprint: Uint8Array;
  readonly manifest: Manifest;
  readonly issuerKeys: IssuerKeys;
  readonly clock: Clock;
}): Promise<{ readonly subjectHash: Uint8Array<ArrayBuffer>; readonly authTimeSeconds: number | null }> {
  const { issuer, clientId, manifest, clock } = request;
  const known = manifest.oidcIssuers.find((candidate) => candidate.issuer === issuer);
  if (known === undefined) throw new IdTokenError('iss');
  if (!known.clientIds.includes(clientId)) throw new IdTokenError('aud');

  const keys = await request.issuerKeys(issuer).catch((cause: unknown) => {
    throw new IdTokenError('iss', { cause });
  });
  const { payload } = await jwtVerify(request.idToken, createLocalJWKSet(keys), {
    algorithms: ALGORITHMS,
    issuer,
    audience: clientId,
    currentDate: new Date(clock.nowMs()),
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    maxTokenAge: MAX_AGE_SECONDS,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
  }).catch((cause: unknown) => {
    throw new IdTokenError(claimOf(cause), { cause });
  });

  const several = Array.isArray(payload.aud) && payload.aud.length > 1;
  if ((several || payload.azp !== undefined) && payload.azp !== clientId) throw new IdTokenError('azp');
  if (typeof payload.sub !== 'string' || payload.sub.length === 0 || payload.sub.length > 255) throw new IdTokenError('sub');
  const nonce = Buffer.from(sha256(oidcNoncePreimage(request.thumbprint, request.nonceRandom))).toString('base64url');
  if (payload.nonce !== nonce) throw new IdTokenError('nonce');
  const { auth_time: authTime = null } = payload;
  const isTime = authTime === null || (typeof authTime === 'number' && Number.isSafeInteger(authTime) && authTime >= 0);
  if (!isTime) throw new IdTokenError('auth_time');
  return { subjectHash: subjectHashOf(issuer, payload.sub), authTimeSeconds: authTime };
}
