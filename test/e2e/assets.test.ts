import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import jsqr from 'jsqr';
import type { Page } from 'playwright-core';
import { createWalletClient, encodeFunctionData, http, parseAbi } from 'viem';
import { demoContracts, demoTreasury } from '../../mock-server/src/chain/fixtures.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { logIn, WAIT_MS, WalletScreen, windowOf } from '../support/wallet-screen.ts';

/* What an account holds, as its owner sees it: a real chain, real logs, the built widget. Nothing is loaded anew in between. */

const abi = parseAbi(['function transfer(address to, uint256 value) returns (bool)', 'function mint(address to) returns (uint256)']);

let stack: Stack;
let chromium: Chromium;
let page: Page;
let wallet: WalletScreen;
const requested: string[] = [];
const loadedPages: string[] = [];

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  page = await chromium.context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on('request', (request) => requested.push(request.url()));
  page.on('domcontentloaded', () => loadedPages.push(page.url()));
  await page.goto(`${stack.origins.wallet}/w/?app_id=demo`);
  wallet = WalletScreen.in(page);
  await logIn(await windowOf(chromium.context, () => wallet.tap(/Continue with/)), 'collector@example.com');
  await wallet.tap('Choose a PIN');
  await wallet.enterPin('274913');
  await wallet.sees('Enter your PIN again');
  await wallet.enterPin('274913');
  await wallet.tap('Continue');
  await wallet.sees('Balance');
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

async function account(): Promise<`0x${string}`> {
  const address = await page.locator('alc-address[copyable]').getAttribute('address');
  assert.match(address ?? '', /^0x[0-9a-fA-F]{40}$/);
  return address as `0x${string}`;
}

/** Sends from an account whose key the development node holds. */
async function call(to: `0x${string}`, data: `0x${string}`): Promise<void> {
  await createWalletClient({ transport: http(stack.origins.node) }).sendTransaction({ account: demoTreasury, chain: null, to, data });
}

const row = (name: string) => page.locator('.token', { hasText: name });

/** What another's decoder reads from a picture of the screen. */
async function scan(): Promise<string | undefined> {
  const picture = (await page.locator('alc-qr').screenshot({ scale: 'css' })).toString('base64');
  const blank = await chromium.context.newPage();
  const { width, height, pixels } = await blank.evaluate(async (encoded) => {
    type Bitmap = { readonly width: number; readonly height: number };
    const browser = globalThis as unknown as {
      createImageBitmap(blob: unknown): Promise<Bitmap>;
      OffscreenCanvas: new (
        width: number,
        height: number,
      ) => {
        getContext(kind: '2d'): {
          drawImage(image: Bitmap, x: number, y: number): void;
          getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
        };
      };
    };
    const bitmap = await browser.createImageBitmap(await (await fetch(`data:image/png;base64,${encoded}`)).blob());
    const canvas = new browser.OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, height: bitmap.height, pixels: [...canvas.getImageData(0, 0, bitmap.width, bitmap.height).data] };
  }, picture);
  await blank.close();
  // `jsqr` is CommonJS and calls itself a module.
  const decode = (jsqr as unknown as { readonly default?: typeof jsqr.default }).default ?? (jsqr as unknown as typeof jsqr.default);
  return decode(Uint8ClampedArray.from(pixels), width, height)?.data;
}

test('a token that comes is seen with its value, after a refresh', async () => {
  const own = await account();
  // The development chain gives each new account 500 of them.
  await row('Demo Dollar').getByText('≈ $500.00').waitFor();
  await call(demoContracts.demoDollar.address, encodeFunctionData({ abi, functionName: 'transfer', args: [own, 25_500_000n] }));
  await wallet.tap('Refresh');
  await row('Demo Dollar')
    .getByText(/525\.5\sDUSD/)
    .waitFor();
  await row('Demo Dollar').getByText('≈ $525.50').waitFor();
  await row('Ether').getByText('≈ $2,500.00').waitFor();
});

test('a collectible that comes is seen by itself, with its picture from the wallet’s own origin', async () => {
  await call(demoContracts.demoCollectible.address, encodeFunctionData({ abi, functionName: 'mint', args: [await account()] }));
  await page.getByRole('tab', { name: 'Collectibles' }).click();
  // Home looks again every 15 seconds.
  const picture = page.locator('.nft img');
  await picture.waitFor({ timeout: WAIT_MS * 3 });
  await page.waitForFunction((image) => (image as unknown as { naturalWidth: number } | null)?.naturalWidth === 96, await picture.elementHandle());
  assert.equal(new URL((await picture.evaluate((image) => (image as unknown as { currentSrc: string }).currentSrc)) ?? '').origin, stack.origins.wallet);
  await page.locator('.nft', { hasText: 'Demo Collectible' }).waitFor();
  await page.getByRole('tab', { name: 'Tokens' }).click();
});

test('another currency, by the settings: no value of the one before is left', async () => {
  await wallet.tap('Settings');
  await page.locator('input[name="currency"][value="KRW"]').check();
  await wallet.tap('Back');
  await row('Demo Dollar').getByText('≈ ₩725,190').waitFor();
  assert.equal(await page.getByText('$', { exact: false }).count(), 0);
});

test('another name for the account, from home', async () => {
  await wallet.tap(/^Account: /);
  await wallet.tap(/^Rename: /);
  await page.getByRole('textbox', { name: 'Name' }).fill('Tea money');
  await wallet.tap('Save');
  await page.getByRole('button', { name: 'Account: Tea money' }).waitFor();
  await page.keyboard.press('Escape');
  await wallet.sees('Balance');
});

test('receiving: a code that another reads as the address, and as a request for an amount of a token', async () => {
  const own = await account();
  await wallet.tap('Receive');
  await page.locator('alc-qr svg').waitFor();
  assert.equal(await scan(), own);
  await page.getByText('Ask for an amount').click();
  await page.getByLabel('Token').selectOption({ label: 'DUSD' });
  await page.getByLabel('Amount').fill('12.5');
  await page.getByRole('img', { name: /^QR code of a request for 12.5.DUSD/ }).waitFor();
  const { address } = demoContracts.demoDollar;
  assert.equal((await scan())?.toLowerCase(), `ethereum:${address}@31337/transfer?address=${own}&uint256=12500000`.toLowerCase());
});

test('all of this came from the wallet and its login alone, without loading the page anew', () => {
  const origins = new Set(requested.filter((url) => url.startsWith('http')).map((url) => new URL(url).origin));
  assert.deepEqual(
    [...origins].filter((origin) => origin !== stack.origins.wallet && origin !== stack.origins.issuer),
    [],
  );
  assert.equal(loadedPages.length, 1);
});
