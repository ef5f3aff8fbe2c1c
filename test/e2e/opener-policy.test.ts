import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { type HeaderProxy, startHeaderProxy } from '../support/header-proxy.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/*
 * Pages and login providers that isolate themselves: `Cross-Origin-Opener-Policy: same-origin` cuts a window off from the
 * frame that opened it, in either direction.
 */

const PIN = '471925';
const isolated = { 'cross-origin-opener-policy': 'same-origin' };

let stack: Stack;
let chromium: Chromium;
let proxy: HeaderProxy;
/** Whose answers get the header. */
let strict: ReadonlySet<string> = new Set();

before(async () => {
  proxy = await startHeaderProxy((origin) => (strict.has(origin) ? isolated : {}));
  [stack, chromium] = await Promise.all([startStack(), startChromium({ flags: proxy.flags })]);
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
  proxy?.close();
});

/** Signs in in the provider's window; it cannot close itself when it has lost its opener. */
async function signInAt(popup: Page, email: string): Promise<void> {
  await popup.getByLabel(/someone new/).fill(email);
  await popup.getByRole('button', { name: 'Continue', exact: true }).click();
  const allow = popup.getByRole('button', { name: 'Allow', exact: true });
  const back = popup.waitForURL(/callback\.html/, { timeout: 15_000 }).catch(() => undefined);
  await Promise.race([back, allow.click().catch(() => undefined)]);
  await back;
}

async function opens(context: BrowserContext, work: () => Promise<void>): Promise<Page> {
  const [popup] = await Promise.all([context.waitForEvent('page', { timeout: 15_000 }), work()]);
  return popup;
}

async function connects(email: string): Promise<{ readonly shop: Shop; readonly popup: Page }> {
  const shop = await Shop.open(chromium.context, stack.origins.host);
  await shop.press('Connect');
  const popup = await opens(chromium.context, () => shop.tap(/Continue with/));
  await signInAt(popup, email);
  await shop.createWallet(PIN);
  await shop.sees(/^Connect to/);
  await shop.tap('Connect');
  assert.match(await shop.account(), /^0x[0-9a-fA-F]{40}$/);
  return { shop, popup };
}

async function ends({ shop, popup }: { readonly shop: Shop; readonly popup: Page }): Promise<void> {
  await popup.close().catch(() => undefined);
  await shop.page.close();
  await chromium.context.clearCookies();
}

test('a page with Cross-Origin-Opener-Policy same-origin: the frame gets no handle, and the login comes back by the server', async () => {
  strict = new Set([stack.origins.host]);
  const opened = await connects('isolated-page@example.com');
  const frame = await opened.shop.wallet();
  assert.equal(await frame.evaluate(() => (globalThis as unknown as { top: { closed: boolean } }).top.closed), false);
  assert.equal(new URL(opened.popup.url()).search, '', 'the code has left the address bar');
  await ends(opened);
});

test('a provider with Cross-Origin-Opener-Policy same-origin: the window looks closed, and the login comes back by the server', async () => {
  strict = new Set([stack.origins.issuer]);
  await ends(await connects('isolated-provider@example.com'));
});

test('both at once', async () => {
  strict = new Set([stack.origins.issuer, stack.origins.host]);
  await ends(await connects('isolated-both@example.com'));
});

test('a window that is really closed leaves the choice on the screen, and the next one works', async () => {
  strict = new Set([stack.origins.issuer]);
  const shop = await Shop.open(chromium.context, stack.origins.host);
  await shop.press('Connect');
  const first = await opens(chromium.context, () => shop.tap(/Continue with/));
  await first.close();
  const second = await opens(chromium.context, () => shop.tap(/Continue with/));
  await signInAt(second, 'second-try@example.com');
  await shop.createWallet(PIN);
  await ends({ shop, popup: second });
});
