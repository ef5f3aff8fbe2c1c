import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/* Login by redirect: the browser gives no window, as browsers inside apps do. */

const PIN = '471925';
const TITLE = 'The browser opened no window';

let stack: Stack;
let chromium: Chromium;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  await chromium.context.addInitScript(() => Object.assign(globalThis, { open: () => null }));
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const open = () => Shop.open(chromium.context, stack.origins.host);
const isAt = (origin: string) => (url: URL) => url.origin === origin;

/** Presses "Connect" and then the provider; the link is what the wallet offers instead of its window. */
async function isOffered(shop: Shop): Promise<void> {
  await shop.press('Connect');
  await shop.tap(/Continue with/);
  await shop.sees(TITLE);
}

/** Follows the link: the whole page is at the provider then. */
async function leaves(shop: Shop): Promise<void> {
  const frame = await shop.wallet();
  await frame.getByRole('link', { name: /Continue with/ }).click();
  await shop.page.waitForURL(isAt(stack.origins.issuer));
}

async function signsIn(page: Page, email: string): Promise<void> {
  await page.getByLabel(/someone new/).fill(email);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
}

const accounts = async (shop: Shop) => {
  let outcome = await shop.request('eth_accounts');
  // A page that the browser brings back has its wallet loaded anew, and says 4900 to whoever asks in that moment.
  while ('error' in outcome && outcome.error.code === 4900) outcome = await shop.request('eth_accounts');
  assert.ok('result' in outcome, JSON.stringify(outcome));
  return outcome.result as readonly string[];
};

async function ends(shop: Shop): Promise<void> {
  await shop.page.close();
  await chromium.context.clearCookies();
}

test('the whole page goes to the provider and back, and the request that waited goes on', async () => {
  const shop = await open();
  const addresses: string[] = [];
  shop.page.on('framenavigated', (frame) => addresses.push(frame.url()));
  await isOffered(shop);
  await leaves(shop);
  await signsIn(shop.page, 'redirected@example.com');
  await shop.page.waitForURL(isAt(stack.origins.host));
  // Nobody pressed "Connect" again.
  await shop.createWallet(PIN);
  await shop.sees(/^Connect to/);
  await shop.tap('Connect');
  for (let connected = await accounts(shop); connected.length === 0; connected = await accounts(shop)) await shop.page.waitForTimeout(50);
  const onPage = addresses.filter((address) => address.startsWith(stack.origins.host));
  assert.deepEqual(
    onPage.filter((address) => /code=|state=|token/.test(address)),
    [],
    'nothing of the login is in an address of the page',
  );
  await shop.page.reload();
  assert.equal((await accounts(shop)).length, 1, 'the session is the frame’s own');
  await ends(shop);
});

test('who refuses at the provider comes back to the choice, and nothing is asked again', async () => {
  const shop = await open();
  await isOffered(shop);
  await leaves(shop);
  await shop.page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await shop.page.waitForURL(isAt(stack.origins.host));
  await shop.sees('Sign in to your wallet');
  assert.deepEqual(await accounts(shop), []);
  await ends(shop);
});

test('who turns back half-way finds the page as it was, and can begin anew', async () => {
  const shop = await open();
  await isOffered(shop);
  await leaves(shop);
  // A page that the browser kept loads nothing.
  await shop.page.goBack({ waitUntil: 'commit' });
  await shop.page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
  assert.deepEqual(await accounts(shop), []);
  await isOffered(shop);
  await leaves(shop);
  await signsIn(shop.page, 'second-journey@example.com');
  await shop.page.waitForURL(isAt(stack.origins.host));
  await shop.createWallet(PIN);
  await ends(shop);
});

test('an answer counts once: the same callback again, and one that nobody began, lead nowhere and sign nobody in', async () => {
  const shop = await open();
  const answers: string[] = [];
  shop.page.on('request', (request) => {
    if (request.url().includes('/w/callback.html?')) answers.push(request.url());
  });
  await isOffered(shop);
  await leaves(shop);
  await signsIn(shop.page, 'replayed@example.com');
  await shop.page.waitForURL(isAt(stack.origins.host));
  await shop.sees(/Create|Choose|wallet/);
  const [answer = ''] = answers;
  assert.match(answer, /state=[^&]+%3Bhere|state=[^&]+;here/);
  const other = await open();
  for (const address of [answer, `${stack.origins.wallet}/w/callback.html?code=x&state=${'0'.repeat(32)}%3Bhere`]) {
    const refused = other.page.waitForResponse((response) => response.url().includes('/v1/relay/'));
    await other.page.goto(address);
    assert.equal((await refused).status(), 404);
    await other.page.getByText('go back to the page you came from').waitFor();
    assert.equal(new URL(other.page.url()).search, '', 'the code has left the address bar');
  }
  await other.page.close();
  await ends(shop);
});
