import { base64url, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../deps.ts';
import type { SessionKey } from '../http/context.ts';
import { ApiProblem } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import type { DpopNonces } from './dpop-nonce.ts';
import { sha256 } from './keys.ts';
import type { OpenedKey, SessionKeys } from './session-keys.ts';

const PROOF_LENGTH_LIMIT = 4096;
const JTI_LENGTH_LIMIT = 128;
const COORDINATE_LENGTH = 43;

export type DpopRequest = {
  /** The `DPoP` header, or undefined when there is none. */
  readonly proof: string | undefined;
  readonly method: string;
  /** The request's address as the client sees it, without query and fragment. */
  readonly url: string;
  /** The access token the proof comes with; null where there is none yet. */
  readonly accessToken: string | null;
};
export type VerifiedProof = { readonly sessionKey: SessionKey; readonly thumbprint: string };

export type DpopDeps = { readonly store: Pick<Store, 'rememberProof'>; readonly clock: Clock; readonly nonces: DpopNonces; readonly sessionKeys: SessionKeys };

function refuse(field: string, detail: string, cause?: unknown): ApiProblem {
  const headers = { 'www-authenticate': 'DPoP error="invalid_dpop_proof", algs="ES256"' };
  return new ApiProblem('invalid_dpop_proof', { field, detail, headers }, { cause });
}

function askForNonce(): ApiProblem {
  // The nonce itself is on every response of the API (RFC 9449 §8.2).
  return new ApiProblem('use_dpop_nonce', { headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce", algs="ES256"' } });
}

/** The public key of the proof's header: exactly an EC key on P-256. Anything private in it is a client gone wrong. */
function readSessionKey(jwk: unknown): SessionKey {
  if (typeof jwk !== 'object' || jwk === null) throw refuse('jwk', 'The header must carry the public key.');
  const { kty, crv, x, y, d, k } = jwk as Record<string, unknown>;
  if (d !== undefined || k !== undefined) throw refuse('jwk', 'The key must not hold a private part.');
  if (kty !== 'EC' || crv !== 'P-256') throw refuse('jwk', 'The key must be an EC key on P-256.');
  if (typeof x !== 'string' || typeof y !== 'string' || x.length !== COORDINATE_LENGTH || y.length !== COORDINATE_LENGTH) {
    throw refuse('jwk', 'The key must have both coordinates, 32 bytes each.');
  }
  return { kty, crv, x, y };
}

function readHeader(proof: string): SessionKey {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(proof);
  } catch (cause) {
    throw refuse('dpop', 'The proof is not a compact JWS.', cause);
  }
  if (header.typ !== 'dpop+jwt') throw refuse('typ', 'The type must be dpop+jwt.');
  if (header.alg !== 'ES256') throw refuse('alg', 'The algorithm must be ES256.');
  return readSessionKey(header.jwk);
}

async function verifySignature(proof: string, sessionKey: SessionKey, { clock, sessionKeys }: DpopDeps): Promise<JWTPayload & Pick<OpenedKey, 'thumbprint'>> {
  try {
    const { key, thumbprint } = await sessionKeys(sessionKey);
    const { payload } = await jwtVerify(proof, key, { algorithms: ['ES256'], typ: 'dpop+jwt', currentDate: new Date(clock.nowMs()) });
    return { ...payload, thumbprint };
  } catch (cause) {
    throw refuse('signature', 'The signature does not fit the key.', cause);
  }
}

function normalisedAddress(url: unknown): string | null {
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function checkBinding(payload: JWTPayload, request: DpopRequest): void {
  if (payload.htm !== request.method) throw refuse('htm', 'The proof is for another method.');
  if (normalisedAddress(payload.htu) !== normalisedAddress(request.url)) throw refuse('htu', 'The proof is for another address.');
  if (typeof payload.iat !== 'number' || !Number.isFinite(payload.iat)) throw refuse('iat', 'The proof must say when it was made.');
  if (request.accessToken === null) return;
  const hash = sha256(new TextEncoder().encode(request.accessToken));
  if (payload.ath !== base64url.encode(hash)) throw refuse('ath', 'The proof is for another access token.');
}

/** The nonce bounds the proof's age; within it each `jti` is taken once for a key. */
async function checkFreshness(payload: JWTPayload, thumbprint: string, deps: DpopDeps): Promise<void> {
  const { nonce, jti } = payload;
  if (typeof nonce !== 'string') throw askForNonce();
  const expiresAtMs = await deps.nonces.expiresAtMs(nonce);
  if (expiresAtMs === null) throw askForNonce();
  if (typeof jti !== 'string' || jti === '' || jti.length > JTI_LENGTH_LIMIT) throw refuse('jti', 'The proof must have an identifier of its own.');
  if (!(await deps.store.rememberProof(`${thumbprint}.${jti}`, expiresAtMs))) throw refuse('jti', 'The proof was used already.');
}

/**
 * Verifies a DPoP proof (RFC 9449 §4.3). A nonce of this server is always required (§8): it bounds a proof's age by the
 * server's own clock, so `iat` must be there but is not compared with any clock.
 *
 * @returns the key that signed it.
 * @throws ApiProblem `invalid_dpop_proof` naming the member at fault, or `use_dpop_nonce`.
 */
export async function verifyDpop(request: DpopRequest, deps: DpopDeps): Promise<VerifiedProof> {
  const { proof } = request;
  if (proof === undefined) throw refuse('dpop', 'A DPoP proof is required.');
  if (proof.length > PROOF_LENGTH_LIMIT) throw refuse('dpop', 'The proof is too long.');
  const sessionKey = readHeader(proof);
  const { thumbprint, ...payload } = await verifySignature(proof, sessionKey, deps);
  checkBinding(payload, request);
  await checkFreshness(payload, thumbprint, deps);
  return { sessionKey, thumbprint };
}
