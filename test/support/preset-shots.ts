/*
 * Pictures of every preset, light and dark, to put on a page: `npm run presets:shots`, after a build. They go to test-results/presets
 * (git-ignored), with all of them on one sheet.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { themePresets } from '../../host-sdk/src/contract/theme-presets.ts';
import { chromiumFlags, requireChromium } from './browsers.ts';
import { repositoryRoot } from './stack.ts';

const folder = join(repositoryRoot, 'examples/theme-studio');
const out = join(repositoryRoot, 'test-results/presets');
const types: { readonly [extension: string]: string } = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const stage = { width: 1560, height: 880 };

/** The preset's name beside three screens, on a ground of its own accent. */
const composition = `
  html body { display: grid; grid-template-columns: 200px repeat(3, 384px); align-items: start; justify-content: center; gap: 28px; padding: 64px 0 0; overflow: hidden;
    background: color-mix(in oklab, var(--alcove-accent-fill-loud) 18%, var(--alcove-surface)); }
  body::before { content: attr(data-title); align-self: start; padding-block-start: 12px; font: var(--alcove-display-weight, 600) 40px/1.1 var(--alcove-font-display, var(--alcove-font)); color: var(--alcove-on-surface); }
  figure { inline-size: 384px; } figure:nth-of-type(2) { margin-block-start: 48px; } figcaption { display: none; }
  .frame { block-size: min(var(--height, 480px), 700px); }`;

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  try {
    const body = readFileSync(join(folder, pathname));
    response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'text/plain' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: requireChromium(), args: chromiumFlags });
const pictures: string[] = [];
try {
  for (const { name, title, tokens } of themePresets) {
    for (const scheme of ['light', 'dark']) {
      const page = await browser.newPage({ viewport: stage, timezoneId: 'UTC', locale: 'en' });
      // The moment the fixed data is made for.
      await page.clock.setFixedTime(Date.UTC(2026, 10, 22, 14, 5));
      await page.goto(`${base}/preview.html?scheme=${scheme}&states=home,pay,connect`);
      await page.addStyleTag({ content: composition });
      await page.evaluate(
        ([look, words]) => {
          const { document, postMessage, location } = globalThis as unknown as {
            document: { body: { dataset: { title?: string } } };
            postMessage(data: unknown, origin: string): void;
            location: { origin: string };
          };
          document.body.dataset.title = words;
          postMessage({ tokens: look }, location.origin);
        },
        [tokens, title] as const,
      );
      await page.waitForTimeout(3000);
      const path = join(out, `${name}-${scheme}.png`);
      await page.screenshot({ path, timeout: 120_000 });
      pictures.push(path);
      await page.close();
    }
  }
  const sheet = await browser.newPage({ viewport: { width: 1480, height: 900 } });
  const images = pictures.map((path) => `<img src="data:image/png;base64,${readFileSync(path).toString('base64')}">`).join('');
  await sheet.setContent(`<style>body{display:grid;grid-template-columns:1fr 1fr;gap:12px;margin:12px}img{width:100%}</style>${images}`);
  await sheet.screenshot({ path: join(out, 'presets.png'), fullPage: true });
} finally {
  await browser.close();
  server.close();
}
console.log(`${pictures.length} pictures and a sheet in test-results/presets`);
