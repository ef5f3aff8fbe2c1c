import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createHarness, expectProblem, type Harness } from '../api/testing/harness.ts';
import { createRegistry, demoApp } from '../apps/registry.ts';

const POLICY_START =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' http://localhost:4200; " +
  "worker-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; ";
const POLICY_END = "; require-trusted-types-for 'script'; trusted-types lit-html";

describe('pages', () => {
  let harness: Harness;
  before(async () => {
    harness = await createHarness();
  });
  after(() => harness.close());

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    harness.app(new Request(`http://localhost:4100${path}`, { method, headers, redirect: 'manual' }));

  it('behavior: the widget comes with exactly its headers', async () => {
    const response = await get('/w/?app_id=demo&sdk=1.0.0', { 'sec-fetch-dest': 'iframe' });
    assert.equal(response.status, 200);
    const { 'x-request-id': requestId, ...headers } = Object.fromEntries(response.headers);
    assert.match(requestId ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual(headers, {
      'cache-control': 'no-store',
      'content-security-policy': `${POLICY_START}frame-ancestors http://127.0.0.1:* http://localhost:*${POLICY_END}`,
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'cross-origin',
      'origin-agent-cluster': '?1',
      'permissions-policy':
        'publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self), storage-access=(self), camera=(), microphone=(), ' +
        'geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=(), clipboard-read=(), accelerometer=(), ' +
        'gyroscope=(), magnetometer=(), fullscreen=(), browsing-topics=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('behavior: on https the widget is held to https, and a production app lists exact origins', async () => {
    const shop = { ...demoApp({ issuer: 'https://login.example', clientId: 'c', chainIds: [1] }), appId: 'shop', development: false };
    const walletConnect = { relayUrl: 'wss://relay.example/wc', projectId: 'a'.repeat(32) };
    const registry = createRegistry([{ ...shop, walletConnect, allowedOrigins: ['https://shop.example', 'https://www.shop.example'] }]);
    const secure = await createHarness({ registry, walletOrigin: 'https://wallet.example' });
    try {
      const response = await secure.app(new Request('https://wallet.example/w/?app_id=shop'));
      const policy = response.headers.get('content-security-policy') ?? '';
      assert.ok(policy.includes('; frame-ancestors https://shop.example https://www.shop.example; '), policy);
      assert.ok(policy.includes("connect-src 'self' https://login.example wss://relay.example;"), policy);
      assert.ok(policy.endsWith('; upgrade-insecure-requests'), policy);
      assert.equal(response.headers.get('strict-transport-security'), 'max-age=63072000; includeSubDomains; preload');
    } finally {
      await secure.close();
    }
  });

  it('behavior: an app’s theme is in its page as data, and ends nothing there', async () => {
    const registry = createRegistry([
      { ...demoApp({ issuer: 'http://localhost:4200', clientId: 'c', chainIds: [1] }), theme: { '--alcove-font': '"A B", serif', '--alcove-radius': '4px' } },
    ]);
    const themed = await createHarness({ registry });
    try {
      const html = await (await themed.app(new Request('http://localhost:4100/w/?app_id=demo'))).text();
      assert.equal(
        html,
        '<!doctype html><meta name="alcove-theme" content="{&quot;--alcove-font&quot;:&quot;\\&quot;A B\\&quot;, serif&quot;,&quot;--alcove-radius&quot;:&quot;4px&quot;}"><title>Wallet</title>',
      );
      assert.throws(
        () => createRegistry([{ ...demoApp({ issuer: 'http://localhost:4200', clientId: 'c', chainIds: [1] }), theme: { x: '"><script>' } }]),
        /theme\.x/,
      );
    } finally {
      await themed.close();
    }
  });

  it('error: an app nobody registered is a page nobody may frame', async () => {
    for (const query of ['', '?app_id=', '?app_id=nobody', '?app_id=__proto__', "?app_id=' OR 1=1 --", '?app_id=<script>', '?app_id=../demo']) {
      const response = await get(`/w/${query}`);
      assert.equal(response.status, 404, query);
      assert.ok(response.headers.get('content-security-policy')?.includes("; frame-ancestors 'none'; "));
      const text = await response.text();
      assert.match(text, /not registered/);
      assert.ok(!text.includes('script>'));
    }
  });

  it('error: scripts may not read the page', async () => {
    await expectProblem(await get('/w/?app_id=demo', { 'sec-fetch-dest': 'empty' }), 403, 'forbidden_origin', 'sec-fetch-dest');
    await expectProblem(await get('/w/callback.html', { 'sec-fetch-dest': 'script' }), 403, 'forbidden_origin', 'sec-fetch-dest');
  });

  it('behavior: without its slash the address leads on, with its query', async () => {
    const response = await get('/w?app_id=demo');
    assert.deepEqual([response.status, response.headers.get('location')], [308, '/w/?app_id=demo']);
  });

  it('behavior: the page the login comes back to keeps its opener, and nobody frames it', async () => {
    const response = await get('/w/callback.html?code=x&state=y', { 'sec-fetch-dest': 'document' });
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'unsafe-none');
    assert.equal(response.headers.get('cross-origin-embedder-policy'), null);
    assert.ok(response.headers.get('content-security-policy')?.includes("frame-ancestors 'none'"));
  });

  it('behavior: hashed files are kept for good, pins never', async () => {
    const asset = await get('/w/assets/main-3f2a.js');
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(asset.headers.get('content-type'), 'text/javascript');
    assert.equal(asset.headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.equal((await get('/w/pins.js')).headers.get('cache-control'), 'no-store');
  });

  it('behavior: the recovery page is a file to keep, and never opens on this origin', async () => {
    const response = await get('/w/recover.html', { 'sec-fetch-dest': 'document' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="alcove-recover.html"');
    assert.ok(response.headers.get('content-security-policy')?.includes("frame-ancestors 'none'"));
    assert.match(await response.text(), /recover/);
  });

  it('error: other pages, other files, other folders', async () => {
    const paths = [
      '/w/other.html',
      '/w/index.html',
      '/w/nothing.js',
      '/w/%2e%2e/secret',
      '/w/..%2fsecret',
      '/w/a%00b',
      '/w/.env',
      '/w//x',
      '/sdk/v1/',
      '/sdk/v2/x',
      '/',
    ];
    for (const path of paths) await expectProblem(await get(path), 404, 'not_found');
  });

  it('behavior: any page may load the host SDK, and asks cheaply whether it has changed', async () => {
    const response = await get('/sdk/v1/alcove.js', { origin: 'https://shop.example' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(response.headers.get('sourcemap'), 'alcove.js.map');
    const etag = response.headers.get('etag') ?? '';
    const again = await get('/sdk/v1/alcove.js', { 'if-none-match': etag });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    assert.equal((await get('/sdk/v1/alcove.js', {}, 'HEAD')).status, 200);
  });

  it('behavior: a page is told whether it may embed an app, and why not', async () => {
    const allowed = 'http://127.0.0.1:3000';
    const cases = [
      ['demo', allowed, null],
      ['demo', 'https://evil.example', 'origin_not_allowed'],
      ['demo', undefined, 'origin_not_allowed'],
      ['nobody', allowed, 'app_unknown'],
    ] as const;
    for (const [appId, origin, reason] of cases) {
      const response = await get(`/sdk/v1/embed?app_id=${appId}`, origin === undefined ? {} : { origin });
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.equal(response.headers.get('vary'), 'Origin');
      assert.deepEqual(await response.json(), { reason });
    }
  });

  it('behavior: the probe is framed by whoever may frame the widget, and by nobody else', async () => {
    const probe = await get('/sdk/v1/probe.html?app_id=demo', { 'sec-fetch-dest': 'iframe' });
    const widget = await get('/w/?app_id=demo', { 'sec-fetch-dest': 'iframe' });
    assert.equal(probe.headers.get('content-security-policy'), widget.headers.get('content-security-policy'));
    assert.match(await probe.text(), /<script type="module" src="probe\.js">/);
    const unknown = await get('/sdk/v1/probe.html?app_id=nobody');
    assert.ok(unknown.headers.get('content-security-policy')?.includes("frame-ancestors 'none'"));
    await expectProblem(await get('/sdk/v1/probe.html?app_id=demo', { 'sec-fetch-dest': 'empty' }), 403, 'forbidden_origin', 'sec-fetch-dest');
  });
});
