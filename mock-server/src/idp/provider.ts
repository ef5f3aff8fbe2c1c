import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { type Configuration, interactionPolicy } from 'oidc-provider';
import { findDemoAccount } from './accounts.ts';
import { createInteractions } from './interactions.ts';
import type { IssuerMaterial } from './issuer-material.ts';
import { messagePage, signOutPage } from './pages.ts';
import type { IssuerStorage } from './sqlite-adapter.ts';

export type IssuerOptions = {
  /** e.g. `http://localhost:4200`. */
  readonly issuer: string;
  readonly material: IssuerMaterial;
  readonly storage: IssuerStorage;
  /** The wallet's pages, public clients: they can keep no secret, PKCE stands in for it. */
  readonly clients: readonly { readonly clientId: string; readonly name: string }[];
  /** Of each of them. */
  readonly redirectUris: readonly string[];
  readonly walletOrigin: string;
  readonly onError: (error: unknown) => void;
};

export type IssuerHandler = (request: IncomingMessage, response: ServerResponse) => void;

function policyWithAccountChooser(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}

function configure(options: IssuerOptions): Configuration {
  const { material, storage, clients, redirectUris, walletOrigin } = options;
  const port = new URL(options.issuer).port;
  return {
    adapter: storage.adapter,
    clients: clients.map(({ clientId, name }) => ({
      client_id: clientId,
      client_name: name,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [...redirectUris],
      post_logout_redirect_uris: [...redirectUris],
      id_token_signed_response_alg: 'ES256',
    })),
    jwks: { keys: material.jwks.keys.map((key) => ({ ...key })) as NonNullable<Configuration['jwks']>['keys'] },
    cookies: {
      keys: [...material.cookieKeys],
      // Cookies ignore ports: two development stacks on one machine must not overwrite each other's sessions.
      names: { session: `demo_session_${port}`, interaction: `demo_interaction_${port}`, resume: `demo_resume_${port}` },
      long: { signed: true, httpOnly: true, sameSite: 'lax', overwrite: true },
      short: { signed: true, httpOnly: true, sameSite: 'lax', overwrite: true },
    },
    pkce: { required: () => true },
    responseTypes: ['code'],
    scopes: ['openid', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    // Name and e-mail in the ID token itself: the server learns them with the token it verifies, without a second call.
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientBasedCORS: (_ctx, origin) => origin === walletOrigin,
    async findAccount(_ctx, subject) {
      const account = findDemoAccount(subject);
      if (account === null) return undefined;
      return { accountId: subject, claims: () => ({ sub: subject, name: account.name, email: account.email, email_verified: true }) };
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = messagePage('Signed out', 'You can close this window.');
        },
      },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}`, policy: policyWithAccountChooser() },
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = messagePage('Sign-in did not work', `${out.error_description ?? out.error}. Close this window and try again.`);
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 900, Session: 14 * 86_400, Grant: 14 * 86_400 },
  };
}

/**
 * An OpenID Connect issuer with demo accounts: authorization code with PKCE (S256, required), public clients,
 * ES256 ID tokens, account chooser, consent and sign-out pages without any script.
 *
 * No Cross-Origin-Opener-Policy: the wallet's callback must find the window that opened the popup.
 */
export function createIssuer(options: IssuerOptions): IssuerHandler {
  const provider = new Provider(options.issuer, configure(options));
  provider.on('server_error', (_ctx, error) => options.onError(error));
  provider.use(async (ctx, next) => {
    ctx.set({
      // A form's redirects are held against form-action too, and sign-in ends with one to the wallet's callback.
      'Content-Security-Policy': `default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self' ${options.walletOrigin}; frame-ancestors 'none'; base-uri 'none'`,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'X-Frame-Options': 'DENY',
    });
    await next();
  });
  provider.use(createInteractions(provider));
  return provider.callback();
}
