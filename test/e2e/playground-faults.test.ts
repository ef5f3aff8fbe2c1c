import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askChain, type Playground, startPlayground } from '../support/playground.ts';
import type { Shop } from '../support/shop.ts';

/* The playground on a host with one name, under a path: what it says of that, and what its switches do. */

const PIN = '274913';
const PATH = '/some/where/playground/';

let playground: Playground;
let shop: Shop;
let account: string;

before(async () => {
  playground = await startPlayground({ hostname: 'localhost', path: PATH });
});
after(async () => {
  await playground?.stop();
});

const turn = (name: string, isOn: boolean) => shop.page.getByLabel(name, { exact: true }).setChecked(isOn);

/** Asks for a signature and gives the PIN. */
async function sign(): Promise<void> {
  await shop.press('Sign message');
  await shop.tap(/^(Sign|Approve)$/);
  await shop.enterPin(PIN);
}

async function signs(): Promise<void> {
  await sign();
  await shop.outcome('Message signed');
  await shop.tap('Done');
}

/** Takes the wallet away whatever it shows, and waits until the page has heard that nothing came of it. */
async function giveUp(): Promise<void> {
  await (await shop.wallet()).locator('body').press('Escape');
  await shop.outcome(/Cancelled|That did not work/);
}

test('opens under a path of a host with one name, says that nothing keeps shop and wallet apart, and makes a wallet', async () => {
  shop = await playground.open();
  assert.match((await shop.page.locator('#where-wallet').textContent()) ?? '', /own origin/);
  account = await shop.connectNew('walker@example.com', PIN);
  assert.match(account, /^0x[0-9a-fA-F]{40}$/);
  await shop.page.locator('#balance', { hasText: '1 ETH' }).waitFor();
});

test('the chain is slow: the payment waits for its block, and gets it', async () => {
  await turn('Slow chain', true);
  await shop.approvePayment();
  await shop.enterPin(PIN);
  await shop.outcome('Payment sent');
  await shop.page.locator('#chain-waiting', { hasText: '1 waiting' }).waitFor();
  await shop.outcome('Thank you. Your order is paid.');
  await shop.tap('Done');
  await turn('Slow chain', false);
});

test('the chain takes blocks back: the payment is in none for a while, and then in one again', async () => {
  const hash = (await shop.page.locator('#outcome-detail').textContent()) ?? '';
  assert.notEqual(await askChain(shop.page, 'eth_getTransactionReceipt', [hash]), null);
  await shop.press('Take back two blocks');
  await shop.page.getByText('Two blocks were taken back.').waitFor();
  assert.equal(await askChain(shop.page, 'eth_getTransactionReceipt', [hash]), null);
  await shop.page.locator('#chain-waiting', { hasText: /waiting for a block/ }).waitFor();
  await shop.page.locator('#chain-waiting', { hasText: 'Nothing waits' }).waitFor({ timeout: 30_000 });
  const receipt = (await askChain(shop.page, 'eth_getTransactionReceipt', [hash])) as { readonly status: string };
  assert.equal(receipt.status, '0x1');
});

test('the key service is down: the wallet says that it did not work, nothing is signed, and afterwards it is', async () => {
  await turn('Key service down', true);
  await sign();
  await shop.sees('The key service is not answering');
  await giveUp();
  await turn('Key service down', false);
  await signs();
});

test('the enclave is started anew: wallets are there, and the PIN is asked for', async () => {
  await shop.press('Restart the enclave');
  await shop.page.getByText('The enclave was ended').waitFor();
  await shop.page.waitForTimeout(3_000);
  await signs();
});
