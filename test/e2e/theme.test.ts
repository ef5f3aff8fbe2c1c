import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Frame, Page } from 'playwright-core';
import { formats, soundTokens } from '../../examples/theme-studio/studio/theme-document.ts';
import { themePresets } from '../../host-sdk/src/contract/theme-presets.ts';
import { withTheme } from '../../mock-server/src/http/themed-page.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { repositoryRoot, type Stack, startStack } from '../support/stack.ts';
import { WAIT_MS } from '../support/wallet-screen.ts';

/* The look of the wallet across the wall between two origins, and the button that the element shows by itself. */

type Element = {
  readonly style: { setProperty(name: string, value: string): void };
  readonly wallet: { open(): Promise<void>; start(): Promise<void> };
  addEventListener(name: 'alcove-theme', listener: (event: { readonly detail: { readonly rejected: readonly string[] } }) => void): void;
};
/** The parts of `window` that run inside the page and inside the wallet's frame. */
type Inside = {
  readonly document: {
    readonly documentElement: { readonly dataset: { readonly scheme?: string }; readonly style: { colorScheme: string } };
    querySelector(name: 'alcove-wallet'): Element;
  };
  getComputedStyle(element: unknown): { getPropertyValue(name: string): string };
  requestAnimationFrame(next: () => void): void;
  readonly performance: { getEntriesByType(type: 'resource'): readonly { readonly name: string }[] };
  heard?: readonly string[];
  firstLook?: string;
};
const inside = globalThis as unknown as Inside;

/** The issue asks for 100 ms and a frame; machines that run other tests at the same time get more. */
const LIMIT_MS = 100 + 17;
const SLACK = 5;

let stack: Stack;
let chromium: Chromium;
let pages: Server;

const paper = themePresets.find(({ name }) => name === 'paper')?.tokens ?? {};
const terminal = themePresets.find(({ name }) => name === 'terminal')?.tokens ?? {};

/** By path. */
const bodies: { readonly [path: string]: string } = {
  '/': `<style>alcove-wallet { --alcove-color-accent: #aa0000; --alcove-radius: 6px } .green alcove-wallet { --alcove-color-accent: #006600 }</style>
    <body><alcove-wallet app-id="demo" launcher></alcove-wallet></body>`,
  // One with the style sheet that the theme studio writes, one with the registry entry.
  '/two': `<style>.left ${formats.CSS?.(paper)}</style><body>
    <div class="left"><alcove-wallet app-id="demo" launcher></alcove-wallet></div>
    <div><alcove-wallet app-id="second" launcher></alcove-wallet></div></body>`,
};

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  // What runs inside pages knows its own global by the name that it has here.
  await chromium.context.addInitScript('globalThis.inside = globalThis');
  pages = createServer(({ url }, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><html lang="en"><title>Page</title>
      <script src="${stack.origins.wallet}/sdk/v1/alcove.js"></script>${bodies[url ?? ''] ?? bodies['/']}`);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  pages?.close();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const address = () => `http://127.0.0.1:${(pages.address() as AddressInfo).port}/`;

/** What assistive technology reads on the page: the launcher stands in a closed shadow root. */
async function buttonNames(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes.filter(({ role }) => role?.value === 'button').map(({ name }) => String(name?.value ?? ''));
}

async function waitForButton(page: Page, name: RegExp): Promise<string> {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 100) {
    const found = (await buttonNames(page)).find((candidate) => name.test(candidate));
    if (found !== undefined) return found;
    await page.waitForTimeout(100);
  }
  throw new Error(`no button is named ${name}: ${await buttonNames(page)}`);
}

/** When the wallet's primary button gets this colour, in milliseconds since the epoch, looked at in every frame. */
async function whenAccentIs(shop: Shop, color: string): Promise<number> {
  const frame = await shop.wallet();
  return await frame.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const used = inside.getComputedStyle(inside.document.documentElement).getPropertyValue('--alcove-accent-fill-loud');
          if (used.includes(wanted)) resolve(Date.now());
          else inside.requestAnimationFrame(look);
        };
        look();
      }),
    color,
  );
}

test('a style of the page restyles the open wallet at once, and a value that could load or break out does nothing', async (t) => {
  const shop = await Shop.open(chromium.context, address());
  await shop.page.evaluate(() => inside.document.querySelector('alcove-wallet').wallet.open());
  await whenAccentIs(shop, '#aa0000');
  const elapsed: number[] = [];
  for (const color of ['#123456', '#345612', '#563412', '#246824', '#682468']) {
    const seen = whenAccentIs(shop, color);
    await shop.page.waitForTimeout(300);
    const beganMs = await shop.page.evaluate((value) => {
      inside.document.querySelector('alcove-wallet').style.setProperty('--alcove-color-accent', value);
      return Date.now();
    }, color);
    elapsed.push((await seen) - beganMs);
  }
  t.diagnostic(`from the page's style to the wallet's: ${elapsed.join(', ')} ms (limit ${LIMIT_MS})`);
  const median = elapsed.toSorted((a, b) => a - b)[2] ?? Number.POSITIVE_INFINITY;
  assert.ok(median < LIMIT_MS * SLACK, `${elapsed.join(', ')} ms`);

  const rejected = await shop.page.evaluate(async () => {
    const element = inside.document.querySelector('alcove-wallet');
    const told = new Promise<readonly string[]>((resolve) => element.addEventListener('alcove-theme', ({ detail }) => resolve(detail.rejected)));
    element.style.setProperty('--alcove-font', 'url(https://evil.example/f.woff2)');
    element.style.setProperty('--alcove-color-surface', 'transparent');
    element.style.setProperty('--alcove-radius', '900px');
    return await told;
  });
  assert.deepEqual(rejected.toSorted(), ['--alcove-color-surface', '--alcove-font', '--alcove-radius']);
  const frame = await shop.wallet();
  const loaded = await frame.evaluate(() => inside.performance.getEntriesByType('resource').map(({ name }) => name));
  assert.deepEqual(
    loaded.filter((name) => !name.startsWith(stack.origins.wallet) && !name.startsWith(stack.origins.issuer)),
    [],
  );
  await shop.page.close();
});

test('the wallet follows the page into the dark and back', async () => {
  const shop = await Shop.open(chromium.context, address());
  await shop.page.evaluate(() => inside.document.querySelector('alcove-wallet').wallet.open());
  for (const scheme of ['dark', 'light'] as const) {
    await shop.page.evaluate((value) => {
      inside.document.documentElement.style.colorScheme = value;
    }, scheme);
    const frame = await shop.wallet();
    await frame.waitForFunction((value) => inside.document.documentElement.dataset.scheme === value, scheme);
  }
  await shop.page.close();
});

test('what an app registered is there before the first screen is drawn', async () => {
  const page = await chromium.context.newPage();
  await page.addInitScript(() => {
    const { MutationObserver, document } = globalThis as unknown as {
      MutationObserver: new (listener: () => void) => { observe(node: unknown, options: object): void; disconnect(): void };
      document: { querySelector(name: string): unknown };
    };
    const observer = new MutationObserver(() => {
      if (document.querySelector('alc-app') === null) return;
      observer.disconnect();
      inside.firstLook = inside.getComputedStyle(inside.document.documentElement).getPropertyValue('--alcove-accent-fill-loud');
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.route(/\/w\/\?app_id=/, async (route) => {
    const response = await route.fetch();
    const themed = withTheme(new Uint8Array(await response.body()), { '--alcove-color-accent': '#116611' });
    await route.fulfill({ response, body: Buffer.from(themed) });
  });
  await page.goto(`${stack.origins.wallet}/w/?app_id=demo`);
  await page.waitForFunction(() => inside.firstLook !== undefined);
  assert.match((await page.evaluate(() => inside.firstLook)) ?? '', /#116611/);
  await page.close();
});

test('the launcher connects, shows who is connected, and opens the wallet', async () => {
  const shop = await Shop.open(chromium.context, address());
  await waitForButton(shop.page, /^Connect wallet$/);
  await shop.page.locator('alcove-wallet').click();
  await shop.signIn('launcher@example.com');
  await shop.createWallet('274913');
  await shop.sees(/^Connect to/);
  await shop.tap('Connect');
  const { result } = (await shop.request('eth_accounts')) as { readonly result: readonly string[] };
  const account = result[0] ?? '';
  const name = await waitForButton(shop.page, /^Open wallet/);
  assert.ok(name.includes(`${account.slice(0, 6)}…${account.slice(-4)}`), name);
  await shop.page.locator('alcove-wallet').click();
  await shop.reads('Receive');
  await shop.page.close();
});

async function frameOf(page: Page, appId: string): Promise<Frame> {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += 50) {
    const frame = page.frames().find((candidate) => candidate.url().includes(`/w/?app_id=${appId}&`));
    if (frame !== undefined) return frame;
    await page.waitForTimeout(50);
  }
  throw new Error(`there is no wallet of ${appId}`);
}

const tokenIn = (frame: Frame, name: string): Promise<string> =>
  frame.evaluate((property) => inside.getComputedStyle(inside.document.documentElement).getPropertyValue(property), `--alcove-${name}`);

/** Registers a second app, and its theme by the very command that the theme studio writes. */
async function registerSecond(): Promise<void> {
  const program = [process.execPath, join(repositoryRoot, 'mock-server/bin/alcove.mjs')];
  const run = (...args: string[]) => promisify(execFile)(program[0] ?? '', [program[1] ?? '', ...args, '--data-dir', stack.dataDir]);
  const app = {
    appId: 'second',
    name: 'Second shop',
    logoUrl: null,
    allowedOrigins: [new URL(address()).origin],
    development: true,
    providers: [{ providerId: 'demo', name: 'Demo account', issuer: stack.origins.issuer, clientId: 'alcove-widget', scope: 'openid profile email' }],
    chainIds: [31337],
  };
  const file = join(stack.dataDir, 'second.json');
  await writeFile(file, JSON.stringify(app));
  await run('apps', 'add', file);
  const command = (formats.Registry?.(terminal) ?? '').trim().replace('npx alcove', program.join(' ')).replace('YOUR-APP', 'second');
  await promisify(execFile)('sh', ['-c', `${command} --data-dir ${stack.dataDir}`]);
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += 100) {
    const response = await fetch(`${stack.origins.wallet}/w/?app_id=second`);
    if ((await response.text()).includes('alcove-theme')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server does not know the second app');
}

test('two wallets on one page each keep their own look, as the studio exports it for pages and for the registry', async () => {
  await registerSecond();
  const page = await chromium.context.newPage();
  await page.goto(`${address()}two`);
  const [first, second] = [await frameOf(page, 'demo'), await frameOf(page, 'second')];
  // Nothing is drawn in a wallet that is not open, so there are no frames to look in.
  const shows = (frame: Frame, name: string, value: string | undefined) =>
    frame.waitForFunction(
      ([property, wanted]) => inside.getComputedStyle(inside.document.documentElement).getPropertyValue(property) === wanted,
      [`--alcove-${name}`, value ?? ''] as const,
      { polling: 100 },
    );
  await shows(first, 'font-display', soundTokens(paper)['--alcove-font-display']);
  await shows(second, 'font', soundTokens(terminal)['--alcove-font']);
  const looks = async () => [await tokenIn(first, 'accent-fill-loud'), await tokenIn(second, 'accent-fill-loud'), await tokenIn(second, 'radius-card')];
  assert.deepEqual(await looks(), [paper['--alcove-color-accent'], terminal['--alcove-color-accent'], '0px']);

  await page.evaluate(() => inside.document.querySelector('alcove-wallet').style.setProperty('--alcove-color-accent', 'light-dark(#123456, #fedcba)'));
  await shows(first, 'accent-fill-loud', 'light-dark(#123456, #fedcba)');
  assert.equal((await looks())[1], terminal['--alcove-color-accent']);
  await page.close();
});
