import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createPublicClient,
  parseEther,
  recoverMessageAddress,
  recoverTransactionAddress,
  recoverTypedDataAddress,
  type TransactionSerialized,
  type Transport,
} from 'viem';
import type { Shop } from './shop.ts';

/* A person logs in, makes a wallet, pays and signs, wherever shop and wallet are served from: by `npm start`, or by no server at all. */

const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

export type PaymentPlace = {
  readonly pin: string;
  readonly email: string;
  /** Opens the shop; once, by the first step. */
  readonly open: () => Promise<Shop>;
  /** After a reload. */
  readonly ready: (shop: Shop) => Promise<void>;
  readonly transport: (shop: Shop) => Transport;
};

/** Registers the steps, one test each, in order. @returns what they have come to so far. */
export function paymentSteps(place: PaymentPlace): { readonly shop: () => Shop; readonly account: () => `0x${string}` } {
  const { pin } = place;
  let shop: Shop;
  let account: `0x${string}`;
  const chain = () => createPublicClient({ transport: place.transport(shop) });

  test('a new user logs in, makes a wallet and pays 0.01 ETH', async () => {
    shop = await place.open();
    account = (await shop.connectNew(place.email, pin)) as `0x${string}`;
    assert.match(account, /^0x[0-9a-fA-F]{40}$/);
    await shop.page.locator('#balance', { hasText: '1 ETH' }).waitFor();

    await shop.approvePayment();
    await shop.enterPin(pin);
    const hash = (await shop.outcome('Thank you. Your order is paid.')) as `0x${string}`;

    const receipt = await chain().getTransactionReceipt({ hash });
    assert.equal(receipt.status, 'success');
    assert.equal(receipt.from.toLowerCase(), account.toLowerCase());
    assert.equal(receipt.to?.toLowerCase(), SHOP.toLowerCase());
    assert.equal(await chain().getBalance({ address: SHOP }), parseEther('0.01'));
    await shop.sees('Confirmed');
    await shop.tap('Done');
  });

  test('viem recovers the account from the transaction the node holds', async () => {
    const block = await chain().getBlock({ includeTransactions: true });
    const hash = block.transactions.find(({ from }) => from.toLowerCase() === account.toLowerCase())?.hash;
    assert.ok(hash !== undefined, 'the newest block holds the payment');
    const raw = (await chain().request({ method: 'eth_getRawTransactionByHash' as never, params: [hash] as never })) as TransactionSerialized;
    assert.equal(await recoverTransactionAddress({ serializedTransaction: raw }), account);
  });

  test('viem recovers the account from a signed message', async () => {
    await shop.press('Sign message');
    await shop.tap(/^(Sign|Approve)$/);
    await shop.enterPin(pin);
    await shop.tap('Done');
    const signature = (await shop.outcome('Message signed')) as `0x${string}`;
    const message = 'Harbour Coffee: keep me signed in on this device.';
    assert.equal(await recoverMessageAddress({ message, signature }), account);
  });

  test('viem recovers the account from signed typed data', async () => {
    await shop.press('Sign typed data');
    await shop.tap(/^(Sign|Approve)$/);
    await shop.enterPin(pin);
    await shop.tap('Done');
    const signature = (await shop.outcome('Voucher signed')) as `0x${string}`;
    const recovered = await recoverTypedDataAddress({
      domain: { name: 'Harbour Coffee', version: '1', chainId: 31337 },
      types: {
        Voucher: [
          { name: 'shop', type: 'address' },
          { name: 'item', type: 'string' },
          { name: 'quantity', type: 'uint8' },
        ],
      },
      primaryType: 'Voucher',
      message: { shop: SHOP, item: 'House blend, 250 g', quantity: 1 },
      signature,
    });
    assert.equal(recovered, account);
  });

  test('reject gives 4001 and sends nothing', async () => {
    const before = await chain().getTransactionCount({ address: account, blockTag: 'pending' });
    await shop.press('Send 0.01 ETH');
    await shop.tap('Reject');
    assert.match(await shop.outcome('Cancelled'), /^4001: /);
    assert.equal(await chain().getTransactionCount({ address: account, blockTag: 'pending' }), before);
  });

  test('Esc rejects too', async () => {
    const asked = shop.request('personal_sign', ['0x68656c6c6f', account]);
    await shop.sees(/Sign/);
    await (await shop.wallet()).locator('body').press('Escape');
    const outcome = await asked;
    assert.ok('error' in outcome && outcome.error.code === 4001, JSON.stringify(outcome));
  });

  test('a wrong PIN says how many tries are left, and the right one still pays', async () => {
    await shop.approvePayment();
    await shop.enterPin('805271');
    await shop.reads('Wrong PIN. 9 tries left.');
    await shop.confirmPayment(pin);
  });

  test('a returning user is known after a reload, without being asked', async () => {
    await shop.page.reload();
    await place.ready(shop);
    assert.equal(await shop.account(), account);
    await shop.press('Sign message');
    await shop.tap(/^(Sign|Approve)$/);
    await shop.enterPin(pin);
    await shop.outcome('Message signed');
    await shop.tap('Done');
  });

  test('sign-out ends the session on the server', async () => {
    const wallet = await shop.wallet();
    const devicesBefore = await wallet.evaluate(
      async () => (await fetch('/v1/session/refresh', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
    );
    assert.equal(devicesBefore, 401, 'a cookie without the session key is worth nothing');
    await shop.page.evaluate(() =>
      (globalThis as unknown as { document: { querySelector(name: string): { wallet: { logout(): Promise<unknown> } } } }).document
        .querySelector('alcove-wallet')
        .wallet.logout(),
    );
    assert.deepEqual(await shop.request('eth_accounts'), { result: [] });
    await shop.page.reload();
    await place.ready(shop);
    await shop.page.locator('#status', { hasText: 'Signed out' }).waitFor();
    assert.deepEqual(await shop.request('eth_accounts'), { result: [] });
  });

  return { shop: () => shop, account: () => account };
}
