import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { createHarness, expectProblem } from './api/testing/harness.ts';
import { TestClient } from './api/testing/test-client.ts';
import { createApp } from './app.ts';

/** What a service worker has, and nothing of Node. */
const workerGlobals = {
  ...{ Request, Response, Headers, URL, URLSearchParams, ReadableStream, TextEncoder, TextDecoder, crypto, CryptoKey },
  ...{ setTimeout, clearTimeout, queueMicrotask, structuredClone, btoa, atob, Uint8Array, ArrayBuffer, Error, TypeError },
};

it('behavior: the server runs where there is nothing but what a service worker has', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./app.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'server',
    logLevel: 'silent',
  });
  const [bundle] = outputFiles;
  assert.ok(bundle);
  const context = createContext({ ...workerGlobals });
  runInContext(bundle.text, context);
  const { server } = context as unknown as { server: { createApp: typeof createApp } };
  const harness = await createHarness();
  const app = server.createApp(harness.deps);
  const client = await TestClient.create(app, harness.deps.walletOrigin, harness.clock.nowMs);
  const response = await client.post('/v1/session', harness.sessionBody(client, await harness.idToken(client)));
  assert.equal(response.status, 200, await response.clone().text());
  await client.adopt(response);
  await harness.createWallet(client);
  await expectProblem(await client.call('GET', '/v1/wallets', { proof: null }), 401, 'invalid_dpop_proof');
  await harness.close();
});

it('param: a secret of another length and an origin that is none are refused at once', async () => {
  const { deps, close } = await createHarness();
  assert.throws(() => createApp({ ...deps, tokenSecret: new Uint8Array(16) }), /tokenSecret/);
  for (const walletOrigin of ['', 'localhost:4100', 'http://localhost:4100/', 'https://wallet.example/w']) {
    assert.throws(() => createApp({ ...deps, walletOrigin }), /walletOrigin/);
  }
  await close();
});
