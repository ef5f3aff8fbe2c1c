import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FakeChain } from '../api/testing/fake-chain.ts';
import { createHarness, expectProblem, type Harness } from '../api/testing/harness.ts';
import type { TestClient } from '../api/testing/test-client.ts';
import { ChainError } from '../chain/port.ts';
import { EnclaveError } from '../enclave-client/port.ts';

const SECRET = 'canary-7f3b1c';

describe('requests', () => {
  let harness: Harness;
  let client: TestClient;
  before(async () => {
    harness = await createHarness();
    client = await harness.signIn();
  });
  after(() => harness.close());

  const attest = (body: unknown, headers: Record<string, string> = {}) => client.call('POST', '/v1/enclave/attest', { body, headers });
  const good = { nonce: 'A'.repeat(43) };

  it('behavior: API answers are neither rendered, cached nor read elsewhere', async () => {
    const { headers } = await client.call('GET', '/v1/chains');
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.equal(headers.get('strict-transport-security'), null);
    const refusal = await client.call('GET', '/v1/nothing');
    assert.equal(refusal.headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
  });

  it('error: bodies that are too large, compressed, or of another type', async () => {
    await expectProblem(await attest({ nonce: 'A'.repeat(70_000) }), 413, 'payload_too_large');
    await expectProblem(await attest(good, { 'content-length': '10000000' }), 413, 'payload_too_large');
    await expectProblem(await attest(good, { 'content-encoding': 'gzip' }), 415, 'unsupported_media_type', 'content-encoding');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      await expectProblem(await attest(good, { 'content-type': type }), 415, 'unsupported_media_type', 'content-type');
    }
    assert.equal((await attest(good, { 'content-type': 'application/json; charset=utf-8' })).status, 200);
  });

  it('error: ten megabytes without a length are refused after the first of them', async () => {
    let sent = 0;
    const chunk = new Uint8Array(16_384).fill(0x20);
    const body = new ReadableStream({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
        if (sent > 10_000_000) controller.close();
      },
    });
    const request = new Request('http://localhost:4100/v1/enclave/attest', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    await expectProblem(await harness.app(request), 413, 'payload_too_large');
    assert.ok(sent < 200_000, String(sent));
  });

  it('error: a body that breaks off is its sender’s failure, not the server’s; one that is longer than it said is too long all the same', async () => {
    const send = (start: (controller: ReadableStreamDefaultController) => void, length?: number) => {
      const headers = { 'content-type': 'application/json', ...(length === undefined ? {} : { 'content-length': String(length) }) };
      const init = { method: 'POST', body: new ReadableStream({ start }), headers, duplex: 'half' } as RequestInit;
      return harness.app(new Request('http://localhost:4100/v1/enclave/attest', init));
    };
    const breakOff = (controller: ReadableStreamDefaultController) => controller.error(new Error('aborted'));
    await expectProblem(await send(breakOff), 400, 'invalid_request');
    await expectProblem(await send(breakOff, 100), 400, 'invalid_request');
    const overflow = (controller: ReadableStreamDefaultController) => {
      controller.enqueue(new Uint8Array(100_000).fill(0x20));
      controller.close();
    };
    await expectProblem(await send(overflow, 2), 413, 'payload_too_large');
  });

  it('error: bodies that are no JSON, or deeper than anyone needs', async () => {
    for (const body of ['', '{', '{"nonce":}', '\ufeff{}', '[]]', 'undefined']) await expectProblem(await attest(body), 400, 'invalid_request');
    await expectProblem(await attest('['.repeat(10_000)), 400, 'invalid_request');
    await expectProblem(await attest(`{"nonce":${'['.repeat(33)}${']'.repeat(33)}}`), 400, 'invalid_request');
    const request = new Request('http://localhost:4100/v1/enclave/attest', {
      method: 'POST',
      body: new Uint8Array([0xff, 0xfe]),
      headers: { 'content-type': 'application/json' },
    });
    await expectProblem(await harness.app(request), 400, 'invalid_request');
  });

  it('error: fields that are missing, wrong, or not expected are named, and never repeated', async () => {
    await expectProblem(await attest({}), 400, 'invalid_request', 'nonce');
    await expectProblem(await attest({ nonce: 7 }), 400, 'invalid_request', 'nonce');
    await expectProblem(await attest({ ...good, extra: 1 }), 400, 'invalid_request', 'extra');
    await expectProblem(await attest('{"nonce":"x","__proto__":{"a":1}}'), 400, 'invalid_request');
    const body = harness.sessionBody(client, SECRET);
    const refusals = [
      await attest({ nonce: SECRET }),
      await client.post('/v1/session', { ...body, grant_type: SECRET }),
      await client.post('/v1/session', body),
      await client.post('/v1/session', { ...body, nonce_random: SECRET }),
      await client.post('/v1/enclave/call', { ...harness.callBody(client, SECRET, crypto.randomUUID()) }),
      await client.post('/v1/enclave/call', { ...harness.callBody(client, 'unlock', SECRET) }),
      await client.call('GET', '/v1/wallets', { headers: { authorization: `DPoP ${SECRET}` } }),
      await client.call('GET', '/v1/wallets', { proof: SECRET }),
      await client.call('POST', '/v1/session/refresh', { body: {}, cookie: `__Host-alcove-rt=${SECRET}` }),
      await client.call('GET', `/v1/transactions/${SECRET}`),
      await attest(`{"nonce": ${SECRET}`),
    ];
    for (const refusal of refusals) {
      assert.ok(refusal.status >= 400 && refusal.status < 500);
      assert.ok(!(await refusal.text()).includes(SECRET), refusal.url);
    }
    assert.ok(!harness.logged.join('\n').includes(SECRET));
  });

  it('behavior: no token reaches the log or the database', async () => {
    const fresh = await harness.signIn('grep');
    await fresh.call('POST', '/v1/session/refresh', { body: {} });
    const tokens = [fresh.accessToken, client.accessToken, fresh.cookie?.split('=')[1]].map((token) => token ?? '');
    const log = harness.logged.join('\n');
    for (const token of tokens) {
      assert.ok(token.length > 20);
      assert.ok(!log.includes(token));
    }
  });

  it('error: another site’s page, whatever it tries', async () => {
    const sameOrigin = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', origin: 'http://localhost:4100' };
    assert.equal((await attest(good, sameOrigin)).status, 200);
    for (const site of ['cross-site', 'same-site', 'none']) {
      await expectProblem(await attest(good, { ...sameOrigin, 'sec-fetch-site': site }), 403, 'forbidden_origin', 'sec-fetch-site');
    }
    await expectProblem(await attest(good, { ...sameOrigin, 'sec-fetch-mode': 'navigate' }), 403, 'forbidden_origin', 'sec-fetch-mode');
    await expectProblem(await attest(good, { ...sameOrigin, 'sec-fetch-dest': 'iframe' }), 403, 'forbidden_origin', 'sec-fetch-dest');
    for (const origin of ['null', 'http://127.0.0.1:4000', 'http://localhost:4101', 'https://localhost:4100']) {
      await expectProblem(await attest(good, { origin }), 403, 'forbidden_origin', 'origin');
    }
  });

  it('error: unknown addresses and wrong methods', async () => {
    await expectProblem(await client.call('GET', '/v1/wallets/x/y'), 404, 'not_found');
    const wrong = await client.call('PUT', '/v1/wallets');
    assert.equal(wrong.headers.get('allow'), 'GET');
    await expectProblem(wrong, 405, 'method_not_allowed');
    assert.equal((await client.call('OPTIONS', '/v1/enclave/call')).headers.get('access-control-allow-origin'), null);
  });

  it('error: identifiers with SQL, paths and control characters find nothing', async () => {
    for (const id of ["' OR '1'='1", '../../etc/passwd', '%00', '"; DROP TABLE wallets; --', 'x'.repeat(500), '\u202e', '__proto__']) {
      const segment = encodeURIComponent(id);
      await expectProblem(await client.call('GET', `/v1/apps/${segment}`), 404, 'app_unknown');
      await expectProblem(await client.call('GET', `/v1/wallets/${segment}/activity`), 404, 'wallet_unknown');
      await expectProblem(await client.call('GET', `/v1/transactions/${segment}`), 404, 'transaction_unknown');
      await expectProblem(await client.call('DELETE', `/v1/devices/${segment}`), 404, 'not_found');
    }
    assert.equal((await client.call('GET', '/v1/wallets')).status, 200);
  });

  it('behavior: an app is shown without what is not for everyone', async () => {
    const app = (await (await client.call('GET', '/v1/apps/demo')).json()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(app).sort(), ['allowedOrigins', 'appId', 'chainIds', 'development', 'logoUrl', 'name', 'providers', 'walletConnect']);
  });

  it('behavior: an unexpected failure is logged and told to nobody', async () => {
    harness.enclave.failure = Object.assign(new EnclaveError('internal', SECRET));
    const response = await attest(good);
    harness.enclave.failure = null;
    const problem = await expectProblem(response, 500, 'internal');
    assert.deepEqual(Object.keys(problem).sort(), ['code', 'requestId', 'status', 'title', 'type']);
    assert.match(harness.logged.join('\n'), new RegExp(`request failed.*${SECRET}`));
  });

  describe('chain reads', () => {
    const rpc = (chainId: string, body: unknown) => client.call('POST', `/v1/rpc/${chainId}`, { body, proof: null });
    const read = { jsonrpc: '2.0', id: 1, method: 'eth_blockNumber' };

    it('behavior: one, and a batch in order, without a session', async () => {
      assert.deepEqual(await (await rpc('31337', read)).json(), { jsonrpc: '2.0', id: 1, result: 'eth_blockNumber' });
      const batch = (await (await rpc('31337', [read, { ...read, id: 'b', method: 'eth_chainId' }])).json()) as { id: unknown }[];
      assert.deepEqual(
        batch.map((response) => response.id),
        [1, 'b'],
      );
    });

    it('error: chains and batches that are none', async () => {
      for (const chainId of ['0', '01', '-1', '1e3', 'x', '1.5']) await expectProblem(await rpc(chainId, read), 400, 'invalid_request', 'chainId');
      await expectProblem(await rpc('5', read), 404, 'chain_unknown');
      for (const body of [[], {}, 7, null, Array.from({ length: 51 }, () => read), { ...read, jsonrpc: '1.0' }, { ...read, method: 'x'.repeat(65) }]) {
        await expectProblem(await rpc('31337', body), 400, 'invalid_request');
      }
      await expectProblem(await rpc('31337', { ...read, method: 'anvil_setBalance' }), 403, 'rpc_method_not_allowed');
    });

    it('error: the chain is down', async () => {
      harness.chain.failure = new ChainError('chain_unavailable', 'down');
      const response = await rpc('31337', read);
      harness.chain.failure = null;
      assert.equal(response.headers.get('retry-after'), '1');
      await expectProblem(response, 503, 'chain_unavailable');
    });
  });

  describe('probes', () => {
    const get = (path: string) => harness.app(new Request(`http://localhost:4100${path}`));

    it('behavior: ready when each part is, and each part by name', async () => {
      assert.deepEqual(await (await get('/healthz')).json(), { ok: true });
      const parts = (down: readonly string[]) => ['store', 'enclave', 'chain 31337'].map((name) => ({ name, ok: !down.includes(name) }));
      assert.deepEqual(await (await get('/readyz')).json(), { ready: true, parts: parts([]) });
      harness.enclave.failure = new EnclaveError('enclave_unavailable', 'down');
      harness.chain.failure = new ChainError('chain_unavailable', 'down');
      const response = await get('/readyz');
      harness.enclave.failure = null;
      harness.chain.failure = null;
      assert.equal(response.status, 503);
      assert.deepEqual(await response.json(), { ready: false, parts: parts(['enclave', 'chain 31337']) });
    });

    it('error: where nobody can tell which chains there are, it is not ready', async () => {
      class LostChains extends FakeChain {
        override async chains(): Promise<never> {
          throw new Error('the store is away');
        }
      }
      const lost = await createHarness({ chains: new LostChains() });
      const response = await lost.app(new Request('http://localhost:4100/readyz'));
      assert.equal(response.status, 503);
      assert.deepEqual(((await response.json()) as { readonly parts: readonly object[] }).parts.at(-1), { name: 'chains', ok: false });
      await lost.close();
    });

    it('behavior: metrics name routes, never paths', async () => {
      await expectProblem(await get('/metrics'), 404, 'not_found');
      const { createPrometheusMetrics } = await import('./prometheus.ts');
      const measured = await createHarness({ metrics: createPrometheusMetrics() });
      try {
        await measured.app(new Request('http://localhost:4100/v1/apps/some-app-id'));
        await measured.app(new Request('http://localhost:4100/no/such/path'));
        const text = await (await measured.app(new Request('http://localhost:4100/metrics'))).text();
        assert.match(text, /alcove_http_requests_total\{method="GET",route="\/v1\/apps\/:appId",status="404"\} 1/);
        assert.ok(!text.includes('some-app-id') && !text.includes('/no/such/path'));
      } finally {
        await measured.close();
      }
    });
  });
});

describe('rate limits', () => {
  it('error: more than the burst, until time has passed; each address for itself', async () => {
    const rateLimits = { address: { burst: 3, perSecond: 2 }, login: { burst: 1, perSecond: 1 }, session: { burst: 1, perSecond: 1 } };
    const harness = await createHarness({ rateLimits });
    try {
      const get = (clientAddress: string) => harness.app(new Request('http://localhost:4100/v1/chains'), { clientAddress });
      for (let call = 0; call < 3; call++) assert.equal((await get('192.0.2.1')).status, 200);
      const refused = await get('192.0.2.1');
      assert.equal(refused.headers.get('retry-after'), '1');
      assert.equal((await expectProblem(refused, 429, 'rate_limited')).retryAfterMs, 500);
      assert.equal((await get('192.0.2.2')).status, 200);
      harness.clock.ms += 500;
      assert.equal((await get('192.0.2.1')).status, 200);
      await expectProblem(await get('192.0.2.1'), 429, 'rate_limited');

      const client = await harness.signIn();
      assert.equal((await client.call('GET', '/v1/wallets')).status, 200);
      await expectProblem(await client.call('GET', '/v1/wallets'), 429, 'rate_limited');
    } finally {
      await harness.close();
    }
  });
});
