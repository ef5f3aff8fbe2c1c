import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type Hex, parseEther } from 'viem';
import { namehash } from 'viem/ens';
import { DUSD, fill, type Owner, openWallet, startOwner } from '../support/own-wallet.ts';
import type { Shop } from '../support/shop.ts';
import { repositoryRoot } from '../support/stack.ts';

/* Sending from the wallet's own screens, on the real stack. What was mined is judged by viem. */

const PIN = '274913';
const FRIEND = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const OTHER = '0x8ba1f109551bD432803012645Ac136ddd64DBA72';

let owner: Owner;
let shop: Shop;
let account: Hex;
let node: Owner['node'];

before(async () => {
  owner = await startOwner('sender@example.com', PIN);
  ({ shop, account, node } = owner);
});
after(() => owner?.stop());

const sent = () => node.client.getTransactionCount({ address: account });

/** From the first screen to the one that asks whom to pay. */
async function chooseEther(): Promise<void> {
  const wallet = await shop.wallet();
  const heading = wallet.getByRole('heading', { name: /What do you want to send|Send to|How much/ });
  await heading.waitFor();
  // What was typed before is still there.
  if ((await heading.textContent())?.startsWith('How much') === true) await shop.tap('Back');
  if ((await heading.textContent())?.startsWith('What') === true) await shop.tap(/^Ether/);
  await shop.sees('Send to');
}

async function toAmount(recipient: string): Promise<void> {
  await openWallet(shop, 'send');
  await chooseEther();
  await fill(shop, /^Address/, recipient);
  await shop.tap('Continue');
  await shop.sees(/^How much/);
  await shop.reads('Network fee');
}

/** From the review to the end. */
async function approve(): Promise<void> {
  await shop.tap('Approve');
  await shop.sees('Confirm with PIN');
  await shop.enterPin(PIN);
  await shop.sees(/^(Sent|Confirmed)$/);
}

test('money goes out over the ordinary approval, asked for by the wallet itself', async () => {
  await toAmount(FRIEND);
  await fill(shop, 'Amount', '0.05');
  await shop.tap('Review');
  await shop.reads(new URL(owner.stack.origins.wallet).host);
  await approve();
  await shop.sees('Confirmed');
  assert.equal(await node.client.getBalance({ address: FRIEND }), parseEther('0.05'));
  assert.equal(await sent(), 1);
  await shop.tap('Done');
});

test('a token is received, asked for by a payment request, and sent', async () => {
  await node.give(account, 20_000_000n);
  const held = await node.balanceOf(DUSD, account);
  await openWallet(shop, 'send');
  await chooseEther();
  await fill(shop, /^Address/, `ethereum:${DUSD}@31337/transfer?address=${FRIEND}&uint256=5e6`);
  await shop.tap('Continue');
  await shop.sees('How much DUSD?');
  assert.equal(await (await shop.wallet()).getByLabel('Amount').inputValue(), '5');
  await shop.tap('Review');
  await shop.reads('5 DUSD');
  await approve();
  await shop.sees('Confirmed');
  await shop.tap('Done');
  assert.equal(await node.balanceOf(DUSD, FRIEND), 5_000_000n);
  assert.equal(await node.balanceOf(DUSD, account), held - 5_000_000n);
});

test('what cannot be sent is told before anything is asked: no number, too much, a wrong address', async () => {
  await openWallet(shop, 'send');
  await chooseEther();
  for (const [text, words] of [
    [FRIEND.replace('EDe', 'Ede'), 'One character of this address is wrong'],
    [`${FRIEND.slice(0, 10)}\u200b${FRIEND.slice(10)}`, 'hidden characters'],
    [`ethereum:${FRIEND}@1?value=1`, 'another network'],
    [`ethereum:${FRIEND}/approve?address=${OTHER}`, 'something other than a payment'],
    ['alice.eth', /no names|Nobody has this name/],
    ['hello', 'This is no address'],
  ] as const) {
    await fill(shop, /^Address/, text);
    await shop.reads(typeof words === 'string' ? new RegExp(words) : words);
    assert.equal(await (await shop.wallet()).getByRole('button', { name: 'Continue' }).isDisabled(), true, text);
  }
  // Both ends of one that was paid before.
  await fill(shop, /^Address/, `${FRIEND.slice(0, 6)}${'0'.repeat(32)}${FRIEND.slice(-4)}`.toLowerCase());
  await shop.reads('Not the address you know');
  await shop.reads('Tick the box first');
  await fill(shop, /^Address/, OTHER);
  await shop.tap('Continue');
  await shop.sees(/^How much/);
  await shop.reads('Network fee');
  for (const [text, words] of [
    ['1,5', 'Use a point for decimals'],
    ['1e18', 'Only digits'],
    ['9'.repeat(80), 'more than there can be'],
    ['5', 'You have'],
  ] as const) {
    await fill(shop, 'Amount', text);
    await shop.reads(new RegExp(words));
    assert.equal(await (await shop.wallet()).getByRole('button', { name: 'Review' }).isDisabled(), true, text);
  }
});

test('all there is leaves nothing but what the fee was over', async () => {
  await shop.tap('Max');
  await shop.tap('Review');
  await approve();
  await shop.sees('Confirmed');
  await shop.tap('Done');
  const left = await node.client.getBalance({ address: account });
  assert.ok(left < parseEther('0.001'), `${left} wei are left`);
  assert.ok((await node.client.getBalance({ address: OTHER })) > parseEther('0.9'));
  await node.ask('anvil_setBalance', [account, '0x8ac7230489e80000']);
  // What the chain said is kept for as long as its newest block is the newest.
  await node.ask('evm_mine', []);
});

test('rejected, everything is as it was typed; nothing was sent', async () => {
  const before = await sent();
  await toAmount(FRIEND);
  await fill(shop, 'Amount', '0.01');
  await shop.tap('Review');
  await shop.tap('Reject');
  await shop.sees(/^How much/);
  assert.equal(await (await shop.wallet()).getByLabel('Amount').inputValue(), '0.01');
  assert.equal(await sent(), before);
});

test('a reload in the middle of each step: what was typed is there again, what was not approved was not sent', async () => {
  const before = await sent();
  const again = async () => {
    await shop.page.reload();
    await shop.account();
    await openWallet(shop, 'send');
  };
  await toAmount(FRIEND);
  await fill(shop, 'Amount', '0.02');
  await again();
  await shop.sees(/^How much/);
  assert.equal(await (await shop.wallet()).getByLabel('Amount').inputValue(), '0.02');
  await shop.reads('Network fee');
  await shop.tap('Review');
  await shop.sees(/0\.02/);
  await again();
  await shop.sees(/^How much/);
  await shop.tap('Review');
  await shop.tap('Approve');
  await shop.sees('Confirm with PIN');
  await again();
  await shop.sees(/^How much/);
  assert.equal(await sent(), before);
  await shop.tap('Review');
  await shop.tap('Approve');
  await shop.sees('Confirm with PIN');
  await shop.enterPin(PIN);
  await shop.sees(/^(Sent|Confirmed)$/);
  await again();
  // Once it was approved there is nothing left to be approved again.
  await (await shop.wallet()).getByRole('heading', { name: /What do you want to send|Send to/ }).waitFor();
  for (let waitedMs = 0; (await sent()) === before && waitedMs < 10_000; waitedMs += 100) await shop.page.waitForTimeout(100);
  assert.equal(await sent(), before + 1);
});

test('a double click asks once, and two tabs send what each of them was asked', async () => {
  const before = await sent();
  await toAmount(FRIEND);
  await fill(shop, 'Amount', '0.01');
  const wallet = await shop.wallet();
  await wallet.getByRole('button', { name: 'Review' }).dblclick();
  await approve();
  await shop.tap('Done');
  assert.equal(await wallet.getByRole('button', { name: 'Approve' }).count(), 0, 'nothing waits behind it');

  const first = shop;
  const { Shop: ShopPage } = await import('../support/shop.ts');
  const second = await ShopPage.open(owner.chromium.context, owner.stack.origins.host);
  await second.account();
  const tabs = [first, second];
  for (const tab of tabs) {
    shop = tab;
    await tab.page.bringToFront();
    await toAmount(OTHER);
    await fill(tab, 'Amount', '0.01');
    await tab.tap('Review');
    await tab.tap('Approve');
    await tab.sees('Confirm with PIN');
  }
  for (const tab of tabs) {
    await tab.page.bringToFront();
    await tab.enterPin(PIN);
    await tab.sees(/^(Sent|Confirmed)$/);
  }
  shop = first;
  for (let waitedMs = 0; (await sent()) < before + 3 && waitedMs < 10_000; waitedMs += 100) await shop.page.waitForTimeout(100);
  assert.equal(await sent(), before + 3);
});

/** A contract that knows one name: whatever it is asked of that name's node (ENSIP-1), it answers the address, and zero of any other. */
const knows = (name: string, address: string): Hex => `0x7f${namehash(name).slice(2)}6004351473${address.slice(2).toLowerCase()}025f5260205ff3`;

/** As an operator does, beside the server. */
async function setRegistry(ensRegistry: Hex): Promise<void> {
  const { origins, dataDir } = owner.stack;
  const chains = async () => (await (await fetch(`${origins.wallet}/v1/chains`)).json()) as { readonly ensRegistry?: Hex }[];
  const [chain] = await chains();
  const file = join(dataDir, 'chain.json');
  await writeFile(file, JSON.stringify({ ...chain, rpcUrls: [origins.node], ensRegistry }));
  await promisify(execFile)(process.execPath, [join(repositoryRoot, 'mock-server/bin/alcove.mjs'), 'chains', 'set', file, '--data-dir', dataDir]);
  for (let waitedMs = 0; (await chains())[0]?.ensRegistry !== ensRegistry && waitedMs < 10_000; waitedMs += 100) await shop.page.waitForTimeout(100);
}

test('a chain that has names is paid by name: by its registry, in one spelling, and none that only looks alike', async () => {
  const [registry, resolver] = [`0x${'e5'.repeat(20)}`, `0x${'0a'.repeat(20)}`] as const;
  await node.ask('anvil_setCode', [registry, knows('friend.eth', resolver)]);
  await node.ask('anvil_setCode', [resolver, knows('friend.eth', FRIEND)]);
  await setRegistry(registry);
  await shop.page.bringToFront();
  await shop.page.reload();
  await shop.account();
  const held = await node.client.getBalance({ address: FRIEND });

  await openWallet(shop, 'send');
  await chooseEther();
  // In the first, the е is Cyrillic.
  for (const [text, words] of [
    ['friеnd.eth', /no valid name/],
    ['nobody.eth', /Nobody has this name/],
  ] as const) {
    await fill(shop, 'Address or name', text);
    await shop.reads(words);
    assert.equal(await (await shop.wallet()).getByRole('button', { name: 'Continue' }).isDisabled(), true, text);
  }
  await fill(shop, 'Address or name', 'Friend.ETH');
  await shop.reads('friend.eth');
  await shop.tap('Continue');
  await shop.sees(/^How much/);
  await shop.reads('Network fee');
  await fill(shop, 'Amount', '0.01');
  await shop.tap('Review');
  await approve();
  await shop.sees('Confirmed');
  assert.equal((await node.client.getBalance({ address: FRIEND })) - held, parseEther('0.01'));
});
