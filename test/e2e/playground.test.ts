import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { custom } from 'viem';
import { paymentSteps } from '../support/payment-steps.ts';
import { askChain, type Playground, startPlayground, waitUntilReady } from '../support/playground.ts';

/* The payment of payment.test.ts, step for step, with a host for static files in the place of every server. */

let playground: Playground;

before(async () => {
  playground = await startPlayground({ hostname: '127.0.0.1', path: '/some/where/playground/' });
});
after(async () => {
  await playground?.stop();
});

const steps = paymentSteps({
  pin: '274913',
  email: 'payer@example.com',
  open: () => playground.open(),
  ready: (shop) => waitUntilReady(shop.page),
  transport: (shop) => custom({ request: ({ method, params }) => askChain(shop.page, method, params) }),
});

test('shop and wallet are two sites, and the host SDK is the one that is built for everybody', async () => {
  const page = steps.shop().page;
  const wallet = await steps.shop().wallet();
  assert.notEqual(new URL(wallet.url()).hostname, new URL(page.url()).hostname);
  const scripts = await page.locator('script[src*="/sdk/"]').evaluateAll((found) => found.map((script) => (script as unknown as { src: string }).src));
  // The second is what the first brings by its digest.
  assert.deepEqual(
    scripts,
    ['alcove.js', 'launcher.js'].map((name) => new URL(`sdk/v1/${name}`, page.url()).href),
  );
});

test('nothing was asked of anybody but the static host, and of it nothing it does not have', () => {
  assert.deepEqual(playground.outside(), []);
  assert.deepEqual(playground.host.missed, []);
});
