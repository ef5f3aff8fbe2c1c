import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createHarness, type Harness } from '../api/testing/harness.ts';

describe('the name a request is for', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await createHarness();
  });
  afterEach(() => harness.close());

  const ask = (path: string, host?: string, url = 'http://localhost:4100') =>
    harness.app(new Request(`${url}${path}`, host === undefined ? {} : { headers: { host } }));

  it('error: 421 for a name that is not the wallet’s, on pages, scripts and API', async () => {
    for (const host of [
      'evil.example',
      'localhost',
      'localhost:4101',
      'localhost:4100.evil.example',
      '127.0.0.1:4100',
      'evil@localhost:4100',
      'localhost:4100/x',
      'localhost:4100?x',
      ' ',
      'a b',
    ]) {
      for (const path of ['/v1/chains', '/w/?app_id=demo', '/sdk/v1/alcove.js', '/nothing']) {
        const response = await ask(path, host);
        assert.equal(response.status, 421, `${host} ${path}`);
        const problem = (await response.json()) as { code: string; field: string };
        assert.deepEqual([problem.code, problem.field], ['forbidden_origin', 'host']);
        assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      }
    }
    assert.equal((await ask('/v1/chains', undefined, 'http://evil.example')).status, 421);
  });

  it('behavior: its own name, in any case, and with a default port', async () => {
    for (const host of [undefined, 'localhost:4100', 'LOCALHOST:4100']) assert.equal((await ask('/v1/chains', host)).status, 200, host);
    const secure = await createHarness({ walletOrigin: 'https://wallet.example' });
    try {
      for (const host of ['wallet.example', 'wallet.example:443']) {
        // What a proxy that ends TLS passes on: plain http inside, the public name in `Host`.
        const response = await secure.app(new Request('http://10.0.0.7:4100/v1/chains', { headers: { host } }));
        assert.equal(response.status, 200, host);
      }
      const forwarded = { host: 'evil.example', 'x-forwarded-host': 'wallet.example' };
      assert.equal((await secure.app(new Request('http://10.0.0.7:4100/v1/chains', { headers: forwarded }))).status, 421);
    } finally {
      await secure.close();
    }
  });

  it('behavior: probes answer under any name', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) assert.notEqual((await ask(path, '10.0.0.7:4100')).status, 421, path);
  });
});
