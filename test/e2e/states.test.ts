import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicClient, http } from 'viem';
import type { Chromium } from '../support/chromium.ts';
import { startOwner } from '../support/own-wallet.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/*
 * The states nobody wishes for, in the middle of a payment: each says what is so, none is a dead end, nothing is lost and nothing is sent
 * twice. Enclave and node killed, witnesses and chain frozen, KMS away and the session ended are in faults.test.ts; a server that is
 * stopped between two payments in restart.test.ts; several tabs in tabs.test.ts.
 */

const PIN = '471925';

let dataDir: string;
let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: string;

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'alcove-states-'));
  ({ stack, chromium, shop, account } = await startOwner('unlucky@example.com', PIN, { dataDir }));
});
afterEach(() => chromium.context.setOffline(false));
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
  await rm(dataDir, { recursive: true, force: true });
});

/** How many transactions of the account the chain has taken. */
const sentCount = () =>
  createPublicClient({ transport: http(stack.origins.node) }).getTransactionCount({ address: account as `0x${string}`, blockTag: 'pending' });

test('offline in the middle of an approval: said within a second, the approval stays, and is paid once after the network is back', async (t) => {
  const before = await sentCount();
  await shop.approvePayment();
  const banner = (await shop.wallet()).getByText('You are offline');
  const offAtMs = performance.now();
  await chromium.context.setOffline(true);
  await banner.waitFor();
  const tookMs = performance.now() - offAtMs;
  t.diagnostic(`said after ${Math.round(tookMs)} ms`);
  assert.ok(tookMs < 1_000, `${tookMs} ms`);
  await shop.enterPin(PIN);
  await (await shop.wallet()).getByRole('button', { name: 'Try again', exact: true }).waitFor();
  assert.equal(await sentCount(), before);
  await chromium.context.setOffline(false);
  await banner.waitFor({ state: 'hidden' });
  await shop.payAtLast(PIN);
  assert.equal(await sentCount(), before + 1);
});

test('a network of 400 ms: a shape of what comes, and two presses are one payment', async () => {
  const before = await sentCount();
  const broadcasts: string[] = [];
  await chromium.context.route(`${stack.origins.wallet}/v1/**`, async (route) => {
    const request = route.request();
    if (request.method() === 'POST' && request.url().endsWith('/v1/transactions')) broadcasts.push(request.postData() ?? '');
    await sleep(400);
    await route.continue();
  });
  try {
    await shop.page.reload();
    await shop.account();
    await shop.openWallet('home');
    await (await shop.wallet()).locator('alc-skeleton').first().waitFor();
    await shop.sees('Balance');
    await shop.tap('Close');
    await shop.approvePayment();
    const wallet = await shop.wallet();
    for (const digit of PIN) await wallet.getByRole('button', { name: digit, exact: true }).click();
    await wallet.getByRole('button', { name: 'OK', exact: true }).dblclick();
    await shop.outcome('Thank you. Your order is paid.');
    await shop.tap('Done');
  } finally {
    // What is held back at this moment still goes on by its own handler.
    await chromium.context.unrouteAll({ behavior: 'wait' });
  }
  assert.equal(await sentCount(), before + 1);
  assert.equal(new Set(broadcasts).size, 1);
});

test('the server killed between the approval and the PIN: said in words, and the same approval is paid once when it is back', async () => {
  const before = await sentCount();
  await shop.approvePayment();
  const { portBase } = stack;
  await stack.kill('server');
  await shop.enterPin(PIN);
  await (await shop.wallet()).getByRole('button', { name: 'Try again', exact: true }).waitFor();
  stack = await startStack({ dataDir, portBase });
  await shop.payAtLast(PIN);
  assert.equal(await sentCount(), before + 1);
});

test('the chain frozen between the approval and the PIN: nothing is lost, and it is paid once', async () => {
  const before = await sentCount();
  await shop.approvePayment();
  const { node } = stack.pids();
  process.kill(node, 'SIGSTOP');
  try {
    await shop.enterPin(PIN);
    const wallet = await shop.wallet();
    await wallet
      .getByRole('button', { name: 'Try again', exact: true })
      .or(wallet.getByRole('button', { name: 'Done', exact: true }))
      .first()
      .waitFor({ timeout: 30_000 });
  } finally {
    process.kill(node, 'SIGCONT');
  }
  await shop.payAtLast(PIN);
  assert.equal(await sentCount(), before + 1);
});

test('locked: a payment waits for its own PIN, which opens the wallet; a site that wants to connect is named and waits behind the lock', async () => {
  await shop.openWallet('settings');
  await shop.tap('Lock now');
  await shop.sees('Locked');
  assert.equal(await (await shop.wallet()).getByText(/0x/).count(), 0);
  await shop.page.reload();
  await shop.account();
  await shop.openWallet('home');
  await shop.sees('Locked');
  await shop.tap('Close');
  await shop.pay(PIN);
  await shop.openWallet('home');
  await shop.sees('Balance');
  await shop.openWallet('settings');
  await shop.tap('Lock now');
  await shop.tap('Close');
  await shop.request('wallet_revokePermissions', [{ eth_accounts: {} }]);
  const asked = shop.request('eth_requestAccounts');
  await shop.reads(/is waiting for you/);
  await shop.enterPin(PIN);
  await shop.sees(/^Connect to/);
  await shop.tap('Connect');
  assert.deepEqual(await asked, { result: [account] });
});

test('a page that is reloaded in the middle of an approval: nothing is signed, nothing is asked again by itself, and the next payment is one', async () => {
  const before = await sentCount();
  await shop.approvePayment();
  await shop.page.reload();
  assert.equal(await shop.account(), account);
  await shop.openWallet('home');
  await shop.sees('Balance');
  assert.equal(await sentCount(), before);
  await shop.tap('Close');
  await shop.pay(PIN);
  assert.equal(await sentCount(), before + 1);
});

test('a tab that is closed right after the PIN: what was approved is sent once at most, and the activity of the next tab says which', async () => {
  const before = await sentCount();
  await shop.approvePayment();
  await shop.enterPin(PIN);
  await shop.page.close();
  shop = await Shop.open(chromium.context, stack.origins.host);
  assert.equal(await shop.account(), account);
  await sleep(3_000);
  const sent = (await sentCount()) - before;
  assert.ok(sent === 0 || sent === 1, `${sent} were sent`);
  await shop.pay(PIN);
  assert.equal(await sentCount(), before + sent + 1);
});
