import { ErrorResponse, ErrorTimeout, InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Provider } from '../contract/api.ts';
import { oidcNoncePreimage } from '../contract/sealed.ts';
import { randomBytes, sha256, toBase64url } from '../crypto/bytes.ts';
import { REDIRECT_STATE } from './callback-message.ts';

const REQUEST_TIMEOUT_SECONDS = 10;

/** What the session is opened with. */
export type FinishedLogin = { readonly idToken: string; readonly nonceRandom: string; readonly providerId: string };

/** One login that has been prepared: code flow with PKCE, `state` and a nonce bound to the session key. Used once. */
export type PreparedLogin = {
  /** base64url of the 32 bytes in the nonce. */
  readonly nonceRandom: string;
  /** The authorization request; opening it is all that is left to do in the click. */
  readonly url: string;
  /**
   * Exchanges the code that came back for an ID token.
   *
   * @throws WalletError 4001 when the person refused at the provider, 4100 when the answer cannot be trusted, -32083 when the provider is unreachable.
   */
  finish(callbackUrl: string): Promise<FinishedLogin>;
};

function unreachable(provider: Provider, cause: unknown): WalletError {
  return new WalletError(-32083, `${provider.name} cannot be reached right now.`, { reason: 'provider_unavailable', retriable: true }, { cause });
}

function refusal(cause: unknown, provider: Provider): WalletError {
  if (cause instanceof WalletError) return cause;
  if (cause instanceof ErrorResponse) {
    if (cause.error === 'access_denied') return new WalletError(4001, 'The sign-in was cancelled.', { reason: 'access_denied' }, { cause });
    return new WalletError(4100, 'The provider refused the sign-in.', { reason: 'provider_refused' }, { cause });
  }
  if (cause instanceof TypeError || cause instanceof ErrorTimeout) return unreachable(provider, cause);
  return new WalletError(4100, 'The sign-in could not be verified.', { reason: 'invalid_id_token' }, { cause });
}

/** RFC 9207: an answer of another issuer than the one asked is a mix-up attack. */
function assertIssuer(callbackUrl: string, issuer: string): void {
  const answered = new URL(callbackUrl).searchParams.get('iss');
  if (answered !== null && answered !== issuer) throw new WalletError(4100, 'Another provider answered the sign-in.', { reason: 'issuer_mismatch' });
}

function clientOf(provider: Provider, redirectUri: string, store: Storage): OidcClient {
  return new OidcClient({
    authority: provider.issuer,
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: provider.scope,
    stateStore: new WebStorageStateStore({ store }),
    loadUserInfo: false,
    requestTimeoutInSeconds: REQUEST_TIMEOUT_SECONDS,
    fetchRequestCredentials: 'omit',
  });
}

async function finishWith(client: OidcClient, provider: Provider, nonceRandom: string, callbackUrl: string): Promise<FinishedLogin> {
  try {
    assertIssuer(callbackUrl, provider.issuer);
    const { id_token: idToken } = await client.processSigninResponse(callbackUrl);
    if (idToken === undefined) throw new WalletError(4100, 'The provider sent no identity.', { reason: 'invalid_id_token' });
    return { idToken, nonceRandom, providerId: provider.providerId };
  } catch (cause) {
    throw refusal(cause, provider);
  }
}

/**
 * Finishes a login that another load of the wallet prepared.
 *
 * @param store what that one left.
 * @throws WalletError as `PreparedLogin.finish` does.
 */
export function finishLogin(provider: Provider, redirectUri: string, store: Storage, nonceRandom: string, callbackUrl: string): Promise<FinishedLogin> {
  return finishWith(clientOf(provider, redirectUri, store), provider, nonceRandom, callbackUrl);
}

/**
 * Builds the authorization request before the click. State and PKCE verifier live in memory; nothing touches web storage.
 *
 * @param thumbprint of the session key: the nonce is `base64url(SHA-256(label ‖ thumbprint ‖ random))`, so that the ID token is
 * worth nothing to any other key.
 * @param redirectUri the callback page on the wallet's own origin.
 * @param maxAgeSeconds how long ago the person may have logged in at the provider; 0 has it ask again and say when (OIDC Core §3.1.2.1).
 * @param keep where state and PKCE verifier are left, for a login that takes the whole page along. Default: a memory of this login's own.
 * @throws WalletError -32083 when the provider's configuration cannot be fetched.
 */
export async function prepareLogin(
  provider: Provider,
  thumbprint: Uint8Array,
  redirectUri: string,
  maxAgeSeconds?: number,
  keep?: Storage,
): Promise<PreparedLogin> {
  const random = randomBytes(32);
  const nonceRandom = toBase64url(random);
  const nonce = toBase64url(await sha256(oidcNoncePreimage(thumbprint, random)));
  const client = clientOf(provider, redirectUri, keep ?? new InMemoryWebStorage());
  let url: string;
  try {
    ({ url } = await client.createSigninRequest({
      nonce,
      request_type: 'si:p',
      ...(keep === undefined ? { display: 'popup' } : { url_state: REDIRECT_STATE }),
      ...(maxAgeSeconds === undefined ? {} : { max_age: maxAgeSeconds }),
    }));
  } catch (cause) {
    throw unreachable(provider, cause);
  }
  return { nonceRandom, url, finish: (callbackUrl) => finishWith(client, provider, nonceRandom, callbackUrl) };
}
