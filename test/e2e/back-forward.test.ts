import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/* A page that the browser keeps while the person is elsewhere (the back/forward cache), and brings back as it was. */

let stack: Stack;
let chromium: Chromium;
let pages: Server;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  pages = createServer((request, response) => {
    const body =
      request.url === '/away'
        ? '<h1>Away</h1>'
        : `<script src="${stack.origins.wallet}/sdk/v1/alcove.js"></script><alcove-wallet app-id="demo"></alcove-wallet>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Page</title>${body}`);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  pages?.close();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

/** What the page's own script keeps of its request. */
type Kept = { persisted?: boolean; outcome?: unknown };

test('a request that waited when the page was left has its error when the page comes back, and the wallet works', async (t) => {
  const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const shop = await Shop.open(chromium.context, `${origin}/`);
  const { page } = shop;
  await page.evaluate(() => {
    const kept = globalThis as unknown as Kept & {
      addEventListener(name: string, listener: (event: { persisted: boolean }) => void): void;
      document: { querySelector(name: string): { provider: { request(args: { method: string }): Promise<unknown> } } };
    };
    kept.addEventListener('pageshow', ({ persisted }) => {
      kept.persisted = persisted;
    });
    kept.document
      .querySelector('alcove-wallet')
      .provider.request({ method: 'eth_requestAccounts' })
      .catch(({ code }: { code: number }) => {
        kept.outcome = code;
      });
  });
  await shop.sees('Sign in to your wallet');
  await page.goto(`${origin}/away`);
  // A page that comes back as it was loads nothing.
  await page.goBack({ waitUntil: 'commit' });
  await page.getByText('Away').waitFor({ state: 'detached' });
  const kept = await page.evaluate(() => (globalThis as unknown as Kept).persisted === true);
  t.diagnostic(kept ? 'the browser kept the page' : 'the browser loaded the page anew');
  if (kept) {
    await page.waitForFunction(() => (globalThis as unknown as Kept).outcome !== undefined);
    assert.equal(await page.evaluate(() => (globalThis as unknown as Kept).outcome), 4900);
  }
  assert.deepEqual(await shop.request('eth_chainId'), { result: '0x7a69' });
  assert.deepEqual(await shop.request('eth_accounts'), { result: [] });
});
