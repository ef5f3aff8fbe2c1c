import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CDPSession, Frame, Page } from 'playwright-core';

import { startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { bareChild, penpal } from './penpal-page.ts';
import { figureRow, median, type Row, report } from './rows.ts';

/*
 * `node test/bench/frame.ts [--json FILE]`: on a CPU as it is, and on one slowed four times, how long after a page began to load its wallet answers,
 * beside a page whose frame speaks penpal and nothing else; and how long after a page asked for a payment it can be approved.
 *
 * On the slowed CPU the browser keeps a frame in its page's process, as Chromium does on phones: the throttle, which is one process's, then slows
 * down both from the first byte on.
 */

const ROUNDS = 7;
const PIN = '274913';
/** `ARM_AFTER_MS` of the widget's `alc-arm-button`, whose file needs a browser. */
const ARM_AFTER_MS = 600;
const oneProcess = ['--disable-site-isolation-trials', '--disable-features=IsolateOrigins,site-per-process'];
const speeds = [
  { slower: 1, words: 'full CPU', flags: [] },
  { slower: 4, words: 'CPU slowed 4 times', flags: oneProcess },
] as const;

type ReadyWindow = { readonly ready: Promise<number> };

/** The script tag, and when its wallet answered, in milliseconds after the page began to load. */
const walletPage = ({ wallet }: Stack['origins']) => `<!doctype html><script src="${wallet}/sdk/v1/alcove.js"></script>
<alcove-wallet app-id="demo"></alcove-wallet>
<script>
  const { provider } = document.querySelector('alcove-wallet');
  window.ready = provider.request({ method: 'eth_chainId' }).then(() => performance.now());
</script>`;

const barePage = (child: string) => `<!doctype html><script>${penpal}</script><iframe src="${child}/child"></iframe>
<script>
  const messenger = new Penpal.WindowMessenger({ remoteWindow: document.querySelector('iframe').contentWindow, allowedOrigins: ['${child}'] });
  window.ready = Penpal.connect({ messenger, methods: {} }).promise
    .then((wallet) => wallet.request({ id: crypto.randomUUID(), method: 'eth_chainId' }))
    .then(() => performance.now());
</script>`;

async function readyAfter(page: Page, address: string): Promise<number> {
  await page.goto(address);
  return page.evaluate(() => (globalThis as unknown as ReadyWindow).ready);
}

type ShopWindow = { document: { querySelector(name: string): { provider: { request(args: object): Promise<unknown> } } } };

/** When, by the machine's clock, the page asked for a payment. What becomes of it is not waited for. */
function askForPayment(shop: Shop, from: string): Promise<number> {
  return shop.page.evaluate((account) => {
    const askedMs = performance.timeOrigin + performance.now();
    const { provider } = (globalThis as unknown as ShopWindow).document.querySelector('alcove-wallet');
    const transaction = { from: account, to: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC', value: '0x1' };
    provider.request({ method: 'eth_sendTransaction', params: [transaction] }).catch(() => undefined);
    return askedMs;
  }, from);
}

type Armed = { readonly armed?: boolean; readonly shadowRoot: SearchRoot | null };
type SearchRoot = { querySelectorAll(selector: string): Iterable<Armed & { readonly localName: string }> };

/** When its Approve button took presses. */
function armedAt(frame: Frame): Promise<number> {
  return frame.evaluate(async () => {
    const isArmed = (root: SearchRoot): boolean => {
      for (const element of root.querySelectorAll('*')) {
        if (element.localName === 'alc-arm-button' && element.armed === true) return true;
        if (element.shadowRoot !== null && isArmed(element.shadowRoot)) return true;
      }
      return false;
    };
    // Looking through all there is takes a slow processor milliseconds: seldom, so that the wallet is measured and not the looking.
    while (!isArmed((globalThis as unknown as { readonly document: SearchRoot }).document)) await new Promise((resolve) => setTimeout(resolve, 50));
    return performance.timeOrigin + performance.now();
  });
}

async function approveReady(shop: Shop, from: string, throttle: (rate: number) => Promise<void>, slower: number): Promise<number> {
  await shop.page.reload();
  await shop.account();
  const frame = await shop.wallet();
  await throttle(slower);
  const armed = armedAt(frame);
  const askedMs = await askForPayment(shop, from);
  const elapsedMs = (await armed) - askedMs;
  await throttle(1);
  await shop.tap('Reject');
  return elapsedMs;
}

async function measure(stack: Stack, pages: string, { slower, words, flags }: (typeof speeds)[number]): Promise<Row[]> {
  const { context, stop } = await startChromium({ flags });
  try {
    const throttleOn = (session: CDPSession) => async (rate: number) => void (await session.send('Emulation.setCPUThrottlingRate', { rate }));
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await throttleOn(session)(slower);
    const first: Record<'wallet' | 'bare', number[]> = { wallet: [], bare: [] };
    const again: Record<'wallet' | 'bare', number[]> = { wallet: [], bare: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of ['wallet', 'bare'] as const) {
        await session.send('Network.clearBrowserCache');
        first[name].push(await readyAfter(page, `${pages}/${name}`));
        again[name].push(await readyAfter(page, `${pages}/${name}`));
      }
    }
    await page.close();
    const shop = await Shop.open(context, stack.origins.host);
    const from = await shop.connectNew(`frame-${slower}@example.com`, PIN);
    const throttle = throttleOn(await context.newCDPSession(shop.page));
    const approvals: number[] = [];
    for (let round = 0; round < ROUNDS; round++) approvals.push(await approveReady(shop, from, throttle, slower));
    return [
      figureRow(`page’s load to the wallet’s first answer, first visit, ${words} ÷ bare penpal page`, median(first.wallet), 'ms', median(first.bare)),
      figureRow(`page’s load to the wallet’s first answer, later visit, ${words} ÷ bare penpal page`, median(again.wallet), 'ms', median(again.bare)),
      figureRow(`payment asked for to Approve takes a press, ${words} ÷ the time the button waits`, median(approvals), 'ms', ARM_AFTER_MS),
    ];
  } finally {
    await stop();
  }
}

const stack = await startStack();
let port = 0;
const server = createServer(({ url }, response) => {
  const [page, child] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  const body = url === '/child' ? bareChild(page) : url === '/bare' ? barePage(child) : walletPage(stack.origins);
  response.setHeader('content-type', 'text/html').end(body);
});
try {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  port = (server.address() as AddressInfo).port;
  const rows: Row[] = [];
  for (const speed of speeds) rows.push(...(await measure(stack, `http://127.0.0.1:${port}`, speed)));
  report(rows);
} finally {
  server.close();
  await stack.stop();
}
