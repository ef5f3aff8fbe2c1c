import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { type Stack, startStack } from '../support/stack.ts';

/* A page with the wallet inside another page: the wallet starts in neither, and the page hears why instead of waiting. */

let stack: Stack;
let chromium: Chromium;
let pages: Server;

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  pages = createServer((request, response) => {
    const body =
      request.url === '/inner'
        ? `<script src="${stack.origins.wallet}/sdk/v1/alcove.js"></script><alcove-wallet app-id="demo"></alcove-wallet>`
        : `<iframe src="http://127.0.0.1:${port()}/inner"></iframe>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Page</title>${body}`);
  });
  await new Promise<void>((resolve) => pages.listen(0, resolve));
});
after(async () => {
  pages?.close();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

const port = () => (pages.address() as AddressInfo).port;

for (const [who, host] of [
  ['an unregistered page', 'outer.localhost'],
  ['a registered page', '127.0.0.1'],
] as const) {
  test(`inside ${who}`, async () => {
    const page = await chromium.context.newPage();
    await page.goto(`http://${host}:${port()}/`);
    const inner = page.frames().find((frame) => frame.url().endsWith('/inner'));
    assert.ok(inner);
    const refusal = await inner.evaluate(async () => {
      const { document } = globalThis as unknown as {
        document: { querySelector(name: string): { provider: { request(args: { method: string }): Promise<unknown> } } };
      };
      try {
        return await document.querySelector('alcove-wallet').provider.request({ method: 'eth_requestAccounts' });
      } catch (error) {
        const { code, data } = error as { code: number; data?: { reason?: string; hint?: string } };
        return [code, data?.reason, data?.hint];
      }
    });
    assert.deepEqual(refusal, [-32080, 'nested_frame', 'open the page by itself']);
    await page.close();
  });
}
