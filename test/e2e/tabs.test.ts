import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createPublicClient, http } from 'viem';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/*
 * Several tabs of one person: what is done in one is so in the others within a second (facts/security.md §5, R12). The tabs are of the
 * same page and of another site's page that has the wallet in the same browser.
 */

const PIN = '471925';
const TOLD_MS = 1_000;
const WINDOWS = 5;

let stack: Stack;
let chromium: Chromium;
let elsewhere: Server;
let shops: Shop[];
let account: string;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  elsewhere = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><title>Other</title><script src="${stack.origins.wallet}/sdk/v1/alcove.js"></script><alcove-wallet app-id="demo"></alcove-wallet>`,
    );
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const first = await Shop.open(chromium.context, stack.origins.host);
  account = await first.connectNew('several@example.com', PIN);
  shops = [first];
  while (shops.length < 3) {
    const shop = await Shop.open(chromium.context, stack.origins.host);
    assert.equal(await shop.account(), account);
    shops.push(shop);
  }
});
after(async () => {
  elsewhere?.close();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const chain = () => createPublicClient({ transport: http(stack.origins.node) });

const [at, name] = ['at', 'name'];

/** Collects the provider's events of a page, each with its time. */
async function listen(shop: Shop): Promise<void> {
  await shop.page.evaluate(
    ([time, label]) => {
      const page = globalThis as unknown as {
        told: object[];
        document: { querySelector(selector: string): { provider: { on(event: string, listener: (data: unknown) => void): void } } };
      };
      page.told = [];
      for (const event of ['accountsChanged', 'disconnect', 'message']) {
        page.document
          .querySelector('alcove-wallet')
          .provider.on(event, (data) => page.told.push({ [label as string]: event, data, [time as string]: Date.now() }));
      }
    },
    [at, name],
  );
}

type Told = { readonly name: string; readonly data: unknown; readonly at: number };

async function told(shop: Shop, event: string): Promise<Told> {
  for (let waitedMs = 0; waitedMs < 5_000; waitedMs += 20) {
    const all = await shop.page.evaluate(() => (globalThis as unknown as { told: Told[] }).told);
    const found = all.find((each) => each.name === event);
    if (found !== undefined) return found;
    await shop.page.waitForTimeout(20);
  }
  throw new Error(`the page was not told of ${event}`);
}

/** Opens a screen of the wallet from the page, which comes to the front. */
async function openView(shop: Shop, view: 'home' | 'settings'): Promise<void> {
  await shop.page.bringToFront();
  await shop.openWallet(view);
}

/** The moment a press of the wallet's button has been heard. */
async function pressed(shop: Shop, button: string | RegExp): Promise<number> {
  await shop.tap(button);
  return Date.now();
}

test('locking in one tab locks the others within a second, and one PIN opens all of them', async (t) => {
  const [one, two, three] = shops as [Shop, Shop, Shop];
  for (const shop of [two, three]) await openView(shop, 'home');
  await openView(one, 'settings');
  const lockedAtMs = await pressed(one, 'Lock now');
  for (const shop of [one, two, three]) await shop.sees('Locked');
  const tookMs = Date.now() - lockedAtMs;
  t.diagnostic(`all locked after ${tookMs} ms`);
  assert.ok(tookMs < TOLD_MS, `${tookMs} ms`);
  await one.page.bringToFront();
  await one.enterPin('805271');
  await one.reads('Wrong PIN. 9 tries left.');
  await one.enterPin(PIN);
  await one.sees('Settings');
  for (const shop of [two, three]) await shop.sees('Balance');
});

test('a site that is disconnected in one tab is told in all of them within a second, and another site stays connected', async (t) => {
  const [one, two] = shops as [Shop, Shop, Shop];
  const { port } = elsewhere.address() as AddressInfo;
  const other = await Shop.open(chromium.context, `http://127.0.0.1:${port}/`);
  const asked = other.request('eth_requestAccounts');
  await other.tap('Connect');
  assert.deepEqual(await asked, { result: [account] });
  for (const shop of [one, two, other]) await listen(shop);
  await openView(one, 'settings');
  await one.tap(/^Connected sites/);
  await one.tap(`Disconnect: ${stack.origins.host}`);
  const revokedAtMs = await pressed(one, 'Disconnect');
  for (const shop of [one, two]) {
    const { data, at: toldAtMs } = await told(shop, 'accountsChanged');
    assert.deepEqual(data, []);
    t.diagnostic(`told after ${toldAtMs - revokedAtMs} ms`);
    assert.ok(toldAtMs - revokedAtMs < TOLD_MS);
    assert.deepEqual(await shop.request('eth_accounts'), { result: [] });
    const signed = await shop.request('personal_sign', ['0x68656c6c6f', account]);
    assert.ok('error' in signed && signed.error.code === 4100);
  }
  assert.deepEqual(await other.request('eth_accounts'), { result: [account] });
  await one.page.reload();
  assert.deepEqual(await one.request('eth_accounts'), { result: [] });
  // The other site is ended from a page of the first.
  await openView(one, 'settings');
  await one.tap(/^Connected sites/);
  await one.tap(`Disconnect: http://127.0.0.1:${port}`);
  await one.tap('Disconnect');
  assert.deepEqual((await told(other, 'accountsChanged')).data, []);
  await one.reads('No site is connected');
  await other.page.close();
  await one.tap('Close');
});

test('signing out in one tab signs out the others within a second, and signing in again brings all of them back', async (t) => {
  const [one, two, three] = shops as [Shop, Shop, Shop];
  await openView(two, 'home');
  await two.sees('Balance');
  await openView(one, 'settings');
  const leftAtMs = await pressed(one, 'Sign out');
  for (const shop of [one, two]) await (await shop.wallet()).getByRole('button', { name: /Continue with/ }).waitFor();
  await three.page.locator('#status', { hasText: 'Signed out' }).waitFor();
  const tookMs = Date.now() - leftAtMs;
  t.diagnostic(`all signed out after ${tookMs} ms`);
  assert.ok(tookMs < TOLD_MS, `${tookMs} ms`);
  await one.page.bringToFront();
  await one.tap(/Continue with/);
  await two.sees('Balance');
});

test('five payments from five windows at once get five nonces in a row, each paid once', async () => {
  const [one] = shops as [Shop, Shop, Shop];
  await one.page.bringToFront();
  // The wallet is still open from signing in.
  await (await one.wallet()).locator('body').press('Escape');
  await one.press('Connect');
  await one.sees(/^Connect to/);
  await one.tap('Connect');
  const nonce = await chain().getTransactionCount({ address: account as `0x${string}` });
  // Side by side, so that all can be pressed at one moment.
  const windows: Shop[] = [];
  while (windows.length < WINDOWS) windows.push(await Shop.openWindow(chromium.context, stack.origins.host));
  for (const shop of windows) {
    assert.equal(await shop.account(), account);
    await shop.approvePayment();
    const wallet = await shop.wallet();
    for (const digit of PIN) await wallet.getByRole('button', { name: digit, exact: true }).click();
  }
  const wallets = await Promise.all(windows.map((shop) => shop.wallet()));
  await Promise.all(wallets.map((wallet) => wallet.getByRole('button', { name: 'OK', exact: true }).click()));
  const hashes = await Promise.all(windows.map((shop) => shop.outcome('Thank you. Your order is paid.')));
  const sent = await Promise.all(hashes.map((hash) => chain().getTransaction({ hash: hash as `0x${string}` })));
  const inARow = Array.from({ length: WINDOWS }, (_, index) => nonce + index);
  assert.deepEqual(
    sent.map((each) => each.nonce).sort((left, right) => left - right),
    inARow,
  );
  assert.equal(await chain().getTransactionCount({ address: account as `0x${string}` }), nonce + WINDOWS);
});
