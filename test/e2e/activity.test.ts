import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Hex, parseEther } from 'viem';
import { closeWallet, type Owner, openWallet, startOwner } from '../support/own-wallet.ts';
import type { Shop } from '../support/shop.ts';

/* What became of what was sent, and what can still be done about it, on the real stack. What was mined is judged by viem. */

const PIN = '274913';
const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

let owner: Owner;
let shop: Shop;
let account: Hex;
let node: Owner['node'];

before(async () => {
  owner = await startOwner('owner@example.com', PIN);
  ({ shop, account, node } = owner);
});
after(async () => {
  await node?.resume().catch(() => {});
  await owner?.stop();
});

/** Pays the shop while no block is made. @returns the hash of what waits. */
async function payAndWait(): Promise<Hex> {
  // A page may still be waiting for the hash of one that was replaced.
  await shop.page.reload();
  await shop.account();
  await node.pause();
  await shop.approvePayment();
  await shop.enterPin(PIN);
  await shop.sees('Sent');
  await shop.tap('Done');
  const { transactions } = await node.client.getBlock({ blockTag: 'pending', includeTransactions: true });
  const waiting = transactions.find(({ from }) => from.toLowerCase() === account.toLowerCase());
  assert.ok(waiting !== undefined, 'it waits for its block');
  return waiting.hash;
}

/** The newest transaction in a block; the newest block may hold none. */
async function lastMined() {
  for (let blockNumber = await node.client.getBlockNumber({ cacheTime: 0 }); ; blockNumber--) {
    const [transaction] = (await node.client.getBlock({ blockNumber, includeTransactions: true })).transactions;
    if (transaction !== undefined) return transaction;
  }
}

async function look(line: RegExp): Promise<void> {
  await openWallet(shop, 'activity');
  await shop.tap(line);
}

async function approve(): Promise<void> {
  await shop.tap('Approve');
  await shop.sees('Confirm with PIN');
  await shop.enterPin(PIN);
  await shop.sees(/^(Sent|Confirmed)$/);
  await shop.tap('Done');
}

test('tokens that came in are listed, with what they are and from whom', async () => {
  await node.give(account, 7_500_000n);
  await openWallet(shop, 'activity');
  await shop.tap(/Received.*7\.5/);
  await shop.sees(/^Received 7\.5/);
  await shop.reads('Confirmed');
});

test('a stuck payment is sped up: the same again for more, mined once', async () => {
  const stuck = await payAndWait();
  await look(/Sent.*Waiting/);
  await shop.sees(/^Sent 0\.01/);
  await shop.tap('Speed up');
  await shop.sees('Speed up a payment');
  await approve();
  await shop.reads('Being replaced');
  await node.resume();
  await shop.tap(/Payment.*Replaced/);
  await shop.reads('Another payment of yours took its place');
  await shop.tap('Show what took its place');
  await shop.reads('Confirmed');

  const nonce = (await node.client.getTransactionCount({ address: account })) - 1;
  const mined = await lastMined();
  assert.ok(mined !== undefined && mined.hash !== stuck, 'the later one was mined');
  assert.deepEqual([mined.nonce, mined.from.toLowerCase(), mined.value], [nonce, account.toLowerCase(), parseEther('0.01')]);
  assert.equal(await node.client.getBalance({ address: SHOP }), parseEther('0.01'));
  assert.equal(await node.client.getTransactionReceipt({ hash: stuck }).catch(() => null), null);
});

test('a payment is cancelled: nothing goes to oneself in its place', async () => {
  const stuck = await payAndWait();
  await look(/Sent.*Waiting/);
  await shop.tap('Cancel payment');
  await shop.sees('Cancel a payment');
  await approve();
  await shop.reads('Being replaced');
  await node.resume();
  await (await shop.wallet()).getByText('Being replaced').waitFor({ state: 'detached' });
  // The newest comes first: below it stands the one of the test before.
  await (await shop.wallet())
    .getByRole('button', { name: /Payment.*Replaced/ })
    .first()
    .click();
  await shop.reads('Another payment of yours took its place');
  await shop.tap('Show what took its place');
  await shop.sees('Cancellation');
  const mined = await lastMined();
  assert.deepEqual([mined?.to?.toLowerCase(), mined?.value, mined?.input], [account.toLowerCase(), 0n, '0x']);
  assert.equal(await node.client.getBalance({ address: SHOP }), parseEther('0.01'), 'the shop got the first payment alone');
  assert.equal(await node.client.getTransactionReceipt({ hash: stuck }).catch(() => null), null);
});

test('a reload while one waits: it is there again, and can still be sped up; rejected, it still waits', async () => {
  await payAndWait();
  await shop.page.reload();
  await shop.account();
  await look(/Sent.*Waiting/);
  await shop.tap('Speed up');
  await shop.tap('Reject');
  await shop.reads('waits for a place in a block');
  await node.resume();
  await shop.reads('Confirmed');
  assert.equal(await node.client.getBalance({ address: SHOP }), parseEther('0.02'));
});

test('what was mined meanwhile is not replaced, and the screen says so', async () => {
  await payAndWait();
  await look(/Sent.*Waiting/);
  await shop.tap('Speed up');
  await shop.tap('Approve');
  await shop.sees('Confirm with PIN');
  await node.resume();
  const before = await node.client.getTransactionCount({ address: account });
  await shop.enterPin(PIN);
  await (await shop.wallet()).getByRole('heading', { name: /refused|not|failed|did/i }).waitFor();
  await closeWallet(shop);
  assert.equal(await node.client.getTransactionCount({ address: account }), before);
  assert.equal(await node.client.getBalance({ address: SHOP }), parseEther('0.03'));
});
