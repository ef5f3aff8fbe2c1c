import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import * as oidc from 'openid-client';
import { freePort } from '../stack/testing/free-port.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createIssuerMaterial, publicJwks } from './issuer-material.ts';
import { createIssuer } from './provider.ts';
import { openIssuerStorage } from './sqlite-adapter.ts';
import { FormBrowser } from './testing/form-browser.ts';

const clock = { nowMs: () => Date.now() };
const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));
const walletOrigin = 'http://localhost:9';
const redirectUri = `${walletOrigin}/w/callback.html`;

describe('demo issuer, with openid-client', () => {
  let issuer: string;
  let server: Server;
  let client: oidc.Configuration;
  let material: Awaited<ReturnType<typeof createIssuerMaterial>>;
  const storage = openIssuerStorage(':memory:', clock);
  const errors: unknown[] = [];

  before(async () => {
    const port = await freePort();
    issuer = `http://localhost:${port}`;
    material = await createIssuerMaterial(random);
    const handler = createIssuer({
      issuer,
      material,
      storage,
      clients: [{ clientId: 'alcove', name: 'Alcove' }],
      redirectUris: [redirectUri],
      walletOrigin,
      onError: (error) => errors.push(error),
    });
    server = createServer(handler).listen(port, 'localhost');
    await once(server, 'listening');
    client = await oidc.discovery(new URL(issuer), 'alcove', undefined, oidc.None(), { execute: [oidc.allowInsecureRequests] });
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    storage.close();
    assert.deepEqual(errors, []);
  });

  type Request = { readonly url: URL; readonly verifier: string; readonly nonce: string; readonly state: string };
  async function request(extra: Readonly<Record<string, string>> = {}): Promise<Request> {
    const verifier = oidc.randomPKCECodeVerifier();
    const [nonce, state] = [oidc.randomNonce(), oidc.randomState()];
    const url = oidc.buildAuthorizationUrl(client, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      nonce,
      state,
      ...extra,
    });
    return { url, verifier, nonce, state };
  }
  async function exchange(browser: FormBrowser, { verifier, nonce, state }: Request, checks: oidc.AuthorizationCodeGrantChecks = {}): Promise<oidc.IDToken> {
    const tokens = await oidc.authorizationCodeGrant(client, new URL(browser.url), {
      pkceCodeVerifier: verifier,
      expectedNonce: nonce,
      expectedState: state,
      idTokenExpected: true,
      ...checks,
    });
    const claims = tokens.claims();
    assert.ok(claims !== undefined);
    return claims;
  }
  async function signIn(browser: FormBrowser, fields: Readonly<Record<string, string>>, asked: Request): Promise<oidc.IDToken> {
    await browser.go(asked.url.href);
    await browser.submit('login', fields);
    if (browser.body.includes('/allow"') && !browser.url.startsWith(walletOrigin)) await browser.submit('allow');
    return exchange(browser, asked);
  }

  it('behavior: account, consent, code with PKCE, verified claims with nonce; the next time needs no page', async () => {
    const browser = new FormBrowser(walletOrigin);
    const first = await request();
    await browser.go(first.url.href);
    assert.match(browser.body, /Choose an account/);
    assert.equal(browser.headers.get('cross-origin-opener-policy'), null);
    assert.match(browser.headers.get('content-security-policy') ?? '', /form-action 'self' http:\/\/localhost:9; frame-ancestors 'none'/);
    await browser.submit('login', { account: 'demo-ada' });
    assert.match(browser.body, /Share with Alcove\?[\s\S]*ada@example.com/);
    await browser.submit('allow');
    const claims = await exchange(browser, first);
    assert.deepEqual([claims.sub, claims.name, claims.email, claims.nonce, claims.aud], ['demo-ada', 'Ada Kim', 'ada@example.com', first.nonce, 'alcove']);

    const second = await request();
    await browser.go(second.url.href);
    assert.equal((await exchange(browser, second)).sub, 'demo-ada');
  });

  it('behavior: anyone with an e-mail address is a person of their own; a malformed address is said so', async () => {
    const browser = new FormBrowser(walletOrigin);
    const asked = await request();
    await browser.go(asked.url.href);
    await browser.submit('login', { email: '<b>"nobody' });
    assert.equal(browser.status, 422);
    assert.match(browser.body, /role="alert"/);
    assert.ok(!browser.body.includes('<b>"nobody'));
    await browser.submit('login', { email: 'Jane.Doe@Example.com' });
    await browser.submit('allow');
    const claims = await exchange(browser, asked);
    assert.deepEqual([claims.sub, claims.name, claims.email], ['guest:jane.doe@example.com', 'Jane Doe', 'jane.doe@example.com']);
  });

  it('behavior: max_age=0 and prompt=login ask again; prompt=select_account changes the account; prompt=none does not ask', async () => {
    const browser = new FormBrowser(walletOrigin);
    await signIn(browser, { account: 'demo-ben' }, await request());
    for (const extra of [{ max_age: '0' }, { prompt: 'login' }]) {
      const again = await request(extra);
      await browser.go(again.url.href);
      assert.match(browser.body, /Choose an account/);
      await browser.submit('login', { account: 'demo-ben' });
      const claims = await exchange(browser, again, 'max_age' in extra ? { maxAge: 60 } : {});
      assert.equal(claims.sub, 'demo-ben');
    }
    const silent = await request({ prompt: 'none' });
    await browser.go(silent.url.href);
    assert.equal((await exchange(browser, silent)).sub, 'demo-ben');
    const other = await request({ prompt: 'select_account' });
    await browser.go(other.url.href);
    await browser.submit('login', { account: 'demo-chloe' });
    // The provider ends the first person's session through a form that posts itself.
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(browser.body)?.[1];
    assert.ok(xsrf !== undefined, browser.body);
    await browser.go(`${issuer}/session/end/confirm`, new URLSearchParams({ xsrf, logout: 'yes' }));
    if (!browser.url.startsWith(walletOrigin)) await browser.submit('allow');
    assert.equal((await exchange(browser, other)).sub, 'demo-chloe');
  });

  it('error: cancel answers access_denied to the wallet, with its state', async () => {
    const browser = new FormBrowser(walletOrigin);
    const asked = await request();
    await browser.go(asked.url.href);
    await browser.submit('cancel');
    const answer = new URL(browser.url).searchParams;
    assert.deepEqual([answer.get('error'), answer.get('state'), answer.get('iss')], ['access_denied', asked.state, issuer]);
  });

  it('error: a redirect address that is not registered is refused on the page, nothing is sent there', async () => {
    for (const address of [`${redirectUri}?x=1`, 'http://localhost:9/w/', 'https://evil.example/w/callback.html', `${redirectUri}.evil.example`]) {
      const browser = new FormBrowser(walletOrigin);
      await browser.go((await request({ redirect_uri: address })).url.href);
      assert.equal(browser.status, 400);
      assert.match(browser.body, /Sign-in did not work/);
    }
  });

  it('error: no PKCE, and the plain method, are refused', async () => {
    for (const drop of [['code_challenge', 'code_challenge_method'], ['code_challenge_method']]) {
      const { url } = await request();
      for (const name of drop) url.searchParams.delete(name);
      const browser = new FormBrowser(walletOrigin);
      await browser.go(url.href);
      assert.equal(new URL(browser.url).searchParams.get('error'), 'invalid_request');
    }
  });

  it('error: a code is good once, and only with its verifier', async () => {
    const browser = new FormBrowser(walletOrigin);
    const asked = await request();
    await browser.go(asked.url.href);
    await browser.submit('login', { account: 'demo-daichi' });
    await browser.submit('allow');
    await assert.rejects(exchange(browser, { ...asked, verifier: oidc.randomPKCECodeVerifier() }), { error: 'invalid_grant' });

    const again = await request();
    await browser.go(again.url.href);
    await exchange(browser, again);
    await assert.rejects(exchange(browser, again), { error: 'invalid_grant' });
  });

  it("error: another browser's interaction, another site's form and unknown steps are refused", async () => {
    const browser = new FormBrowser(walletOrigin);
    await browser.go((await request()).url.href);
    const stranger = new FormBrowser(walletOrigin);
    await stranger.go(browser.url);
    assert.equal(stranger.status, 400);
    const page = browser.url;
    const before = browser.body;
    await browser.submit('login', { account: 'demo-ada' }, { 'sec-fetch-site': 'cross-site' });
    assert.equal(browser.status, 403);
    for (const step of ['constructor', '__proto__', 'login/x']) {
      await browser.go(`${page}/${step}`, new URLSearchParams());
      assert.equal(browser.status, 404);
    }
    assert.match(before, /Choose an account/);
  });

  it("behavior: only the wallet's origin may read tokens across origins", async () => {
    const headersFor = async (origin: string): Promise<string | null> => {
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'alcove',
        code: 'x',
        redirect_uri: redirectUri,
        code_verifier: 'y'.repeat(43),
      });
      const response = await fetch(`${issuer}/token`, { method: 'POST', body, headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };
    assert.equal(await headersFor(walletOrigin), walletOrigin);
    assert.equal(await headersFor('http://127.0.0.1:4000'), null);
  });

  it('behavior: the server finds the keys by discovery, and they hold no private part', async () => {
    const keys = await createIssuerKeys({ fetch, clock })(issuer);
    assert.deepEqual(
      keys.keys.map(({ kid, d }) => [kid, d]),
      [[material.jwks.keys[0]?.kid, undefined]],
    );
    assert.deepEqual(
      publicJwks(material).keys.map((key) => Object.keys(key).includes('d')),
      [false],
    );
  });
});
