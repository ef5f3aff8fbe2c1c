import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createPublicClient, http, recoverMessageAddress } from 'viem';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { type Outcome, Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { WalletScreen, windowOf } from '../support/wallet-screen.ts';

/* Approvals in a window of the wallet's own: because the app asks for it, or because the browser cannot tell what covers a frame. */

const PIN = '471925';
const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

let stack: Stack;
let chromium: Chromium;
let pages: Server;
let shop: Shop;
let account: `0x${string}`;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  pages = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const headers = searchParams.has('isolated') ? { 'cross-origin-opener-policy': 'same-origin' } : {};
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    response.end(
      `<!doctype html><title>Page</title><script src="${stack.origins.wallet}/sdk/v1/alcove.js"></script><alcove-wallet app-id="demo" mode="${searchParams.get('mode')}"></alcove-wallet>`,
    );
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  pages?.close();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const address = (query: string) => `http://127.0.0.1:${(pages.address() as AddressInfo).port}/?${query}`;

/** Presses "Continue" in the frame, and gives the window it opens. */
async function continueIn(from: Shop): Promise<Page> {
  await from.sees('Continue in a window of the wallet');
  return await windowOf(chromium.context, () => from.tap('Continue'));
}

async function approveIn(opened: Page, button: string | RegExp): Promise<void> {
  const screen = WalletScreen.in(opened);
  await screen.tap(button);
  await screen.enterPin(PIN);
}

async function closed(opened: Page): Promise<void> {
  if (!opened.isClosed()) await opened.waitForEvent('close', { timeout: 15_000 });
}

const payment = () => [{ from: account, to: SHOP, value: '0x2386f26fc10000' }];

function result(outcome: Outcome): unknown {
  assert.ok('result' in outcome, JSON.stringify(outcome));
  return outcome.result;
}
function error(outcome: Outcome): readonly [number, string | undefined] {
  assert.ok('error' in outcome, JSON.stringify(outcome));
  return [outcome.error.code, outcome.error.data?.reason];
}

test('connects, signs and pays in the window, by the session of the frame', async () => {
  shop = await Shop.open(chromium.context, address('mode=popup'));
  const connecting = shop.request('eth_requestAccounts');
  await shop.signIn('windowed@example.com');
  await shop.createWallet(PIN);
  const consent = await continueIn(shop);
  await consent.getByRole('heading', { name: /^Connect to/ }).waitFor();
  await consent.getByText(new URL(shop.page.url()).host).first().waitFor();
  await shop.sees('Finish in the window that opened');
  await WalletScreen.in(consent).tapLast('Connect');
  [account] = result(await connecting) as [`0x${string}`];
  assert.match(account, /^0x[0-9a-fA-F]{40}$/);
  await closed(consent);

  const signing = shop.request('personal_sign', ['0x68656c6c6f', account]);
  const message = await continueIn(shop);
  await approveIn(message, /^(Sign|Approve)$/);
  const signature = result(await signing) as `0x${string}`;
  assert.equal(await recoverMessageAddress({ message: 'hello', signature }), account);
  await closed(message);

  const paying = shop.request('eth_sendTransaction', payment());
  const approval = await continueIn(shop);
  await approveIn(approval, 'Approve');
  const hash = result(await paying) as `0x${string}`;
  const receipt = await createPublicClient({ transport: http(stack.origins.node) }).waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success');
  await WalletScreen.in(approval).tapLast('Done');
  await closed(approval);
});

test('closing the window rejects with 4001 within two seconds', async (t) => {
  const asked = shop.request('personal_sign', ['0x68656c6c6f', account]);
  const opened = await continueIn(shop);
  await opened.getByRole('button', { name: 'Reject', exact: true }).waitFor();
  const beganMs = performance.now();
  await opened.close();
  assert.deepEqual(error(await asked)[0], 4001);
  t.diagnostic(`4001 after ${Math.round(performance.now() - beganMs)} ms`);
});

test('a window that a person closes while it loads, the cross in it, Esc in it, and Reject in the frame reject too', async () => {
  const ways: readonly ((opened: Page) => Promise<unknown>)[] = [
    (opened) => opened.close(),
    (opened) => WalletScreen.in(opened).tapLast('Close'),
    (opened) => opened.locator('body').press('Escape'),
    () => shop.tap('Reject'),
  ];
  for (const [index, end] of ways.entries()) {
    const asked = shop.request('personal_sign', ['0x68656c6c6f', account]);
    const opened = await continueIn(shop);
    if (index > 0) await opened.getByRole('button', { name: 'Reject', exact: true }).waitFor();
    await end(opened);
    assert.equal(error(await asked)[0], 4001, `way ${index}`);
    await closed(opened);
  }
});

test('a window that is reloaded shows the same request again', async () => {
  const asked = shop.request('personal_sign', ['0x68656c6c6f', account]);
  const opened = await continueIn(shop);
  await opened.getByRole('button', { name: 'Reject', exact: true }).waitFor();
  await opened.reload();
  await WalletScreen.in(opened).tapLast('Reject');
  assert.equal(error(await asked)[0], 4001);
  await closed(opened);
});

test('a blocked window says so, and "Continue" tries again', async () => {
  const asked = shop.request('personal_sign', ['0x68656c6c6f', account]);
  await shop.sees('Continue in a window of the wallet');
  const frame = await shop.wallet();
  await frame.evaluate(() => Object.assign(globalThis, { realOpen: (globalThis as unknown as { open: unknown }).open, open: () => null }));
  await shop.tap('Continue');
  await shop.reads('The browser blocked the window');
  await frame.evaluate(() => Object.assign(globalThis, { open: (globalThis as unknown as { realOpen: unknown }).realOpen }));
  const opened = await continueIn(shop);
  await WalletScreen.in(opened).tapLast('Reject');
  assert.equal(error(await asked)[0], 4001);
  await closed(opened);
});

test('the page goes: the window goes too, and nothing is signed', async () => {
  void shop.request('personal_sign', ['0x68656c6c6f', account]).catch(() => undefined);
  const opened = await continueIn(shop);
  await opened.getByRole('button', { name: 'Reject', exact: true }).waitFor();
  await shop.page.goto('about:blank');
  await closed(opened);
});

test('a page that isolates itself gets its approvals in the frame, where the browser watches over it', async () => {
  const isolated = await Shop.open(chromium.context, address('mode=popup&isolated'));
  const connecting = isolated.request('eth_accounts');
  assert.deepEqual(result(await connecting), [account]);
  const asked = isolated.request('personal_sign', ['0x68656c6c6f', account]);
  const opened = await continueIn(isolated);
  await isolated.tap('Reject');
  assert.equal(error(await asked)[0], 4001);
  await opened.close().catch(() => undefined);
  await isolated.page.close();
});

test('a browser without Intersection Observer v2: a payment asks for the window, a message does not', async () => {
  const plain = await Shop.open(chromium.context, 'about:blank');
  await plain.page.addInitScript(() => Reflect.deleteProperty(IntersectionObserverEntry.prototype, 'isVisible'));
  await plain.page.goto(address('mode=dialog'));
  assert.deepEqual(result(await plain.request('eth_accounts')), [account]);
  const signing = plain.request('personal_sign', ['0x68656c6c6f', account]);
  await plain.tap('Reject');
  assert.equal(error(await signing)[0], 4001);
  const paying = plain.request('eth_sendTransaction', payment());
  const opened = await continueIn(plain);
  await approveIn(opened, 'Approve');
  assert.match(String(result(await paying)), /^0x[0-9a-f]{64}$/);
  await WalletScreen.in(opened).tapLast('Done');
  await closed(opened);

  await plain.page.goto(address('mode=dialog&isolated'));
  // The window is out of the frame's reach, and the server between them, which can read nothing of what they say.
  const relayed: string[] = [];
  chromium.context.on('request', (request) => {
    if (request.url().includes('/v1/relay/')) relayed.push(`${request.url()} ${request.postData() ?? ''}`);
  });
  const apart = plain.request('eth_sendTransaction', payment());
  const out = await continueIn(plain);
  await out.getByRole('button', { name: 'Approve', exact: true }).waitFor();
  assert.equal(new URL(out.url()).hash, '', 'what the two share has left the address');
  await approveIn(out, 'Approve');
  assert.match(String(result(await apart)), /^0x[0-9a-f]{64}$/);
  await WalletScreen.in(out).tapLast('Done');
  assert.ok(relayed.length > 0);
  assert.doesNotMatch(relayed.join('\n'), new RegExp(`${PIN}|${SHOP}|approve|submitPin`, 'i'));

  const again = plain.request('eth_sendTransaction', payment());
  const second = await continueIn(plain);
  await WalletScreen.in(second).tapLast('Reject');
  assert.deepEqual(error(await again)[0], 4001);
  await plain.page.close();
});
