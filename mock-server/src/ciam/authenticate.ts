import type { AppContext, Step } from '../http/context.ts';
import { ApiProblem } from '../http/problem.ts';
import type { TokenBuckets } from '../http/rate-limit.ts';
import type { Store } from '../store/store.ts';
import { type DpopDeps, type VerifiedProof, verifyDpop } from './dpop.ts';
import type { OperatorTokens } from './operator-tokens.ts';
import { isStillOperator, type OperatorSettings } from './operators.ts';
import type { AccessTokens } from './tokens.ts';

export type AuthenticationDeps = DpopDeps & {
  readonly store: Pick<Store, 'rememberProof' | 'findSession'>;
  readonly walletOrigin: string;
  readonly accessTokens: AccessTokens;
  readonly sessionBuckets: TokenBuckets;
};

const SCHEME = 'DPoP ';

/** The address the client signed: the wallet's origin, whatever proxy stands in between, and the path as it was sent. */
function addressOf(walletOrigin: string, requestUrl: string): string {
  return `${walletOrigin}${new URL(requestUrl).pathname}`;
}

/** A DPoP proof without an access token: whoever opens or continues a session shows the key it is for. */
export function requireProof(deps: AuthenticationDeps): Step {
  return async function verifyProofOfKey(context, next) {
    const url = addressOf(deps.walletOrigin, context.req.url);
    context.set('proof', await verifyDpop({ proof: context.req.header('dpop'), method: context.req.method, url, accessToken: null }, deps));
    await next();
  };
}

/** @throws ApiProblem `unauthorized` */
function accessTokenOf(context: AppContext): string {
  const header = context.req.header('authorization') ?? '';
  if (header.startsWith(SCHEME)) return header.slice(SCHEME.length);
  const headers = { 'www-authenticate': 'DPoP algs="ES256"' };
  throw new ApiProblem('unauthorized', { field: 'authorization', detail: 'A DPoP access token is required.', headers });
}

/** A proof for this very request, by the key that the token is bound to. */
async function verifyBoundProof(
  context: AppContext,
  accessToken: string,
  thumbprint: string,
  deps: DpopDeps & { readonly walletOrigin: string },
): Promise<VerifiedProof> {
  const url = addressOf(deps.walletOrigin, context.req.url);
  const proof = await verifyDpop({ proof: context.req.header('dpop'), method: context.req.method, url, accessToken }, deps);
  if (proof.thumbprint === thumbprint) return proof;
  throw new ApiProblem('invalid_dpop_proof', { field: 'jwk', detail: 'The proof is by another key than the token is bound to.' });
}

/**
 * A session: access token, proof by the key it is bound to, and a session that has not been ended since.
 *
 * Throws `unauthorized`, `session_expired`, `invalid_dpop_proof`, `use_dpop_nonce`, `rate_limited`.
 */
export function authenticate(deps: AuthenticationDeps): Step {
  return async function authenticateSession(context, next) {
    const accessToken = accessTokenOf(context);
    const token = await deps.accessTokens.verify(accessToken);
    deps.sessionBuckets.take(token.sessionId);
    // The session is looked up while the proof is written down: neither needs the other, and each asks the database.
    const [proof, session] = await Promise.all([verifyBoundProof(context, accessToken, token.thumbprint, deps), deps.store.findSession(token.sessionId)]);
    if (session === null) throw new ApiProblem('unauthorized', { detail: 'The session was ended.' });
    if (deps.clock.nowMs() >= session.expiresAtMs) throw new ApiProblem('session_expired');
    context.set('proof', proof);
    context.set('session', session);
    await next();
  };
}

/**
 * An operator: access token of theirs, proof by the key it is bound to, and a configuration by which they still are one.
 *
 * Throws what `authenticate` throws, and `operator_required`.
 */
export function authenticateOperator(
  deps: Omit<AuthenticationDeps, 'accessTokens'> & { readonly tokens: OperatorTokens; readonly settings: OperatorSettings },
): Step {
  return async function authenticateOperator(context, next) {
    const accessToken = accessTokenOf(context);
    const { operator, thumbprint } = await deps.tokens.verify(accessToken);
    deps.sessionBuckets.take(thumbprint);
    const proof = await verifyBoundProof(context, accessToken, thumbprint, deps);
    if (!isStillOperator(operator, deps.settings)) throw new ApiProblem('operator_required');
    context.set('proof', proof);
    context.set('operator', operator);
    await next();
  };
}
