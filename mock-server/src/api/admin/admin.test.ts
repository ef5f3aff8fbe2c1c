import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { AdminAppDetails, AdminChainDetails, AuditedChange, TokenKeyDetails } from '../../../../widget/src/contract/admin-api.ts';
import { addApp, digestOf } from '../../apps/manage.ts';
import { demoApp } from '../../apps/registry.ts';
import { chain, shop } from '../../apps/testing/settings.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { OPERATOR_TOKEN_LIFETIME_SECONDS } from '../../ciam/operator-tokens.ts';
import { BODY_LIMIT_BYTES } from '../../http/limits.ts';
import { createHarness, expectProblem, type Harness, ISSUER } from '../testing/harness.ts';
import type { TestClient } from '../testing/test-client.ts';

const { createdAtMs: _built, ...demo } = demoApp({ issuer: ISSUER, clientId: 'alcove-widget', chainIds: [31337] });
const local = { chain: { ...chain, chainId: 31337, name: 'Local', rpcUrls: undefined }, rpcUrls: ['http://127.0.0.1:4400'] };
const { rpcUrls: _absent, ...localChain } = local.chain;
const admin = {
  issuer: ISSUER,
  clientId: 'alcove-admin',
  rules: [{ claim: 'groups', value: 'operators' }],
  builtInApps: [demo],
  builtInChains: [{ chain: localChain, rpcUrls: local.rpcUrls }],
};
const page = { bytes: new TextEncoder().encode('<!doctype html><title>Operators</title>'), contentType: 'text/html', immutable: false };

describe('the operators’ API', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await createHarness({ admin, files: { read: async (path) => (path === 'admin/index.html' ? page : null) } });
  });
  afterEach(() => harness.close());

  type Claims = Readonly<Record<string, unknown>>;
  async function open(claims: Claims = {}, from?: TestClient): Promise<{ readonly client: TestClient; readonly response: Response }> {
    const client = from ?? (await harness.newClient());
    const token = await harness.idToken(client, { claims: { aud: 'alcove-admin', groups: ['operators'], ...claims } });
    const nonce_random = Buffer.from(client.nonceRandom).toString('base64url');
    return { client, response: await client.post('/v1/admin/session', { subject_token: token, nonce_random }) };
  }

  async function signIn(claims: Claims = {}): Promise<TestClient> {
    const { client, response } = await open(claims);
    assert.equal(response.status, 200, await response.clone().text());
    await client.adopt(response);
    return client;
  }

  async function readApp(client: TestClient, appId = 'shop'): Promise<AdminAppDetails> {
    return (await (await client.call('GET', `/v1/admin/apps/${appId}`)).json()) as AdminAppDetails;
  }
  const patch = (client: TestClient, version: string, change: unknown, key: string = crypto.randomUUID()) =>
    client.call('PATCH', '/v1/admin/apps/shop', { body: { version, change }, idempotencyKey: key });
  const audit = async (client: TestClient, query = '') => (await (await client.call('GET', `/v1/admin/audit${query}`)).json()) as AuditedChange[];

  async function withShop(): Promise<{ readonly client: TestClient; readonly version: string }> {
    const client = await signIn();
    harness.clock.ms += 1;
    const added = await client.post('/v1/admin/apps', { app: shop });
    assert.equal(added.status, 201, await added.clone().text());
    return { client, version: ((await added.json()) as AdminAppDetails).version };
  }

  it('behavior: a deployment without operators has neither the page nor the API', async () => {
    const plain = await createHarness({ files: { read: async () => page } });
    const client = await plain.newClient();
    await expectProblem(await client.call('GET', '/admin/'), 404, 'not_found');
    await expectProblem(await client.call('GET', '/v1/admin/sign-in'), 404, 'not_found');
    await expectProblem(await client.post('/v1/admin/session', {}), 404, 'not_found');
    await plain.close();
  });

  it('behavior: the page may be framed by nobody, and talks to its server and the operators’ issuer', async () => {
    const client = await harness.newClient();
    const response = await client.call('GET', '/admin/', { headers: { 'sec-fetch-dest': 'document' } });
    const policy = response.headers.get('content-security-policy') ?? '';
    for (const rule of ["frame-ancestors 'none'", `connect-src 'self' ${ISSUER}`, "require-trusted-types-for 'script'", "script-src 'self'"])
      assert.ok(policy.includes(rule), rule);
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin-allow-popups');
    await expectProblem(await client.call('GET', '/admin/index.html'), 404, 'not_found');
    await expectProblem(await client.call('GET', '/admin/', { headers: { 'sec-fetch-dest': 'script' } }), 403, 'forbidden_origin');
  });

  const refused: readonly (readonly [string, Claims, number, string, string?])[] = [
    ['without the role', { groups: ['guests'] }, 403, 'operator_required'],
    ['without any groups', { groups: undefined }, 403, 'operator_required'],
    ['meant for the widget', { aud: 'alcove-widget' }, 401, 'invalid_id_token', 'aud'],
    ['from another issuer', { iss: 'https://login.example' }, 401, 'invalid_id_token', 'iss'],
    ['expired', { exp: 1_799_999_000 }, 401, 'invalid_id_token', 'exp'],
    ['kept for later', { iat: 1_799_998_000 }, 401, 'invalid_id_token', 'iat'],
    ['with somebody else’s nonce', { nonce: 'abc' }, 401, 'invalid_id_token', 'nonce'],
  ];
  for (const [name, claims, status, code, field] of refused) {
    it(`error: an ID token ${name} opens nothing and is in no log as a change`, async () => {
      await expectProblem((await open(claims)).response, status, code, field);
      assert.deepEqual(await harness.store.listOperatorAudit(0, 10), []);
    });
  }

  it('error: a token of the wallet’s people is no operator’s, and the other way round', async () => {
    const person = await harness.signIn();
    await expectProblem(await person.call('GET', '/v1/admin/apps'), 401, 'unauthorized', 'authorization');
    const operator = await signIn();
    await expectProblem(await operator.call('GET', '/v1/wallets'), 401, 'unauthorized', 'authorization');
  });

  it('error: without a token, with another key’s proof, or with a proof used already', async () => {
    const operator = await signIn();
    const thief = await harness.newClient();
    await expectProblem(await thief.call('GET', '/v1/admin/apps'), 401, 'unauthorized', 'authorization');
    thief.accessToken = operator.accessToken;
    await expectProblem(await thief.call('GET', '/v1/admin/apps'), 401, 'invalid_dpop_proof', 'jwk');
    const proof = await operator.proof('GET', '/v1/admin/apps');
    assert.equal((await operator.call('GET', '/v1/admin/apps', { proof })).status, 200);
    await expectProblem(await operator.call('GET', '/v1/admin/apps', { proof }), 401, 'invalid_dpop_proof', 'jti');
  });

  it('error: a session ends after half an hour, and with a key that was rotated at once', async () => {
    const operator = await signIn();
    const other = await signIn();
    assert.equal((await other.post('/v1/admin/token-keys', { at_once: true })).status, 200);
    harness.clock.ms += 1_001;
    await expectProblem(await operator.call('GET', '/v1/admin/apps'), 401, 'session_expired');
    const later = await signIn();
    harness.clock.ms += OPERATOR_TOKEN_LIFETIME_SECONDS * 1000;
    later.nonce = (await later.call('GET', '/v1/chains')).headers.get('dpop-nonce');
    await expectProblem(await later.call('GET', '/v1/admin/apps'), 401, 'session_expired');
  });

  it('error: who is no more in the configuration is refused at the next call', async () => {
    const operator = await signIn();
    const { app } = await createHarness({ ...harness.deps, admin: { ...admin, rules: [{ claim: 'groups', value: 'others' }] } });
    const moved = Object.assign(Object.create(Object.getPrototypeOf(operator)), operator, { app }) as TestClient;
    await expectProblem(await moved.call('GET', '/v1/admin/apps'), 403, 'operator_required');
  });

  it('error: a page of another origin changes nothing', async () => {
    const { client, version } = await withShop();
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }]) {
      const response = await client.call('PATCH', '/v1/admin/apps/shop', {
        body: { version, change: { name: 'X' } },
        idempotencyKey: crypto.randomUUID(),
        headers: headers as Record<string, string>,
      });
      await expectProblem(response, 403, 'forbidden_origin');
    }
    assert.equal((await readApp(client)).version, version);
  });

  it('behavior: the list has what is registered, what was removed, and what comes with the stack; each with all its settings', async () => {
    const { client } = await withShop();
    const list = (await (await client.call('GET', '/v1/admin/apps')).json()) as AdminAppDetails[];
    assert.deepEqual(
      list.map(({ app, standing }) => [app.appId, standing]),
      [
        ['shop', 'registered'],
        ['demo', 'built-in'],
      ],
    );
    assert.deepEqual(list[0]?.app, shop);
    assert.equal((await client.call('DELETE', '/v1/admin/apps/shop')).status, 204);
    assert.equal((await client.call('DELETE', '/v1/admin/apps/shop')).status, 204);
    assert.equal((await readApp(client)).standing, 'removed');
    assert.equal((await audit(client)).filter(({ action }) => action === 'app.removed').length, 1);
    await expectProblem(await client.call('GET', '/v1/admin/apps/nobody'), 404, 'app_unknown');
    await expectProblem(await client.call('DELETE', '/v1/admin/apps/nobody'), 404, 'app_unknown');
  });

  const bad: readonly (readonly [field: string, change: Readonly<Record<string, unknown>>])[] = [
    ['name', { name: ' Shop' }],
    ['allowedOrigins', { allowedOrigins: [] }],
    ['allowedOrigins[1]', { allowedOrigins: ['https://shop.example', 'http://www.shop.example'] }],
    ['allowedOrigins[1]', { allowedOrigins: ['https://shop.example', 'https://*.shop.example'] }],
    ['allowedOrigins', { allowedOrigins: ['https://shop.example', 'https://shop.example'] }],
    ['allowedOrigins.0', { allowedOrigins: [7] }],
    ['reviewedOrigins[0]', { reviewedOrigins: ['https://other.example'] }],
    ['providers[0].issuer', { providers: [{ ...shop.providers[0], issuer: 'http://login.example' }] }],
    ['providers', { providers: [shop.providers[0], shop.providers[0]] }],
    ['chainIds.0', { chainIds: [0] }],
    ['theme.--alcove-accent-fill-loud', { theme: { '--alcove-accent-fill-loud': 'url(https://evil.example)' } }],
    ['tokens[0].chainId', { tokens: [{ chainId: 5, address: `0x${'11'.repeat(20)}`, symbol: 'T', name: 'T', decimals: 1 }] }],
    ['limits.user.burst', { limits: { user: { burst: 0, perSecond: 1 } } }],
    ['walletConnect.relayUrl', { walletConnect: { relayUrl: 'https://relay.example', projectId: '0'.repeat(32) } }],
    ['walletConnect.projectId', { walletConnect: { relayUrl: 'wss://relay.example', projectId: 'x' } }],
    ['development', { development: 'yes' }],
    ['appId', { appId: 'other' }],
    ['secret', { secret: 1 }],
    ['n?m', { 'n\u0000m': 1 }],
  ];
  for (const [field, change] of bad) {
    it(`error: ${field} is named, and nothing changes: ${JSON.stringify(change).slice(0, 60)}`, async () => {
      const { client, version } = await withShop();
      const problem = await expectProblem(await patch(client, version, change), 400, 'invalid_request', field);
      assert.ok((problem.detail ?? '').length > 5);
      assert.equal((await readApp(client)).version, version);
      if (field === 'appId') return;
      const checked = await client.call('POST', '/v1/admin/checks/app', { body: { settings: { ...shop, ...change } } });
      const { fault } = (await checked.json()) as { readonly fault: { readonly field: string; readonly reason: string } };
      assert.equal(fault.field.replaceAll(/[^\x20-\x7e]/g, '?'), field);
    });
  }

  it('behavior: a change is in the log with who did it, in one whole chain, and no more than once however often it is sent', async () => {
    const { client, version } = await withShop();
    harness.clock.ms += 1;
    const key = crypto.randomUUID();
    const change = { allowedOrigins: [...shop.allowedOrigins, 'https://www.shop.example'], theme: { '--alcove-accent-fill-loud': '#123456' } };
    const [first, second] = [await patch(client, version, change, key), await patch(client, version, change, key)];
    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.equal(await first.text(), await second.text());
    await expectProblem(await patch(client, version, { name: 'Other' }, key), 409, 'idempotency_conflict');
    const [entry, ...before] = await audit(client);
    assert.deepEqual([entry?.action, entry?.actor, entry?.subject], ['app.changed', 'operator:ada (Ada)', 'shop']);
    assert.equal(entry?.detail['theme.after'], digestOf(change.theme));
    assert.deepEqual(
      before.map(({ action }) => action),
      ['app.added', 'operator.signed-in'],
    );
    assert.equal((await verifyAudit(harness.store, 'shop')).fault, null);
    assert.deepEqual(await audit(client, '?skip=3'), []);
    await expectProblem(await client.call('GET', '/v1/admin/audit?skip=-1'), 400, 'invalid_request', 'skip');
    await expectProblem(await client.call('PATCH', '/v1/admin/apps/shop', { body: { version, change } }), 400, 'idempotency_key_required');
  });

  it('behavior: of two who edit the same app the second is told, and what the first wrote stays; then it can go on', async () => {
    const { client: ada, version } = await withShop();
    const ben = await signIn({ sub: 'ben', name: 'Ben' });
    assert.equal((await patch(ada, version, { name: 'Ada’s shop' })).status, 200);
    await expectProblem(await patch(ben, version, { name: 'Ben’s shop', logoUrl: 'https://shop.example/l.png' }), 409, 'edit_conflict', 'appId');
    const now = await readApp(ben);
    assert.deepEqual([now.app.name, now.app.logoUrl], ['Ada’s shop', null]);
    assert.equal((await patch(ben, now.version, { logoUrl: 'https://shop.example/l.png' })).status, 200);
    assert.equal((await readApp(ada)).app.name, 'Ada’s shop');
    const both = await readApp(ada);
    const rivals = await Promise.all([patch(ada, both.version, { name: 'One' }), patch(ben, both.version, { name: 'Two' })]);
    assert.deepEqual(rivals.map(({ status }) => status).sort(), [200, 409]);
  });

  it('behavior: null takes away what may be absent; adding again what is there is refused, what was removed comes back', async () => {
    const { client, version } = await withShop();
    const themed = (await (await patch(client, version, { theme: { '--alcove-accent-fill-loud': '#123456' } })).json()) as AdminAppDetails;
    const plain = (await (await patch(client, themed.version, { theme: null })).json()) as AdminAppDetails;
    assert.deepEqual(plain.app, shop);
    await expectProblem(await client.post('/v1/admin/apps', { app: shop }), 400, 'invalid_request', 'appId');
    await client.call('DELETE', '/v1/admin/apps/shop');
    await expectProblem(await patch(client, plain.version, { name: 'X' }), 400, 'invalid_request', 'appId');
    assert.equal((await client.post('/v1/admin/apps', { app: shop })).status, 201);
  });

  it('behavior: chains are set from what was seen, and go only when no app uses them', async () => {
    const { client } = await withShop();
    const put = (version: string | null, settings: Readonly<Record<string, unknown>>) =>
      client.call('PUT', '/v1/admin/chains/1', { body: { version, chain: settings }, idempotencyKey: crypto.randomUUID() });
    const added = (await (await put(null, chain)).json()) as AdminChainDetails;
    assert.deepEqual([added.chain, added.standing, added.usedBy], [chain, 'registered', ['shop']]);
    await expectProblem(await put(null, { ...chain, name: 'Other' }), 409, 'edit_conflict', 'chainId');
    await expectProblem(await put(added.version, { ...chain, rpcUrls: ['https://a.example', 'http://b.example'] }), 400, 'invalid_request', 'rpcUrls[1]');
    await expectProblem(await put(added.version, { ...chain, chainId: 2 }), 400, 'invalid_request', 'chainId');
    assert.equal((await put(added.version, { ...chain, rpcUrls: [...chain.rpcUrls].reverse() })).status, 200);
    await expectProblem(await client.call('DELETE', '/v1/admin/chains/1'), 400, 'invalid_request', 'chainId');
    await client.call('DELETE', '/v1/admin/apps/shop');
    assert.equal((await client.call('DELETE', '/v1/admin/chains/1')).status, 204);
    assert.equal((await client.call('DELETE', '/v1/admin/chains/1')).status, 204);
    const left = (await (await client.call('GET', '/v1/admin/chains')).json()) as AdminChainDetails[];
    assert.deepEqual([left.length, left[0]?.standing, left[0]?.usedBy], [1, 'built-in', ['demo']]);
    const log = await audit(client);
    assert.ok(!JSON.stringify(log).includes('a.example'), 'an address of a node, which may hold a key, is in the log');
    await expectProblem(await client.call('DELETE', '/v1/admin/chains/x'), 400, 'invalid_request', 'chainId');
    const checked = await client.call('POST', '/v1/admin/checks/chain', { body: { settings: { ...chain, explorerUrl: 'http://x.example' } } });
    assert.equal(((await checked.json()) as { fault: { field: string } }).fault.field, 'explorerUrl');
  });

  it('behavior: a new key signs, and the one before verifies for ten minutes more', async () => {
    const client = await signIn();
    assert.equal((await client.post('/v1/admin/token-keys', { at_once: false })).status, 200);
    const keys = (await (await client.call('GET', '/v1/admin/token-keys')).json()) as TokenKeyDetails[];
    assert.deepEqual(
      keys.map(({ verifiesUntilMs }) => verifiesUntilMs),
      [null, harness.clock.ms + 600_000],
    );
    assert.equal(keys.at(-1)?.createdAtMs, null);
    await expectProblem(await client.post('/v1/admin/token-keys', {}), 400, 'invalid_request', 'at_once');
  });

  it('error: bodies are bounded in size and depth, and take no other members', async () => {
    const { client, version } = await withShop();
    await expectProblem(await patch(client, version, { name: 'x'.repeat(BODY_LIMIT_BYTES) }), 413, 'payload_too_large');
    const deep = `{"version":"${version}","change":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`;
    await expectProblem(await client.call('PATCH', '/v1/admin/apps/shop', { body: deep, idempotencyKey: crypto.randomUUID() }), 400, 'invalid_request');
    await expectProblem(await client.post('/v1/admin/apps', { app: shop, actor: 'somebody' }), 400, 'invalid_request', 'actor');
  });

  it('behavior: what the command line did is in the list too', async () => {
    const { store, clock, deps } = harness;
    await addApp(shop, { store, clock, random: deps.random, actor: 'operator:ada' });
    await store.appendAudit({ appId: 'shop', atMs: clock.ms, actor: 'user-1', action: 'sign_intent', subject: 'w', detail: {} });
    const client = await signIn();
    assert.deepEqual((await audit(client)).map(({ action }) => action).sort(), ['app.added', 'operator.signed-in']);
  });
});
