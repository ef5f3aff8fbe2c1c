import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { violations } from '../shots/axe.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { repositoryRoot, type Stack, startStack } from '../support/stack.ts';
import { logIn, WAIT_MS, windowOf } from '../support/wallet-screen.ts';

/* The operators' page, as one uses it, on the built stack; and beside it the command line, which is somebody else at the same registry. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let stack: Stack;
let chromium: Chromium;
let shopPages: Server;
let page: Page;
const complaints: string[] = [];

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  shopPages = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        `<!doctype html><html lang="en"><title>Corner</title><script src="${stack.origins.wallet}/sdk/v1/alcove.js"></script><alcove-wallet app-id="corner"></alcove-wallet>`,
      );
  });
  await new Promise<void>((resolve) => shopPages.listen(0, '127.0.0.1', resolve));
  page = await chromium.context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the server refuses is no fault of the page.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) complaints.push(message.text());
  });
});
after(async () => {
  shopPages?.close();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const shopOrigin = () => `http://127.0.0.1:${(shopPages.address() as AddressInfo).port}`;
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
const field = (label: string): Locator => page.getByLabel(label, { exact: true });
const sees = (words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor();
const heading = (name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();
const area = (name: string): Promise<void> => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

async function signInAs(email: string): Promise<void> {
  await logIn(await windowOf(chromium.context, () => button('Sign in').click()), email);
}

/** Somebody else, at the same time. */
async function byCommand(...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [join(repositoryRoot, 'mock-server/bin/alcove.mjs'), ...args, '--data-dir', stack.dataDir, '--actor', 'ben']);
}

async function isAccessible(view: string): Promise<void> {
  // As a browser's tools do it: the page's own policy lets no other script in.
  await page.evaluate(axe);
  assert.deepEqual(await violations(page), [], view);
}

/** What the wallet tells a page of this origin. */
async function refusalOf(origin: string): Promise<string | null> {
  const response = await fetch(`${stack.origins.wallet}/sdk/v1/embed?app_id=corner`, { headers: { origin } });
  return ((await response.json()) as { readonly reason: string | null }).reason;
}

async function frameAncestors(): Promise<string> {
  const response = await fetch(`${stack.origins.wallet}/w/?app_id=corner`);
  await response.body?.cancel();
  return /frame-ancestors ([^;]*)/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? '';
}

/** A change is known to the server within a second. */
async function soon(holds: () => Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; !(await holds()); waitedMs += 100) {
    assert.ok(waitedMs < 3_000, 'the server does not know of the change after three seconds');
    await page.waitForTimeout(100);
  }
}

describe('the operators’ page', { timeout: 480_000 }, () => {
  it('error: somebody who is no operator is told so, and can take another account', async () => {
    await page.goto(`${stack.origins.wallet}/admin/`);
    await heading('Wallet operators');
    await isAccessible('sign in');
    await signInAs('ben@example.com');
    await sees('This account may not manage this wallet. Sign in with another one.');
    await isAccessible('refused');
    assert.equal(await page.getByRole('navigation').count(), 0);
  });

  it('behavior: an operator signs in, and sees what comes with the stack', async () => {
    await signInAs('ada@example.com');
    await heading('Apps');
    await sees('Ada Kim');
    await sees('Built in');
    await isAccessible('apps');
  });

  it('behavior: an operator adds an app, and the wallet knows it within a second', async () => {
    await button('Add an app').click();
    await heading('A new app');
    await field('Id').fill('corner');
    await field('Name').fill('Corner shop');
    await page.locator('#development').check();
    await field('Page 1').fill('http://127.0.0.1:9');
    await button('Add an issuer').click();
    await field('Name on the button').fill('Demo account');
    await page.locator('#provider-0-providerId').fill('demo');
    await field('Issuer').fill(stack.origins.issuer);
    await field('Client id').fill('alcove-widget');
    await page.locator('#chain-31337').check();
    await button('Add this app').click();
    await sees('Saved.');
    await heading('Corner shop');
    await soon(async () => (await refusalOf('http://127.0.0.1:9')) === null);
    assert.equal(await refusalOf(shopOrigin()), 'origin_not_allowed');
    await isAccessible('app');
  });

  it('error: a page that may not stand in the list is refused beside its field, as one types and when one saves, and nothing changes', async () => {
    await button('Add a page').click();
    await field('Page 2').fill('http://shop.example');
    await sees('Must be https.');
    const input = field('Page 2');
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    assert.equal(await page.locator(`#${await input.getAttribute('aria-describedby')}`).textContent(), 'Must be https.');
    await isAccessible('a fault');
    await button('Save').click();
    await sees('Must be https.');
    await page.waitForFunction(
      () =>
        (
          globalThis as unknown as {
            document: {
              querySelector(name: string): { shadowRoot: { querySelector(name: string): { shadowRoot: { activeElement: { id: string } | null } } } };
            };
          }
        ).document
          .querySelector('adm-root')
          .shadowRoot.querySelector('#page').shadowRoot.activeElement?.id === 'origins-1',
    );
    assert.equal(await frameAncestors(), 'http://127.0.0.1:9');
  });

  it('behavior: a page that is added may open the wallet, and could not before', async () => {
    const shop = await Shop.open(chromium.context, shopOrigin());
    const refused = await shop.request('eth_requestAccounts');
    assert.ok('error' in refused && refused.error.code === -32080, JSON.stringify(refused));
    await page.bringToFront();
    await field('Page 2').fill(shopOrigin());
    await page.getByText('Must be https.').first().waitFor({ state: 'detached' });
    await button('Save').click();
    await sees('Saved.');
    await soon(async () => (await refusalOf(shopOrigin())) === null);
    assert.equal(await frameAncestors(), `http://127.0.0.1:9 ${shopOrigin()}`);
    await shop.page.close();
    const again = await Shop.open(chromium.context, shopOrigin());
    void again.request('eth_requestAccounts').catch(() => undefined);
    await again.reads(/Continue with Demo account/);
    await again.page.close();
    await page.bringToFront();
  });

  it('behavior: the log says who changed what', async () => {
    await area('Log');
    await heading('Log');
    const entry = page.getByRole('listitem').first();
    await sees('Changed pages of corner');
    assert.match((await entry.textContent()) ?? '', /Changed pages of corner\s+Ada Kim · /);
    await sees('Added the app corner');
    await page
      .getByText(/^Entry \d+ of corner/)
      .first()
      .click();
    await sees('allowedOrigins.after');
    await isAccessible('log');
  });

  it('behavior: when somebody else was faster nothing is lost, neither theirs nor what was typed', async () => {
    await area('Apps');
    await button(/^Corner shop/).click();
    await heading('Corner shop');
    await field('Name').fill('Corner shop of Ada');
    await byCommand('apps', 'set', 'corner', 'limits={"user":{"burst":7,"perSecond":1}}', 'name="Corner shop of Ben"');
    await button('Save').click();
    await sees('Somebody else saved first');
    await sees(/You both changed name/);
    assert.equal(await field('Name').inputValue(), 'Corner shop of Ada');
    assert.equal(await page.locator('#limit-user-burst').inputValue(), '7');
    await isAccessible('a conflict');
    await button('Save').click();
    await sees('Saved.');
    await page.reload();
    await signInAs('ada@example.com');
    await heading('Corner shop of Ada');
    assert.equal(await page.locator('#limit-user-burst').inputValue(), '7');
  });

  it('behavior: a theme and limits are checked by the server, JSON by the form', async () => {
    await field('Tokens as JSON').fill('{"--alcove-nothing":');
    await sees('Is not JSON yet.');
    await field('Tokens as JSON').fill('{"--alcove-nothing": "red"}');
    await sees('--alcove-nothing is no token of a theme');
    await field('Tokens as JSON').fill('');
    await page.locator('#limit-user-burst').fill('0');
    await page.locator('#limit-user-burst[aria-invalid]').waitFor();
    await button('Undo changes').click();
    await page.locator('#limit-user-burst:not([aria-invalid])').waitFor();
    assert.equal(await page.locator('#limit-user-burst').inputValue(), '7');
  });

  it('behavior: who would leave what is not saved is asked', async () => {
    await field('Name').fill('Other');
    await area('Networks');
    await sees('You have changes that are not saved');
    await isAccessible('leaving');
    await button('Stay here').click();
    assert.equal(await field('Name').inputValue(), 'Other');
    await area('Networks');
    await button('Leave without saving').click();
    await heading('Networks');
    await isAccessible('networks');
  });

  it('behavior: a network gets nodes in the order in which they are asked', async () => {
    await button('Add a network').click();
    await field('Chain id').fill('10');
    await page.locator('#chain-name').fill('OP Mainnet');
    await field('Node 1').fill('https://b.example/v1/secret');
    await button('Add a node').click();
    await field('Node 2').fill('ftp://a.example');
    await sees('Must be an https address, or http on this machine.');
    await field('Node 2').fill('https://a.example');
    await button('Ask Node 2 earlier').click();
    await button('Add this network').click();
    await sees('Saved.');
    await isAccessible('network');
    await area('Networks');
    await sees('a.example, b.example');
    assert.equal(await page.getByText('secret').count(), 0);
    await button(/^OP Mainnet/).click();
    await button('Remove this network').click();
    await button('Remove this network').click();
    await heading('Networks');
    await page.getByText('OP Mainnet').waitFor({ state: 'detached' });
  });

  it('behavior: a session that has ended takes nothing along that was typed', async () => {
    await area('Apps');
    await button(/^Corner shop/).click();
    await field('Name').fill('Corner shop after the end');
    await byCommand('apps', 'rotate-keys', '--at-once');
    await page.waitForTimeout(1_100);
    await button('Save').click();
    await sees('Your session has ended');
    await isAccessible('ended');
    await signInAs('ada@example.com');
    await page.getByText('Your session has ended').first().waitFor({ state: 'detached' });
    assert.equal(await field('Name').inputValue(), 'Corner shop after the end');
    await button('Save').click();
    await sees('Saved.');
    await area('Keys');
    await heading('Keys');
    await button('Make a new key').click();
    await sees('A new key signs from now on.');
    await isAccessible('keys');
  });

  it('behavior: an app that is removed opens no wallet any more', async () => {
    await area('Apps');
    await button(/^Corner shop/).click();
    await button('Remove this app').click();
    await isAccessible('removal');
    await button('Remove this app').click();
    await heading('Apps');
    await sees('Removed');
    await soon(async () => (await refusalOf(shopOrigin())) === 'app_unknown');
    await button('Sign out').click();
    await heading('Wallet operators');
  });

  it('behavior: the page kept nothing in the browser, and broke none of its own rules', async () => {
    const kept = await page.evaluate(async () => {
      const inside = globalThis as unknown as { localStorage: object; sessionStorage: object; indexedDB: { databases(): Promise<readonly object[]> } };
      return [Object.keys(inside.localStorage), Object.keys(inside.sessionStorage), await inside.indexedDB.databases()];
    });
    assert.deepEqual(kept, [[], [], []]);
    assert.deepEqual(complaints, []);
  });
});
