import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { createSessionKey, createWalletClient, oidcNonce } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import type { EnclaveClient } from '../../mock-server/src/enclave-client/port.ts';
import { FormBrowser } from '../../mock-server/src/idp/testing/form-browser.ts';
import type { CallRequest } from '../../widget/src/contract/wallet-api.ts';
import type { StackOrigins } from './stack.ts';

/* A wallet without a browser: logs in with openid-client, proves its key with jose, and speaks the HTTP API. */

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));

export type ApiAnswer = { readonly status: number; readonly body: Record<string, unknown> };

/** Logs an account of the demo issuer in through its pages. @returns the ID token, bound to `nonce`. */
async function signIn(origins: StackOrigins, email: string, nonce: string): Promise<string> {
  const client = await oidc.discovery(new URL(origins.issuer), 'alcove-widget', undefined, oidc.None(), { execute: [oidc.allowInsecureRequests] });
  const verifier = oidc.randomPKCECodeVerifier();
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: `${origins.wallet}/w/callback.html`,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    nonce,
  });
  const browser = new FormBrowser(origins.wallet);
  await browser.go(url.href);
  await browser.submit('login', { email });
  await browser.submit('allow');
  const tokens = await oidc.authorizationCodeGrant(client, new URL(browser.url), { pkceCodeVerifier: verifier, expectedNonce: nonce, idTokenExpected: true });
  assert.ok(tokens.id_token !== undefined);
  return tokens.id_token;
}

export type ApiWalletOptions = {
  /** Of a wallet that exists, to use it again. */
  readonly walletId?: string;
  readonly fetch?: typeof fetch;
  /** Makes the ID token. Default: a demo account logs in through the issuer's pages. */
  readonly login?: (nonce: string) => Promise<string>;
};

/** Opens a session of the app `demo` for a demo account. */
export async function openApiWallet(origins: StackOrigins, email: string, options: ApiWalletOptions = {}) {
  const { walletId, fetch = globalThis.fetch, login = (nonce) => signIn(origins, email, nonce) } = options;
  const sessionKey = await createSessionKey();
  let dpopNonce: string | undefined;
  let accessToken: string | undefined;

  async function proof(method: string, url: string): Promise<string> {
    const ath = accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') };
    const nonce = dpopNonce === undefined ? {} : { nonce: dpopNonce };
    return new SignJWT({ htm: method, htu: url, jti: randomUUID(), ...ath, ...nonce })
      .setIssuedAt()
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: { ...sessionKey.jwk } })
      .sign(sessionKey.keys.privateKey);
  }

  /** What is sent, for whoever sends it. */
  async function prepare(method: string, path: string, body?: object, idempotencyKey: string = randomUUID()) {
    const headers: Record<string, string> = {
      dpop: await proof(method, `${origins.wallet}${path}`),
      ...(accessToken === undefined ? {} : { authorization: `DPoP ${accessToken}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': idempotencyKey }),
    };
    return { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  }

  async function request(method: string, path: string, body?: object, idempotencyKey: string = randomUUID()): Promise<ApiAnswer> {
    const send = async (): Promise<Response> => fetch(`${origins.wallet}${path}`, await prepare(method, path, body, idempotencyKey));
    let response = await send();
    dpopNonce = response.headers.get('dpop-nonce') ?? dpopNonce;
    let answer = (await response.json()) as Record<string, unknown>;
    if (answer.code === 'use_dpop_nonce') {
      response = await send();
      answer = (await response.json()) as Record<string, unknown>;
    }
    return { status: response.status, body: answer };
  }

  async function must(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const { status, body: answer } = await request(method, path, body);
    assert.equal(status, 200, `${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  const nonceRandom = new Uint8Array(randomBytes(32));
  const opened = await must('POST', '/v1/session', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: await login(await oidcNonce(sessionKey.thumbprint, nonceRandom)),
    app_id: 'demo',
    provider_id: 'demo',
    nonce_random: base64url(nonceRandom),
    device_label: 'test',
  });

  let renewAtMs = 0;
  function keep(grant: Record<string, unknown>): void {
    accessToken = String(grant.access_token);
    renewAtMs = performance.now() + Number(grant.expires_in) * 500;
  }
  keep(opened);

  const refuse = (): never => assert.fail('not part of the HTTP API');
  const enclave: EnclaveClient = {
    attest: refuse,
    sessionOpen: refuse,
    sessionRevoke: refuse,
    ledgerHead: refuse,
    health: refuse,
    async challenge({ operation, walletId: id, nonce }) {
      const answer = await must('POST', '/v1/enclave/challenge', { operation, walletId: id, nonce: base64url(nonce) });
      return {
        challenge: bytesOf(String(answer.challenge)),
        document: bytesOf(String(answer.document)),
        enclaveId: String(answer.enclaveId),
        expiresAtMs: Number(answer.expiresAtMs),
      };
    },
    async call(call: CallRequest) {
      const answer = await must('POST', '/v1/enclave/call', call);
      // What the parent does with a call stays on its side; a client sees the sealed reply alone.
      return { reply: bytesOf(String(answer.reply)), effects: { kind: 'none' } };
    },
  };
  const session = {
    certificate: bytesOf(String(opened.session_certificate)),
    subjectHash: bytesOf(String(opened.subject_hash)),
    expiresAtSeconds: Number(opened.session_certificate_expires_at_seconds),
  };
  const client = createWalletClient({ enclave, appId: 'demo', session, sessionKey, ...(walletId === undefined ? {} : { walletId }) });
  /** A new access token where half of the old one's time has passed, by the cookie that `fetch` keeps. */
  async function stayLoggedIn(): Promise<void> {
    if (performance.now() < renewAtMs) return;
    accessToken = undefined;
    keep(await must('POST', '/v1/session/refresh', {}));
  }

  return { client, prepare, request, must, stayLoggedIn, user: opened.user, accessToken: () => accessToken };
}
export type ApiWallet = Awaited<ReturnType<typeof openApiWallet>>;
