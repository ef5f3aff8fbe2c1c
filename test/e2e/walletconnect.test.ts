import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPublicClient, http, parseEther, recoverMessageAddress, toHex } from 'viem';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { CHAIN, Dapp, type Failure, relayUrlOf, type Session } from '../support/walletconnect-dapp.ts';

const PIN = '274913';
const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const swap = { name: 'Tea Swap', url: 'https://swap.example', icons: ['https://swap.example/icon.png'] };

let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: `0x${string}`;
let dapp: Dapp;
let session: Session;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  dapp = await Dapp.start(relayUrlOf(stack.origins), swap);
});
after(async () => {
  await dapp?.stop();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const chain = () => createPublicClient({ transport: http(stack.origins.node) });
type Opener = { document: { querySelector(name: 'alcove-wallet'): { wallet: { open(view: string): Promise<unknown> } } } };

/** From the page to the wallet's screen of connected apps. */
async function openConnections(): Promise<void> {
  await shop.page.evaluate(() => void (globalThis as unknown as Opener).document.querySelector('alcove-wallet').wallet.open('settings'));
  await shop.tap('WalletConnect');
  await shop.sees('WalletConnect');
}

async function paste(uri: string): Promise<void> {
  await (await shop.wallet()).getByLabel('Link of the app').fill(uri);
  await shop.tap('Connect');
}

/** A link of the app, pasted and approved. */
async function connect(app: Dapp): Promise<Session> {
  const { uri, settled } = await app.propose();
  await openConnections();
  await paste(uri);
  await shop.sees('Connect an app?');
  await shop.tap('Connect');
  const outcome = await settled;
  assert.ok('topic' in outcome, JSON.stringify(outcome));
  return outcome;
}

const pay = (value = '0.01') => dapp.request(session, 'eth_sendTransaction', [{ from: account, to: SHOP, value: toHex(parseEther(value)) }]);

test('an app elsewhere pairs by its link and gets the account, on the network it asked for', async () => {
  shop = await Shop.open(chromium.context, stack.origins.host);
  account = (await shop.connectNew('wc@example.com', PIN)) as `0x${string}`;
  session = await connect(dapp);
  assert.deepEqual(session.namespaces.eip155?.accounts, [`${CHAIN}:${account}`]);
  await shop.sees('WalletConnect');
  await shop.reads(/Tea Swap/);
  assert.equal(session.peer.metadata.url, stack.origins.wallet);
});

test('its payment is approved in the wallet with the PIN, under what the app claims to be, and viem sees it mined', async () => {
  const asked = pay();
  await shop.sees(/^Send/);
  await shop.reads(/Over WalletConnect/);
  await shop.reads('https://swap.example');
  assert.equal(await (await shop.wallet()).locator('alc-header .origin').count(), 0, 'nothing stands where an origin would');
  await shop.tap('Approve');
  await shop.enterPin(PIN);
  const hash = (await asked) as `0x${string}`;
  assert.match(String(hash), /^0x[0-9a-f]{64}$/, JSON.stringify(hash));
  const receipt = await chain().waitForTransactionReceipt({ hash });
  assert.deepEqual([receipt.status, receipt.from.toLowerCase(), receipt.to?.toLowerCase()], ['success', account.toLowerCase(), SHOP.toLowerCase()]);
  await shop.tap('Done');
});

test('viem recovers the account from its message', async () => {
  const message = 'Tea Swap: keep me signed in.';
  const asked = dapp.request(session, 'personal_sign', [toHex(message), account]);
  await shop.tap(/^(Sign|Approve)$/);
  await shop.enterPin(PIN);
  const signature = (await asked) as `0x${string}`;
  assert.equal(await recoverMessageAddress({ message, signature }), account);
});

const signInText = (domain: string) =>
  `${domain} wants you to sign in with your Ethereum account:\n${account}\n\nWelcome\n\nURI: https://${domain}\nVersion: 1\nChain ID: 31337\nNonce: abcdefgh12\nIssued At: 2026-11-22T00:00:00.000Z`;

test('a sign-in for the site it claims to be has to be said to be one’s own; for another site it is refused', async () => {
  const other = (await dapp.request(session, 'personal_sign', [toHex(signInText('bank.example')), account])) as { failed: Failure };
  assert.equal(other.failed.code, -32602);
  const asked = dapp.request(session, 'personal_sign', [toHex(signInText('swap.example')), account]);
  await shop.sees('Sign in to swap.example');
  await shop.reads('Nobody checked this site');
  await shop.reads('Tick the box first');
  await (await shop.wallet()).getByLabel('I began this sign-in on that site').check();
  await shop.tap('Sign in');
  await shop.enterPin(PIN);
  assert.equal(await recoverMessageAddress({ message: signInText('swap.example'), signature: (await asked) as `0x${string}` }), account);
});

test('it reads the chain as far as its session says, and another method or another account is refused', async () => {
  assert.equal(BigInt((await dapp.request(session, 'eth_getBalance', [SHOP, 'latest'])) as string), parseEther('0.01'));
  assert.equal(await dapp.request(session, 'eth_chainId', []), '0x7a69');
  assert.equal(await dapp.request(session, 'wallet_switchEthereumChain', [{ chainId: '0x7a69' }]), null);
  const unknown = (await dapp.request(session, 'wallet_switchEthereumChain', [{ chainId: '0x1' }])) as { failed: Failure };
  assert.equal(unknown.failed.code, 4902);
  const stranger = (await dapp.request(session, 'personal_sign', ['0x00', SHOP])) as { failed: Failure };
  assert.equal(stranger.failed.code, 4100);
  const bad = (await dapp.request(session, 'eth_sendTransaction', [{ from: account, to: SHOP, value: 'much' }])) as { failed: Failure };
  assert.equal(bad.failed.code, -32602);
});

test('reject gives 4001 and sends nothing', async () => {
  const before = await chain().getTransactionCount({ address: account, blockTag: 'pending' });
  const asked = pay();
  await shop.tap('Reject');
  assert.equal(((await asked) as { failed: Failure }).failed.code, 4001);
  assert.equal(await chain().getTransactionCount({ address: account, blockTag: 'pending' }), before);
});
