import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Chromium, startChromium } from './chromium.ts';
import { Shop } from './shop.ts';
import { repositoryRoot } from './stack.ts';
import { type StaticHost, startStaticHost } from './static-host.ts';

/* The built playground on a static host, in a browser that finds nothing else. */

/** A server, an enclave and a chain come up in the browser first; on a busy machine that takes its time. */
const READY_MS = 120_000;

export type Playground = {
  readonly host: StaticHost;
  readonly chromium: Chromium;
  readonly address: string;
  open(): Promise<Shop>;
  /** What was asked of anywhere but the static host. */
  outside(): readonly string[];
  stop(): Promise<void>;
};

/** What the page offers in the console. */
type PlaygroundWindow = { readonly playground: { rpc(method: string, params: readonly unknown[]): Promise<unknown> } };

export async function waitUntilReady(page: Page): Promise<void> {
  await page.locator('#status', { hasText: /Signed (out|in)/ }).waitFor({ timeout: READY_MS });
}

/** Asks the chain in the page. */
export function askChain(page: Page, method: string, params: readonly unknown[] = []): Promise<unknown> {
  return page.evaluate(([name, values]) => (globalThis as unknown as PlaygroundWindow).playground.rpc(name, values), [method, params] as const);
}

/**
 * @param options.hostname `127.0.0.1`: shop and wallet are two sites. `localhost`: both are one origin.
 * @param options.path where the files lie on the host. Default `/`.
 */
export async function startPlayground(options: { readonly hostname: '127.0.0.1' | 'localhost'; readonly path?: string }): Promise<Playground> {
  const { hostname, path = '/' } = options;
  const host = await startStaticHost(join(repositoryRoot, 'examples/playground/dist'), path);
  // No name but the machine's own leads anywhere: a request to another place fails, and is written down below.
  const chromium = await startChromium({ flags: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'] });
  const own = new Set(['127.0.0.1', 'localhost'].map((name) => `http://${name}:${host.port}`));
  const outside: string[] = [];
  chromium.context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && !own.has(url.origin)) outside.push(request.url());
  });
  const address = `http://${hostname}:${host.port}${path}`;
  return {
    host,
    chromium,
    address,
    async open() {
      const shop = await Shop.open(chromium.context, address);
      await waitUntilReady(shop.page);
      return shop;
    },
    outside: () => [...outside],
    async stop() {
      await chromium.stop();
      await host.close();
    },
  };
}
