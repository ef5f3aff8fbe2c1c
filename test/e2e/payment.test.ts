import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { http } from 'viem';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { paymentSteps } from '../support/payment-steps.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

const PIN = '274913';
const EMAIL = 'payer@example.com';

let stack: Stack;
let chromium: Chromium;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const steps = paymentSteps({
  pin: PIN,
  email: EMAIL,
  open: () => Shop.open(chromium.context, stack.origins.host),
  ready: async () => undefined,
  transport: () => http(stack.origins.node),
});

test('the same person comes back from a clean browser to the same wallet', async () => {
  const other = await startChromium();
  try {
    const again = await Shop.open(other.context, stack.origins.host);
    await again.press('Connect');
    await again.signIn(EMAIL);
    await again.sees(/^Connect to/);
    await again.tap('Connect');
    assert.equal(await again.account(), steps.account());
  } finally {
    await other.stop();
  }
});
