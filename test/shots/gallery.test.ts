import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createExampleListener } from '../../mock-server/src/stack/example-server.ts';
import { readGallery, writeGallery } from '../../widget/dev/gallery/build.ts';
import { repositoryRoot } from '../support/stack.ts';
import { loadAxe, violations } from './axe.ts';
import { launch } from './browser.ts';

const data = await readGallery();
const specimens = [...readFileSync(join(repositoryRoot, 'widget/dev/gallery/specimens.ts'), 'utf8').matchAll(/^ {2}'(alc-[\w-]+)': \[/gm)].map(
  ([, tag]) => tag,
);

/** `views/pay-view/pay-view.ts` is a screen; what has another name beside it, or lies elsewhere, is a part of screens. */
const isScreen = (path: string): boolean => /\/([a-z-]+-view)\/\1\.ts$/.test(path);

test('every element has a specimen', () => {
  const without = data.elements.filter(({ path, tagName }) => path.startsWith('widget/src/elements/') && !specimens.includes(tagName));
  assert.deepEqual(
    without.map(({ tagName }) => tagName),
    [],
    'add it to widget/dev/gallery/specimens.ts',
  );
});

test('every view has a state', () => {
  const without = data.elements.filter(({ path, isView }) => isScreen(path) && !isView);
  assert.deepEqual(
    without.map(({ tagName }) => tagName),
    [],
    'add one to widget/dev/view-states.ts',
  );
});

test('tokens have their values and groups, and what a host may set is among them or makes them', () => {
  assert.ok(data.tokens.length > 80);
  assert.deepEqual(
    data.tokens.filter(({ group, value }) => group === '' || value === ''),
    [],
  );
  assert.ok(data.themable.length >= 8);
});

let browser: Browser;
let page: Page;
const errors: string[] = [];
const server = createServer(
  createExampleListener({ folder: join(repositoryRoot, 'examples'), walletOrigin: 'http://localhost:1', nodeOrigin: 'http://localhost:2' }),
);

before(async () => {
  await writeGallery();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launch();
  page = await (await browser.newContext({ bypassCSP: false })).newPage();
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
});

after(async () => {
  await browser?.close();
  server.close();
  server.closeAllConnections();
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/gallery/`;

test('the page shows elements, views in their frames and tokens under the policy it is served with', async () => {
  await page.goto(`${address()}?scheme=dark#alc-button`);
  await page.locator('alc-button').first().waitFor();
  assert.equal(await page.locator('th[scope=row]', { hasText: 'busyLabel' }).count(), 1);
  await page.goto(`${address()}?language=ko#alc-pin-view`);
  await page.frameLocator('iframe').first().locator('alc-pin-view').waitFor();
  await page.goto(`${address()}#tokens`);
  await page.getByText('--alcove-radius-card').first().waitFor();
  await page.goto(`${address()}#alcove-wallet`);
  await page.getByText('wallet-url').first().waitFor();
  assert.deepEqual(errors, []);
});

test('axe finds nothing wrong with the gallery itself', async () => {
  // Axe is put in by a script tag, which the page's own policy refuses.
  const open = await (await browser.newContext({ bypassCSP: true })).newPage();
  for (const chosen of ['alc-banner', 'tokens', 'alcove-wallet']) {
    await open.goto(`${address()}?scheme=light#${chosen}`);
    await open.reload();
    await open.locator('main h2').waitFor();
    await loadAxe(open);
    assert.deepEqual(await violations(open), [], chosen);
  }
});
