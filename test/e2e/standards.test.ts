import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicClient, createWalletClient, custom, encodeFunctionData, erc20Abi, http, parseEther, verifyMessage } from 'viem';
import { anvil } from 'viem/chains';
import { demoContracts } from '../../mock-server/src/chain/fixtures.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { type Outcome, Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/*
 * The newer standards through the whole stack, as a page meets them: connecting and signing in at once (ERC-7846, EIP-4361), several
 * calls under one PIN (EIP-5792), a listed token (EIP-747), sessions (CAIP-25). viem is the judge where it speaks the standard.
 */

const PIN = '274913';
const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const OTHER = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const CHAIN = '0x7a69';
const token = demoContracts.demoDollar.address;

let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: `0x${string}`;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const chain = () => createPublicClient({ transport: http(stack.origins.node) });

function resultOf<Result>(outcome: Outcome): Result {
  assert.ok('result' in outcome, JSON.stringify(outcome));
  return outcome.result as Result;
}

/** The wallet on the page, as a library sees a provider. */
const client = () =>
  createWalletClient({
    account,
    chain: anvil,
    transport: custom({
      request: async ({ method, params }: { readonly method: string; readonly params?: unknown }) => {
        const outcome = await shop.request(method, params);
        if ('error' in outcome) throw Object.assign(new Error(outcome.error.message), outcome.error);
        return outcome.result;
      },
    }),
  });

test('a new person connects and signs in by one decision, with a message viem verifies', async () => {
  shop = await Shop.open(chromium.context, stack.origins.host);
  const asked = shop.request('wallet_connect', [
    { version: '1', capabilities: { signInWithEthereum: { nonce: 'abcdef012345', chainId: CHAIN, statement: 'See your orders.' } } },
  ]);
  await shop.signIn('standards@example.com');
  await shop.createWallet(PIN);
  await shop.sees(/^Sign in to 127\.0\.0\.1/);
  await shop.reads('It can see your address and balance');
  await shop.tap('Sign in');
  await shop.enterPin(PIN);
  const { accounts } = resultOf<{
    readonly accounts: readonly {
      readonly address: `0x${string}`;
      readonly capabilities: { readonly signInWithEthereum: { readonly message: string; readonly signature: `0x${string}` } };
    }[];
  }>(await asked);
  assert.equal(accounts.length, 1);
  const [{ address, capabilities }] = accounts as readonly [(typeof accounts)[number]];
  account = address;
  const { message, signature } = capabilities.signInWithEthereum;
  assert.ok(await verifyMessage({ address, message, signature }));
  assert.ok(message.startsWith(`${new URL(stack.origins.host).host} wants you to sign in with your Ethereum account:\n${address}\n`), message);
  await shop.tap('Done');
  assert.deepEqual(resultOf(await shop.request('eth_accounts')), [address]);
});

test('a sign-in for another site never reaches the screen', async () => {
  const text = `evil.example wants you to sign in with your Ethereum account:\n${account}\n\n\nURI: https://evil.example\nVersion: 1\nChain ID: 31337\nNonce: abcdef012345\nIssued At: 2026-11-22T00:00:00Z`;
  const outcome = await shop.request('personal_sign', [`0x${Buffer.from(text).toString('hex')}`, account]);
  assert.ok('error' in outcome && outcome.error.code === -32602 && outcome.error.data?.reason === 'siwe_domain_mismatch', JSON.stringify(outcome));
});

test('two calls go under one PIN, in order, and viem reads their status', async () => {
  // The development chain gives each new account an ether.
  while ((await chain().getBalance({ address: account })) === 0n) await sleep(50);
  const before = await chain().getBalance({ address: OTHER });
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [SHOP, 5n] });
  const sending = client().sendCalls({
    calls: [
      { to: token, data },
      { to: OTHER, value: parseEther('0.001') },
    ],
  });
  await shop.sees('Approve 2 calls');
  await shop.reads('1 / 2');
  await shop.tap('Approve');
  await shop.enterPin(PIN);
  const { id } = await sending;
  await shop.tap('Done');
  const status = await client().waitForCallsStatus({ id, timeout: 15_000 });
  assert.equal(status.statusCode, 200);
  assert.equal(status.atomic, false);
  assert.deepEqual(
    status.receipts?.map((receipt) => receipt.status),
    ['success', 'success'],
  );
  assert.equal(await chain().readContract({ address: token, abi: erc20Abi, functionName: 'allowance', args: [account, SHOP] }), 5n);
  assert.equal(await chain().getBalance({ address: OTHER }), before + parseEther('0.001'));
});

test('calls in which one fails on the chain are told as partly done, also after a reload', async () => {
  const transfer = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [SHOP, 10n ** 30n] });
  const asked = shop.request('wallet_sendCalls', [
    {
      version: '2.0.0',
      id: 'partly',
      from: account,
      chainId: CHAIN,
      atomicRequired: false,
      calls: [
        { to: OTHER, value: '0x1' },
        { to: token, data: transfer },
        { to: OTHER, value: '0x1' },
      ],
    },
  ]);
  await shop.sees('Approve 3 calls');
  const wallet = await shop.wallet();
  for (const box of await wallet.locator('input[type="checkbox"]').all()) await box.check();
  await shop.tap('Approve');
  await shop.enterPin(PIN);
  assert.deepEqual(resultOf(await asked), { id: 'partly' });
  await shop.sees('Failed');
  await shop.page.reload();
  await shop.account();
  type Status = { readonly status: number; readonly receipts: readonly { readonly status: string }[] };
  const read = async () => resultOf<Status>(await shop.request('wallet_getCallsStatus', ['partly']));
  let now = await read();
  while (now.status === 100) {
    await sleep(100);
    now = await read();
  }
  assert.equal(now.status, 600);
  // The third is sent only where the network was slower with the second than the wallet with its signature.
  assert.deepEqual(
    now.receipts.slice(0, 2).map((receipt) => receipt.status),
    ['0x1', '0x0'],
  );
});

test('viem learns that calls are not atomic, and a page that needs that is refused', async () => {
  assert.deepEqual(await client().getCapabilities({ chainId: Number(CHAIN) }), { atomic: { status: 'unsupported' } });
  const outcome = await shop.request('wallet_sendCalls', [
    { version: '2.0.0', from: account, chainId: CHAIN, atomicRequired: true, calls: [{ to: OTHER, value: '0x1' }] },
  ]);
  assert.ok('error' in outcome && outcome.error.code === 5760, JSON.stringify(outcome));
});

test('a token is listed after a look, by what its contract says', async () => {
  const symbol = await chain().readContract({ address: token, abi: erc20Abi, functionName: 'symbol' });
  const asked = shop.request('wallet_watchAsset', { type: 'ERC20', options: { address: token, symbol } });
  await shop.sees(`Add ${symbol} to your wallet`);
  await shop.tap('Add');
  assert.equal(resultOf(await asked), true);
});

test('a session grants scopes, passes requests on, and ends', async () => {
  const scope = 'eip155:31337';
  const created = resultOf<{ readonly sessionScopes: { readonly [key: string]: { readonly accounts: readonly string[] } } }>(
    await shop.request('wallet_createSession', { requiredScopes: { [scope]: { methods: ['eth_getBalance'], notifications: ['accountsChanged'] } } }),
  );
  assert.deepEqual(created.sessionScopes[scope]?.accounts, [`${scope}:${account}`]);
  const balance = resultOf<string>(await shop.request('wallet_invokeMethod', { scope, request: { method: 'eth_getBalance', params: [account, 'latest'] } }));
  assert.equal(BigInt(balance), await chain().getBalance({ address: account }));
  assert.equal(resultOf(await shop.request('wallet_revokeSession', {})), true);
  const outcome = await shop.request('personal_sign', ['0x6869', account]);
  assert.ok('error' in outcome && outcome.error.code === 4100, JSON.stringify(outcome));
});
