import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeFunctionData, type Hex, parseAbi } from 'viem';
import { demoContracts, demoTreasury } from '../../mock-server/src/chain/fixtures.ts';
import { DUSD, fill, type Owner, openWallet, startOwner } from '../support/own-wallet.ts';
import type { Outcome, Shop } from '../support/shop.ts';

/*
 * What a person does with the wallet, with the page loaded anew in the middle of it: a collectible that is sent, a permit that is rejected,
 * a site that is disconnected, another language. Money and tokens are in send.test.ts, what waits for its block in activity.test.ts.
 */

const PIN = '274913';
const FRIEND: Hex = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const PIECES = demoContracts.demoCollectible.address;
const abi = parseAbi(['function mint(address to) returns (uint256)', 'function ownerOf(uint256 id) view returns (address)']);

let owner: Owner;
let shop: Shop;
let account: Hex;
let node: Owner['node'];

before(async () => {
  owner = await startOwner('again@example.com', PIN);
  ({ shop, account, node } = owner);
});
after(() => owner?.stop());

async function reload(): Promise<void> {
  await shop.page.reload();
  await shop.account();
}

/** A request of the page, whose answer dies with the page when that is loaded anew. */
const ask = (method: string, params: readonly unknown[]): Promise<Outcome | null> => shop.request(method, params).catch(() => null);

test('a collectible is sent: what was chosen is there after a reload, and it goes once', async () => {
  const data = encodeFunctionData({ abi, functionName: 'mint', args: [account] });
  const { result: id } = await node.client.simulateContract({ account: demoTreasury, address: PIECES, abi, functionName: 'mint', args: [account] });
  await node.client.waitForTransactionReceipt({ hash: (await node.ask('eth_sendTransaction', [{ from: demoTreasury, to: PIECES, data }])) as Hex });
  await openWallet(shop, 'send');
  await shop.tap(/Demo Collectible/);
  await shop.sees('Send to');
  await fill(shop, /^Address/, FRIEND);
  await reload();
  await openWallet(shop, 'send');
  await shop.sees('Send to');
  await shop.tap('Continue');
  await shop.tap('Review');
  await shop.tap('Approve');
  await shop.sees('Confirm with PIN');
  await shop.enterPin(PIN);
  await shop.sees('Confirmed');
  await shop.tap('Done');
  assert.equal(await node.client.readContract({ address: PIECES, abi, functionName: 'ownerOf', args: [id] }), FRIEND);
  assert.equal(await node.client.getTransactionCount({ address: account }), 1);
});

test('a permit is rejected: the page hears of it, and one that was on the screen at a reload is not there again', async () => {
  const permit = {
    types: {
      EIP712Domain: [
        { name: 'name', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ],
      Permit: ['owner:address', 'spender:address', 'value:uint256', 'nonce:uint256', 'deadline:uint256'].map((field) => {
        const [name, type] = field.split(':');
        return { name, type };
      }),
    },
    primaryType: 'Permit',
    domain: { name: 'Demo Dollar', chainId: 31337, verifyingContract: DUSD },
    message: { owner: account, spender: FRIEND, value: '2500000', nonce: '0', deadline: '1795356300' },
  };
  const params = [account, JSON.stringify(permit)];
  const lost = ask('eth_signTypedData_v4', params);
  await shop.sees('Allow spending');
  await reload();
  assert.equal(await lost, null);
  await openWallet(shop, 'home');
  await shop.sees('Balance');
  await shop.tap('Close');
  const asked = ask('eth_signTypedData_v4', params);
  await shop.sees('Allow spending');
  await shop.tap('Reject');
  const outcome = await asked;
  assert.ok(outcome !== null && 'error' in outcome && outcome.error.code === 4001, JSON.stringify(outcome));
});

test('a site is disconnected: not by a reload before it was confirmed, and for good after', async () => {
  const toSites = async (): Promise<void> => {
    await shop.openWallet('settings');
    await shop.tap(/^Connected sites/);
    await shop.tap(`Disconnect: ${owner.stack.origins.host}`);
  };
  await toSites();
  await reload();
  assert.deepEqual(await ask('eth_accounts', []), { result: [account] });
  await toSites();
  await shop.tap('Disconnect');
  await shop.reads('No site is connected');
  assert.deepEqual(await ask('eth_accounts', []), { result: [] });
  await shop.page.reload();
  await shop.page.locator('#status', { hasText: /./ }).waitFor();
  assert.deepEqual(await ask('eth_accounts', []), { result: [] });
});

test('another language is there at once and after a reload', async () => {
  await shop.openWallet('settings');
  const wallet = await shop.wallet();
  await wallet.locator('input[name="language"][value="ja"]').check();
  await shop.sees('設定');
  await shop.page.reload();
  await shop.openWallet('settings');
  await shop.sees('設定');
  await (await shop.wallet()).locator('input[name="language"][value="en"]').check();
  await shop.sees('Settings');
});
