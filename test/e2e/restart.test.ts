import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createPublicClient, http } from 'viem';
import type { Chromium } from '../support/chromium.ts';
import { startOwner } from '../support/own-wallet.ts';
import type { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

const PIN = '482615';

let dataDir: string;
let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: string;

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'alcove-restart-'));
  ({ stack, chromium, shop, account } = await startOwner('lasting@example.com', PIN, { dataDir }));
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
  await rm(dataDir, { recursive: true, force: true });
});

test('a server that was stopped and started between two payments loses neither wallet, session nor chain', async () => {
  const first = await shop.pay(PIN);
  const { portBase } = stack;
  await stack.stop();
  stack = await startStack({ dataDir, portBase });
  const second = await shop.pay(PIN);
  assert.notEqual(first, second);
  const chain = createPublicClient({ transport: http(stack.origins.node) });
  for (const hash of [first, second]) {
    const receipt = await chain.getTransactionReceipt({ hash: hash as `0x${string}` });
    assert.equal(receipt.status, 'success', hash);
  }
  assert.equal(await chain.getTransactionCount({ address: account as `0x${string}` }), 2);
});

test('after kill -9 of the server the page, once reloaded, has the same account and pays', async () => {
  const { portBase } = stack;
  await stack.kill('server');
  stack = await startStack({ dataDir, portBase });
  await shop.page.reload();
  assert.equal(await shop.account(), account);
  await shop.pay(PIN);
});

test('wrong PINs are counted over a restart', async () => {
  await shop.approvePayment();
  await shop.enterPin('903164');
  await shop.reads('Wrong PIN. 9 tries left.');
  const { portBase } = stack;
  await stack.stop();
  stack = await startStack({ dataDir, portBase });
  await shop.enterPin('903164');
  await shop.reads('Wrong PIN. 8 tries left.');
  await shop.confirmPayment(PIN);
});
