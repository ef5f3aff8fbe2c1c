import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { createHarness, expectProblem, type Harness } from '../api/testing/harness.ts';
import { createApp } from '../app.ts';
import { REGISTRY_FRESH_MS } from '../apps/fresh.ts';
import { rotateTokenKey, TOKEN_KEY_OVERLAP_MS } from '../apps/manage-deployment.ts';

describe('rotation of access token keys', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await createHarness();
  });
  afterEach(() => harness.close());
  const manage = () => ({ ...harness.deps, actor: 'operator:test' });

  it('behavior: the token before a rotation is taken until the overlap ends, the next one names the new key', async () => {
    const client = await harness.signIn();
    assert.equal(decodeProtectedHeader(client.accessToken ?? '').kid, '0');
    const { kid } = await rotateTokenKey(manage());
    harness.clock.ms += REGISTRY_FRESH_MS;
    assert.equal((await client.call('GET', '/v1/wallets')).status, 200);
    const next = await harness.signIn('grace');
    assert.equal(decodeProtectedHeader(next.accessToken ?? '').kid, kid);
    assert.equal((await next.call('GET', '/v1/wallets')).status, 200);
  });

  it('behavior: rotated at once, the token before is taken nowhere, and a refresh goes on', async () => {
    const client = await harness.signIn();
    await rotateTokenKey(manage(), { atOnce: true });
    harness.clock.ms += REGISTRY_FRESH_MS;
    await expectProblem(await client.call('GET', '/v1/wallets'), 401, 'session_expired');
    const refreshed = await client.post('/v1/session/refresh', {});
    assert.equal(refreshed.status, 200);
    await client.adopt(refreshed);
    assert.equal((await client.call('GET', '/v1/wallets')).status, 200);
  });

  it('error: a key that is not known, or that a later rotation at once has ended', async () => {
    const client = await harness.signIn();
    await rotateTokenKey(manage());
    await rotateTokenKey(manage(), { atOnce: true });
    harness.clock.ms += REGISTRY_FRESH_MS;
    await expectProblem(await client.call('GET', '/v1/wallets'), 401, 'session_expired');
    assert.ok(TOKEN_KEY_OVERLAP_MS > 300_000 + REGISTRY_FRESH_MS);
  });

  it('behavior: another server of the same deployment takes tokens under the new key, and makes them', async () => {
    const client = await harness.signIn();
    const { kid } = await rotateTokenKey(manage());
    harness.clock.ms += REGISTRY_FRESH_MS;
    await client.adopt(await client.post('/v1/session/refresh', {}));
    assert.equal(decodeProtectedHeader(client.accessToken ?? '').kid, kid);
    Object.assign(client, { app: createApp(harness.deps) });
    assert.equal((await client.call('GET', '/v1/wallets')).status, 200);
    await client.adopt(await client.post('/v1/session/refresh', {}));
    assert.equal(decodeProtectedHeader(client.accessToken ?? '').kid, kid);
  });
});
