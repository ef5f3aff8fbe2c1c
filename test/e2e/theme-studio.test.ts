import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { themePresets } from '../../host-sdk/src/contract/theme-presets.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { repositoryRoot } from '../support/stack.ts';
import { type StaticHost, startStaticHost } from '../support/static-host.ts';

/* The theme studio as a designer uses it, from a host for static files. */

/** The parts of `window` that run inside its pages. */
type Inside = {
  readonly document: { readonly documentElement: unknown; querySelectorAll(tag: 'alc-app'): { readonly length: number } };
  getComputedStyle(element: unknown): { getPropertyValue(name: string): string };
};
const inside = globalThis as unknown as Inside;

let host: StaticHost;
let chromium: Chromium;
let page: Page;
const complaints: string[] = [];

before(async () => {
  [host, chromium] = await Promise.all([startStaticHost(join(repositoryRoot, 'examples/theme-studio'), '/some/where/'), startChromium()]);
  await chromium.context.addInitScript('globalThis.inside = globalThis');
  page = await open('');
});
after(async () => {
  await Promise.all([chromium?.stop(), host?.close()]);
});

async function open(hash: string): Promise<Page> {
  const opened = await chromium.context.newPage();
  opened.on('pageerror', ({ message }) => complaints.push(message));
  opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await opened.goto(`http://127.0.0.1:${host.port}/some/where/index.html${hash}`);
  return opened;
}

/** What the wallet's screens have, in both previews. */
async function shows(name: string, value: string, on = page): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    const frame = on.frames().find((candidate) => candidate.url().includes(`scheme=${scheme}`));
    await frame?.waitForFunction(([property, wanted]) => inside.getComputedStyle(inside.document.documentElement).getPropertyValue(property) === wanted, [
      `--alcove-${name}`,
      value,
    ] as const);
  }
}

const press = (name: string, on = page): Promise<void> => on.getByRole('button', { name, exact: true }).click();
const text = () => page.locator('#text');

test('a preset is on the real screens at once, in both schemes, and nothing of it is hard to read', async () => {
  const { title, tokens } = themePresets.find(({ name }) => name === 'clay') ?? { title: '', tokens: {} as Readonly<Record<string, string>> };
  await page.locator('#presets').getByRole('button', { name: title }).click();
  await shows('accent-fill-loud', tokens['--alcove-color-accent'] ?? '');
  assert.equal(await page.locator('#verdict').textContent(), 'Everything can be read as it is, in both schemes.');
  assert.equal(await page.locator('#contrast td', { hasText: '✕' }).count(), 0);
  const light = page.frames().find((frame) => frame.url().includes('scheme=light'));
  await light?.waitForFunction(() => inside.document.querySelectorAll('alc-app').length > 0);
});

test('each change is one step back and forward, by button and by key', async () => {
  const { '--alcove-color-accent': first = '' } = themePresets.find(({ name }) => name === 'clay')?.tokens ?? {};
  const changed = 'light-dark(#204080, #f0a27c)';
  await page.getByLabel('color-accent, light').fill('#204080');
  await shows('accent-fill-loud', changed);
  await press('Undo');
  await shows('accent-fill-loud', first);
  await press('Redo');
  await shows('accent-fill-loud', changed);
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await shows('accent-fill-loud', first);
  await page.keyboard.press('Control+Shift+z');
  await shows('accent-fill-loud', changed);
});

test('a colour that cannot be read is named, with what the wallet uses instead', async () => {
  await page.getByLabel('color-text, light').fill('#fff0e0');
  await page.locator('#verdict', { hasText: /--alcove-color-text: light-dark\(#fff0e0, #f8e8da\) is hard to read/ }).waitFor();
  await press('Undo');
});

test('its address holds the theme, and each form that it is taken along in can be taken in again', async () => {
  const other = await open(new URL(page.url()).hash);
  await shows('accent-fill-loud', 'light-dark(#204080, #f0a27c)', other);
  await other.close();
  for (const form of ['JSON', 'Registry', 'CSS']) {
    await press(form);
    assert.match(await text().inputValue(), /#204080/, form);
    const taken = await text().inputValue();
    await page.locator('#presets').getByRole('button', { name: 'Ledger' }).click();
    await text().fill(taken);
    await press('Take in');
    await shows('accent-fill-loud', 'light-dark(#204080, #f0a27c)');
  }
  await text().fill('url(https://evil.example)');
  await press('Take in');
  await page.getByText('Nothing was changed').waitFor();
  await shows('accent-fill-loud', 'light-dark(#204080, #f0a27c)');
});

test('shows other screens, as people see them who lack a cone, and asks nobody for anything it does not have', async () => {
  await page.getByLabel('Screens').selectOption('Warnings and failures');
  await page.frameLocator('#dark').getByText('pay blind').waitFor();
  await press('protanopia');
  assert.equal(await page.locator('#light').evaluate((frame) => (frame as unknown as { style: { filter: string } }).style.filter), 'url("#protanopia")');
  assert.deepEqual([host.missed, complaints], [[], []]);
});
