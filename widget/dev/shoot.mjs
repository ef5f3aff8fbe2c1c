/*
 * Takes a picture of every view in every state: `node widget/dev/shoot.mjs [name…] [--language ko] [--out DIR]`.
 * Pictures go to test-results/screens (git-ignored), with contact sheets for looking at many side by side.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, requireChromium } from '../../test/support/browsers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { language: { type: 'string', default: 'en' }, out: { type: 'string', default: 'test-results/screens' } },
});

const sizes = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desk: { viewport: { width: 1280, height: 800 } },
};
const schemes = ['light', 'dark'];
/** 2026-11-22 14:05 UTC, the moment the fixed data is made for. */
const fixedTime = Date.UTC(2026, 10, 22, 14, 5);
const columns = 6;

const site = mkdtempSync(join(tmpdir(), 'alcove-views-'));
await build({
  entryPoints: [join(root, 'widget/dev/views.ts'), join(root, 'widget/dev/view-states.ts')],
  outdir: site,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  tsconfig: join(root, 'tsconfig.json'),
});
for (const [from, to] of [
  ['widget/dev/views.html', 'views.html'],
  ['widget/dev/views.css', 'views.css'],
  ['widget/src/styles/tokens.css', 'tokens.css'],
]) {
  copyFileSync(join(root, from), join(site, to));
}

const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  try {
    const body = readFileSync(join(site, pathname.slice(1)));
    response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}/views.html`;

const { viewStates } = await import(join(site, 'view-states.js'));
const names = positionals.length > 0 ? positionals : Object.keys(viewStates);
const out = join(root, values.out);
mkdirSync(out, { recursive: true });

const browser = await chromium.launch({ executablePath: requireChromium(), args: chromiumFlags });
const problems = [];
try {
  for (const [size, options] of Object.entries(sizes)) {
    for (const scheme of schemes) {
      const context = await browser.newContext({ ...options, colorScheme: scheme, timezoneId: 'UTC', locale: values.language });
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(`${size} ${scheme}: ${error.message}`));
      await page.clock.setFixedTime(fixedTime);
      const shots = [];
      for (const name of names) {
        await page.goto(`${base}?state=${name}&scheme=${scheme}&language=${values.language}`);
        await page.waitForFunction(
          (shape) => document.querySelector('alc-app')?.shadowRoot?.querySelector('.screen')?.localName !== shape,
          name === 'loading' ? '' : 'alc-loading-view',
        );
        // The button arms after 600 ms of being in sight.
        await page.waitForTimeout(1000);
        const path = join(out, `${name}-${size}-${scheme}.png`);
        await page.screenshot({ path });
        shots.push({ name, data: readFileSync(path).toString('base64') });
      }
      await context.close();
      await contactSheets(`${size}-${scheme}`, shots, options.viewport);
    }
  }
} finally {
  await browser.close();
  server.close();
  rmSync(site, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
console.log(`${names.length * 4} pictures in ${values.out}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** Puts pictures side by side, at their own size on phones and cut to the dialog on desks. */
async function contactSheets(label, shots, viewport) {
  const desk = viewport.width > 480;
  const page = await browser.newPage({ viewport: { width: columns * 408 + 16, height: 900 } });
  for (let first = 0; first < shots.length; first += columns) {
    const figures = shots
      .slice(first, first + columns)
      .map(({ name, data }) => `<figure><figcaption>${name}</figcaption><div><img src="data:image/png;base64,${data}"></div></figure>`)
      .join('');
    await page.setContent(`<style>
      body { display: flex; gap: 12px; margin: 8px; font: 13px sans-serif; }
      figure { margin: 0; } div { width: 396px; overflow: hidden; } img { margin-inline-start: ${desk ? '-442px' : '0'}; }
    </style>${figures}`);
    await page.screenshot({ path: join(out, `sheet-${label}-${first / columns + 1}.png`), fullPage: true });
  }
  await page.close();
}
