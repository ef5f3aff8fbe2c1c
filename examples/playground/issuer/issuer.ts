import { importJWK, type JWK, SignJWT } from 'jose';
import type { Clock, RandomBytes } from '../../../mock-server/src/deps.ts';
import { type DemoAccount, findDemoAccount, guestAccount } from '../../../mock-server/src/idp/accounts.ts';
import { type IssuerMaterial, publicJwks } from '../../../mock-server/src/idp/issuer-material.ts';
import { consentPage, loginPage, messagePage } from '../../../mock-server/src/idp/pages.ts';

/*
 * An OpenID Connect issuer in the browser, with the pages and accounts of mock-server/src/idp, whose provider runs on Node only.
 * What the wallet uses is here as the standards have it: discovery, authorization code with PKCE S256, one-time codes, `iss` in the
 * answer (RFC 9207), ID tokens in ES256, keys as JWKS. What it does not use (refresh, userinfo, logout, registration) is not.
 */

export type IssuerOptions = {
  /** With its path, without a slash at the end. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly redirectUri: string;
  readonly material: IssuerMaterial;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

type Asked = {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly scopes: readonly string[];
  readonly loginHint: string;
};
type Interaction = { readonly asked: Asked; readonly expiresAtMs: number; account: DemoAccount | null };
type Grant = { readonly asked: Asked; readonly account: DemoAccount; readonly authenticatedAtSeconds: number; readonly expiresAtMs: number };

const CODE_LIFETIME_MS = 60_000;
const INTERACTION_LIFETIME_MS = 900_000;
const ID_TOKEN_LIFETIME_SECONDS = 600;
const MAX_PENDING = 100;
/** RFC 7636 §4.1 and §4.2: 43 characters of base64url are the SHA-256. */
const CHALLENGE = /^[\w-]{43}$/;
const VERIFIER = /^[\w.~-]{43,128}$/;

const noStore = { 'cache-control': 'no-store' };
const failure = (error: string, status = 400) => Response.json({ error }, { status, headers: noStore });
/** What the page of ../issuer/page.ts is told: show this, or go there. */
const show = (html: string) => Response.json({ html }, { headers: noStore });
const sendTo = (url: string) => Response.json({ location: url }, { headers: noStore });

async function sha256Base64url(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('base64url');
}

/** The oldest goes first: nobody has a hundred windows open. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  if (map.size > MAX_PENDING) map.delete(map.keys().next().value as string);
}

export function createBrowserIssuer(options: IssuerOptions): (request: Request) => Promise<Response> {
  const { issuer, clientId, clientName, redirectUri, material, clock, random } = options;
  const interactions = new Map<string, Interaction>();
  const grants = new Map<string, Grant>();
  const signingKey = material.jwks.keys[0] as JWK;
  const newId = (): string => Buffer.from(random(24)).toString('base64url');

  function discovery(): Response {
    return Response.json({
      issuer,
      authorization_endpoint: `${issuer}/authorize/`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      scopes_supported: ['openid', 'profile', 'email'],
      token_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      claims_supported: ['sub', 'name', 'email', 'email_verified', 'auth_time', 'nonce'],
    });
  }

  /** The request of OpenID Connect Core §3.1.2.1, or what is wrong with it. A wrong client or address is never redirected to. */
  function readRequest(query: URLSearchParams): Asked | { readonly refused: string } | { readonly error: string; readonly state: string } {
    if (query.get('client_id') !== clientId) return { refused: 'This application is not known here.' };
    if (query.get('redirect_uri') !== redirectUri) return { refused: 'The address to go back to is not one of the application’s.' };
    const state = query.get('state') ?? '';
    const scopes = (query.get('scope') ?? '').split(' ');
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('response_type') !== 'code') return { error: 'unsupported_response_type', state };
    if (!scopes.includes('openid')) return { error: 'invalid_scope', state };
    if (query.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(challenge)) return { error: 'invalid_request', state };
    if (query.get('prompt') === 'none') return { error: 'login_required', state };
    return { redirectUri, state, nonce: query.get('nonce') ?? '', challenge, scopes, loginHint: query.get('login_hint') ?? '' };
  }

  function answerTo(state: string, fields: Readonly<Record<string, string>>): Response {
    const url = new URL(redirectUri);
    for (const [name, value] of Object.entries({ ...fields, state, iss: issuer })) url.searchParams.set(name, value);
    return sendTo(url.href);
  }

  const login = (id: string, { asked }: Interaction, problem: string | null = null, email = asked.loginHint.slice(0, 100)) =>
    show(loginPage({ action: `interaction/${id}`, clientName, email, problem }));

  function begin(query: URLSearchParams): Response {
    const asked = readRequest(query);
    if ('refused' in asked) return show(messagePage('This sign-in cannot go on', asked.refused));
    if ('error' in asked) return answerTo(asked.state, { error: asked.error });
    const id = newId();
    const interaction: Interaction = { asked, expiresAtMs: clock.nowMs() + INTERACTION_LIFETIME_MS, account: null };
    remember(interactions, id, interaction);
    return login(id, interaction);
  }

  function interact(id: string, step: string, form: URLSearchParams): Response {
    const interaction = interactions.get(id);
    if (interaction === undefined || interaction.expiresAtMs < clock.nowMs()) {
      return show(messagePage('This sign-in has expired', 'Close this window and sign in again.'));
    }
    const { asked } = interaction;
    if (step === 'login') {
      const chosen = form.get('account');
      const email = form.get('email') ?? '';
      interaction.account = chosen === null ? guestAccount(email) : findDemoAccount(chosen);
      if (interaction.account === null) return login(id, interaction, 'Enter an e-mail address such as name@example.com.', email.slice(0, 100));
      return show(consentPage({ action: `interaction/${id}`, clientName, account: interaction.account, scopes: asked.scopes }));
    }
    interactions.delete(id);
    if (step !== 'allow' || interaction.account === null) return answerTo(asked.state, { error: 'access_denied', error_description: 'The user cancelled.' });
    const code = newId();
    const nowMs = clock.nowMs();
    remember(grants, code, { asked, account: interaction.account, authenticatedAtSeconds: Math.floor(nowMs / 1000), expiresAtMs: nowMs + CODE_LIFETIME_MS });
    return answerTo(asked.state, { code });
  }

  async function idToken({ asked, account, authenticatedAtSeconds }: Grant): Promise<string> {
    const nowSeconds = Math.floor(clock.nowMs() / 1000);
    const profile = asked.scopes.includes('profile') ? { name: account.name } : {};
    const email = asked.scopes.includes('email') ? { email: account.email, email_verified: true } : {};
    return new SignJWT({ ...profile, ...email, nonce: asked.nonce, auth_time: authenticatedAtSeconds })
      .setProtectedHeader({ alg: 'ES256', kid: signingKey.kid ?? '', typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(account.subject)
      .setAudience(clientId)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + ID_TOKEN_LIFETIME_SECONDS)
      .sign(await importJWK(signingKey, 'ES256'));
  }

  /** RFC 6749 §4.1.3 with RFC 7636 §4.6. A code is taken by the first who shows it, rightly or not. */
  async function exchange(form: URLSearchParams): Promise<Response> {
    if (form.get('grant_type') !== 'authorization_code') return failure('unsupported_grant_type');
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    const verifier = form.get('code_verifier') ?? '';
    const isGood =
      grant !== undefined && grant.expiresAtMs >= clock.nowMs() && form.get('client_id') === clientId && form.get('redirect_uri') === grant.asked.redirectUri;
    if (!isGood || !VERIFIER.test(verifier) || (await sha256Base64url(verifier)) !== grant.asked.challenge) return failure('invalid_grant');
    const body = {
      access_token: newId(),
      token_type: 'Bearer',
      expires_in: ID_TOKEN_LIFETIME_SECONDS,
      scope: grant.asked.scopes.join(' '),
      id_token: await idToken(grant),
    };
    return Response.json(body, { headers: noStore });
  }

  return async (request) => {
    const path = new URL(request.url).pathname.slice(new URL(issuer).pathname.length);
    const form = request.method === 'POST' ? new URLSearchParams(await request.text()) : new URLSearchParams();
    if (request.method === 'GET' && path === '/.well-known/openid-configuration') return discovery();
    if (request.method === 'GET' && path === '/jwks') return Response.json(publicJwks(material));
    if (request.method === 'POST' && path === '/token') return exchange(form);
    if (request.method === 'POST' && path === '/interaction') return begin(form);
    const [, root, id = '', step = ''] = path.split('/');
    if (request.method === 'POST' && root === 'interaction') return interact(id, step, form);
    return failure('not_found', 404);
  };
}
