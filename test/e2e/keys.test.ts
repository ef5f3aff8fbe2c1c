import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { mnemonicToAccount } from 'viem/accounts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { addVirtualAuthenticator, KeyScreen, openSettings } from '../support/keys.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { logIn, windowOf } from '../support/wallet-screen.ts';

/* What a person does with the keys themselves, on the whole stack in a stock Chromium. */

const EMAIL = 'keeper@example.com';
const PIN = '274913';
const SECOND_PIN = '618204';
const THIRD_PIN = '905317';
const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const recoverPage = pathToFileURL(resolve(import.meta.dirname, '../../widget/dist/recover.html')).href;

let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: string;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alcove-keys-'));
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  shop = await Shop.open(chromium.context, stack.origins.host);
  account = await shop.connectNew(EMAIL, PIN);
  await shop.page.locator('#balance', { hasText: '1 ETH' }).waitFor();
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** Pays from the page's own code. @returns what the page hears. */
function pay(from: string, valueWei: bigint) {
  return shop.request('eth_sendTransaction', [{ from, to: SHOP, value: `0x${valueWei.toString(16)}` }]);
}

describe('the PIN', () => {
  test('is changed, and pays; the old one is wrong from then on', async () => {
    const wallet = await openSettings(shop);
    await wallet.tap('Change PIN');
    await wallet.enterPinAt('Confirm with PIN', PIN);
    await wallet.chooseNewPin(SECOND_PIN);
    await wallet.sees('Your new PIN works');
    await wallet.tap('Done');
    await wallet.tap('Close');

    await shop.approvePayment();
    await shop.enterPin(PIN);
    await shop.reads(/9 tries|wrong/i);
    await shop.confirmPayment(SECOND_PIN);
  });
});

describe('accounts', () => {
  let second: string;

  test('a second one is added, named, used, and known on another browser', async () => {
    const wallet = await openSettings(shop);
    await wallet.tap(/^Accounts/);
    await wallet.tap('Add an account');
    await wallet.enterPinAt('Confirm with PIN', SECOND_PIN);
    await wallet.sees('Account added');
    await wallet.tap('Done');
    await wallet.sees('Accounts');
    await wallet.tap('Edit: Account 2');
    const place = await wallet.place();
    await place.getByLabel('Name').fill('Savings');
    await wallet.tap('Save');
    await wallet.tap(/^Savings/);
    await wallet.reads('In use');
    const accounts = await shop.request('eth_accounts');
    assert.ok('result' in accounts);
    [second = ''] = accounts.result as string[];
    assert.match(second, /^0x[0-9a-fA-F]{40}$/);
    assert.notEqual(second, account);
    await wallet.tap('Close');

    const other = await startChromium();
    try {
      const elsewhere = await Shop.open(other.context, stack.origins.host);
      await elsewhere.press('Connect');
      await elsewhere.signIn(EMAIL);
      await elsewhere.sees(/^Connect to/);
      await elsewhere.tap('Connect');
      assert.equal(await elsewhere.account(), account, 'which account is in use is each device’s own');
      const there = await openSettings(elsewhere);
      await there.tap(/^Accounts/);
      await there.reads('Savings');

      await shop.page.reload();
      const here = await openSettings(shop);
      await here.tap('Devices');
      await here.tap(/^Sign out: /);
      await here.tap('Sign out');
      await (await here.place()).getByRole('button', { name: /^Sign out: / }).waitFor({ state: 'detached' });
      await here.tap('Close');
      await there.tap('Back');
      // The next thing it asks of the server tells it; coming back to the settings may have been that already.
      await Promise.race([there.tap('Devices').catch(() => undefined), there.sees(/Sign in/)]);
      await there.sees(/Sign in/);
    } finally {
      await other.stop();
    }
  });

  test('one is hidden; the pages are given the other, and the last one stays', async () => {
    const wallet = await openSettings(shop);
    await wallet.tap(/^Accounts/);
    await wallet.reads('In use');
    await wallet.tap('Edit: Savings');
    await wallet.tap('Hide');
    await wallet.reads(/Hidden/);
    const accounts = await shop.request('eth_accounts');
    assert.deepEqual('result' in accounts && accounts.result, [account]);
    await wallet.tap('Edit: Account 1');
    assert.equal(await (await wallet.place()).getByRole('button', { name: 'Hide', exact: true }).count(), 0);
    await wallet.tap('Cancel');
    await wallet.tap('Close');
  });
});

describe('backup and recovery', () => {
  let words: readonly string[];
  let kitPath: string;

  test('a kit is made in a window of its own, and confirmed by three words', async () => {
    const wallet = await openSettings(shop);
    await wallet.tap(/^Backup/);
    await wallet.sees('Backup');
    await wallet.tap('Make a recovery kit');
    await wallet.sees('Make a recovery kit');
    const page = await windowOf(chromium.context, () => wallet.tap('Open the window'));
    const own = KeyScreen.in(page);
    await own.sees('Make a recovery kit');
    await own.tap('Continue');
    await own.enterPinAt('Confirm with PIN', SECOND_PIN);
    await own.sees('Your recovery kit');
    words = await own.words();
    assert.equal(words.length, 24);
    const download = page.waitForEvent('download');
    await own.tap('Save the file');
    const file = await download;
    assert.equal(file.suggestedFilename(), `alcove-recovery-kit-${account.slice(2, 10)}.json`);
    kitPath = join(folder, 'kit.json');
    await file.saveAs(kitPath);
    await own.tap('I have the file and the words');
    await own.retypeWords(words.map((word, index) => words[(index + 1) % 24] ?? word));
    await own.reads('These are other words');
    await own.retypeWords(words);
    await own.sees('Your wallet is backed up');
    await own.tapLast('Done');
    await wallet.sees('Backup');
    await wallet.reads('Recovery kit');
    await wallet.tap('Close');
  });

  test('file and words open the same wallet offline', async () => {
    const file = JSON.parse(await readFile(kitPath, 'utf8')) as { address: string };
    assert.equal(file.address.toLowerCase(), account.toLowerCase());
    const page = await chromium.context.newPage();
    await page.goto(recoverPage);
    await page.setInputFiles('#file', kitPath);
    await page.locator('#words').fill(words.join(' '));
    await page.getByRole('button', { name: 'Show my seed words' }).click();
    await page.getByRole('heading', { name: 'Your seed words' }).waitFor();
    const seed = await page.locator('#seed li').allTextContents();
    assert.equal(mnemonicToAccount(seed.join(' ')).address, account);
    await page.close();
  });

  test('a passkey is added with the PIN', async () => {
    await addVirtualAuthenticator(chromium.context, shop.page);
    const wallet = await openSettings(shop);
    await wallet.tap(/^Backup/);
    await wallet.sees('Backup');
    await wallet.tap('Add a passkey');
    await wallet.sees('Add a passkey');
    await wallet.tap('Continue');
    await wallet.enterPinAt('Confirm with PIN', SECOND_PIN);
    await wallet.sees('Passkey added');
    await wallet.tap('Done');
    await wallet.reads('Passkey');
    await wallet.tap('Close');
  });

  test('the seed’s words are shown in a window of their own, after a login of this moment', async () => {
    const wallet = await openSettings(shop);
    await wallet.tap('Show secret words');
    const popup = await windowOf(chromium.context, () => wallet.tap('Sign in again'));
    await logIn(popup, EMAIL);
    const page = await windowOf(chromium.context, () => wallet.tap('Open the window'));
    const own = KeyScreen.in(page);
    await own.enterPinAt('Confirm with PIN', SECOND_PIN);
    // The PIN was changed since this device made the wallet, so it has to be known for a day first.
    await own.reads(/24 hours|until/i);
    await page.close();
    await wallet.sees('Settings');
    await wallet.tap('Close');
  });

  test('a forgotten PIN: the words of the kit give a new one, small payments go, large ones are held', async () => {
    await shop.approvePayment();
    const wallet = KeyScreen.on(shop);
    await wallet.tap('Forgot your PIN?');
    await wallet.sees('Choose a new PIN');
    await wallet.tap('Enter the words of my kit');
    await wallet.typeWords([...words].reverse());
    await wallet.chooseNewPin(THIRD_PIN);
    await wallet.reads(/do not open|not recovery words/);
    await wallet.typeWords(words);
    await wallet.sees('Your new PIN works');
    await wallet.reads(/large payments/);
    await wallet.tap('Done');

    await shop.pay(THIRD_PIN);
    const large = pay(account, 60_000_000_000_000_000n);
    await shop.tap('Approve');
    await wallet.enterPinAt('Confirm with PIN', THIRD_PIN);
    await wallet.reads(/until/);
    await wallet.tap('Close');
    const outcome = await large;
    assert.ok('error' in outcome);
    assert.equal(outcome.error.data?.reason, 'hold');
  });

  test('the passkey gives a new PIN too, and is removed with it', async () => {
    const wallet = await openSettings(shop);
    await wallet.tap('Change PIN');
    await wallet.sees('Confirm with PIN');
    await wallet.tap('Forgot your PIN?');
    await wallet.sees('Choose a new PIN');
    await wallet.tap('Use my passkey');
    await wallet.chooseNewPin(PIN);
    await wallet.sees('Your new PIN works');
    await wallet.tap('Done');
    await wallet.sees('Settings');
    await wallet.tap(/^Backup/);
    await wallet.sees('Backup');
    await wallet.tap('Remove: Passkey');
    await wallet.tap('Remove');
    await wallet.enterPinAt('Confirm with PIN', PIN);
    await wallet.sees('Backup removed');
    await wallet.tap('Done');
    await (await wallet.place()).getByText('Passkey', { exact: true }).waitFor({ state: 'detached' });
    await wallet.tap('Close');
    await shop.pay(PIN);
  });
});

describe('somebody who has a wallet elsewhere', () => {
  const elsewhere = 'test test test test test test test test test test test junk';

  test('brings its words, and has its seed shown again', async () => {
    const other = await startChromium();
    try {
      const page = await Shop.open(other.context, stack.origins.host);
      await page.press('Connect');
      await page.signIn('mover@example.com');
      const wallet = KeyScreen.on(page);
      await wallet.tap('Bring a wallet you have');
      const own = await windowOf(other.context, () => wallet.tap('Open the window'));
      const importing = KeyScreen.in(own);
      await importing.sees('Bring a wallet you have');
      await importing.tap('Continue');
      await importing.typeWords(elsewhere.replace('junk', 'test').split(' '));
      await importing.chooseNewPin(PIN);
      await importing.reads('These are not recovery words');
      await importing.typeWords(elsewhere.split(' '));
      await importing.sees('Your wallet is ready');
      await importing.tapLast('Done');
      await page.sees(/^Connect to/);
      await page.tap('Connect');
      assert.equal(await page.account(), mnemonicToAccount(elsewhere).address);

      const settings = await openSettings(page);
      await settings.tap('Show secret words');
      const popup = await windowOf(other.context, () => settings.tap('Sign in again'));
      await logIn(popup, 'mover@example.com');
      const words = await windowOf(other.context, () => settings.tap('Open the window'));
      const exporting = KeyScreen.in(words);
      await exporting.enterPinAt('Confirm with PIN', PIN);
      await exporting.sees('Your secret words');
      assert.equal((await exporting.words()).join(' '), elsewhere);
      await exporting.tapLast('Done');
      await settings.sees('Settings');
    } finally {
      await other.stop();
    }
  });
});
