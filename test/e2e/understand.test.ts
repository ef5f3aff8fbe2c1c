import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicClient, http, parseEther, recoverTypedDataAddress } from 'viem';
import { demoContracts } from '../../mock-server/src/chain/fixtures.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/* What a person is told before signing, from the built widget: descriptors by their digests, a test run by the node, danger typed out. */

const PIN = '274913';
const OTHER = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const token = demoContracts.demoDollar.address;

let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: `0x${string}`;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  shop = await Shop.open(chromium.context, stack.origins.host);
  account = (await shop.connectNew('reader@example.com', PIN)) as `0x${string}`;
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const chain = () => createPublicClient({ transport: http(stack.origins.node) });

test('a permit is said in words, with all of it below, and signed as it is', async () => {
  const typed = {
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Permit',
    domain: { name: 'Demo Dollar', chainId: 31337, verifyingContract: token },
    message: { owner: account, spender: OTHER, value: '2500000', nonce: '0', deadline: '1795356300' },
  } as const;
  const domainTypes = [
    { name: 'name', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ];
  const sent = { ...typed, types: { ...typed.types, EIP712Domain: domainTypes } };
  const asked = shop.request('eth_signTypedData_v4', [account, JSON.stringify(sent)]);
  await shop.sees('Allow spending');
  await shop.reads('Permission to spend');
  await shop.reads('Unknown contract');
  await shop.reads('2026-11-22 14:05:00 UTC');
  await shop.reads('Exactly what is signed');
  await (await shop.wallet()).getByRole('checkbox').check();
  await shop.tap('Sign');
  await shop.enterPin(PIN);
  const outcome = await asked;
  assert.ok('result' in outcome, JSON.stringify(outcome));
  const message = { ...typed.message, value: 2_500_000n, nonce: 0n, deadline: 1_795_356_300n };
  assert.equal(await recoverTypedDataAddress({ ...typed, message, signature: outcome.result as `0x${string}` }), account);
  await shop.tap('Done');
});

test('a call that nobody can read is tried out, and goes only once the end of its address is typed', async () => {
  // The development chain gives each new account an ether.
  while ((await chain().getBalance({ address: account })) === 0n) await sleep(50);
  const asked = shop.request('eth_sendTransaction', [{ from: account, to: OTHER, value: '0x38d7ea4c68000', data: '0xdeadbeef' }]);
  await shop.reads('The wallet cannot read this call');
  await shop.reads('What a test run moves');
  await shop.reads('You send');
  await shop.reads('Type the characters first');
  await (await shop.wallet()).getByRole('textbox').fill(OTHER.slice(-4));
  await shop.tap('Approve');
  await shop.enterPin(PIN);
  const outcome = await asked;
  assert.ok('result' in outcome, JSON.stringify(outcome));
  const transaction = await chain().getTransaction({ hash: outcome.result as `0x${string}` });
  assert.deepEqual([transaction.to, transaction.input, transaction.value], [OTHER.toLowerCase(), '0xdeadbeef', parseEther('0.001')]);
});
