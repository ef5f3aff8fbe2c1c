import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { loadAxe, violations } from './axe.ts';
import { pack, unpack } from './baseline.ts';
import { launch, openPage, type ShotsPage, sizes } from './browser.ts';
import { readPng } from './evidence.ts';
import { CELL_PX, differences, type Pixels, shrink } from './picture.ts';
import { type Site, startSite } from './site.ts';

/*
 * What the comparison must see and what it must not: faults as they happen are planted in a screen, one at a time, and noise as it comes
 * with another machine.
 */

let site: Site;
let browser: Browser;
let shots: ShotsPage;
const [phone] = sizes as [(typeof sizes)[0]];

before(async () => {
  site = await startSite();
  browser = await launch();
  shots = await openPage(browser, site.shotsUrl, phone);
});

after(async () => {
  await browser?.close();
  site?.stop();
});

const look = async (page = shots): Promise<Pixels> => readPng(await page.shoot());
const differ = (left: Pixels, right: Pixels): boolean => differences(shrink(left), shrink(right)).length > 0;

/** Each is a function of the element found by its selector in all shadow roots. */
type Plant = {
  readonly fault: string;
  readonly state: string;
  readonly selector: string;
  readonly style?: Readonly<Record<string, string>>;
  readonly text?: string;
};

const plants: readonly Plant[] = [
  { fault: 'a button 2 px lower', state: 'pay', selector: 'alc-arm-button', style: { position: 'relative', top: '2px' } },
  { fault: 'a button gone', state: 'pay', selector: 'alc-button', style: { visibility: 'hidden' } },
  { fault: 'a line of text gone', state: 'pay', selector: 'alc-row', style: { visibility: 'hidden' } },
  { fault: 'the small print gone', state: 'sign-in', selector: '.small', style: { visibility: 'hidden' } },
  { fault: 'another amount', state: 'pay', selector: 'alc-amount', text: '0.02' },
  { fault: 'quiet words in the colour of a border', state: 'settings', selector: 'html', style: { '--alcove-on-surface-quiet': '#858e9e' } },
  { fault: 'an accent of another hue', state: 'pay', selector: 'html', style: { '--alcove-accent-fill-loud': '#6a3ed0' } },
  { fault: 'a surface one shade darker', state: 'home', selector: 'html', style: { '--alcove-surface': '#f9f9f9' } },
  { fault: 'hairlines gone', state: 'pay', selector: 'html', style: { '--alcove-border-quiet': 'transparent' } },
  { fault: 'an icon gone', state: 'pay-first-time', selector: 'alc-banner alc-icon, alc-icon', style: { visibility: 'hidden' } },
  { fault: 'words 1 px larger', state: 'message', selector: 'html', style: { '--alcove-text-m': '1rem' } },
];

for (const { fault, state, selector, style = {}, text } of plants) {
  test(`is seen: ${fault}`, async () => {
    await shots.show(state, 'light', 'en');
    const right = await look();
    await shots.page.evaluate(
      ([wanted, properties, value]) => {
        const find = (root: ParentNode): HTMLElement | null => {
          const here = root.querySelector<HTMLElement>(wanted);
          if (here !== null) return here;
          for (const element of root.querySelectorAll('*')) {
            const inside = element.shadowRoot === null ? null : find(element.shadowRoot);
            if (inside !== null) return inside;
          }
          return null;
        };
        const element = find(document);
        if (element === null) throw new Error(`nothing matches ${wanted}`);
        for (const [name, wish] of Object.entries(properties)) element.style.setProperty(name, wish);
        if (value !== null) (element as HTMLElement & { value: string }).value = value;
        return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      },
      [selector, style, text ?? null] as const,
    );
    const wrong = await look();
    await shots.page.evaluate(() => document.documentElement.removeAttribute('style'));
    assert.ok(differ(right, wrong));
  });
}

test('is not seen: the same screen a second time, after others', async () => {
  await shots.show('pay', 'light', 'en');
  const first = await look();
  await shots.show('home', 'dark', 'ja');
  await shots.show('pay', 'light', 'en');
  assert.deepEqual(differences(shrink(first), shrink(await look())), []);
});

test('is not seen: letters drawn with another hinting, and pixels that are off by a little', async () => {
  const other = await launch(['--font-render-hinting=slight']);
  try {
    const elsewhere = await openPage(other, site.shotsUrl, phone);
    for (const state of ['pay', 'settings', 'message']) {
      await shots.show(state, 'light', 'en');
      await elsewhere.show(state, 'light', 'en');
      const here = await look();
      assert.deepEqual(differences(shrink(here), shrink(await look(elsewhere))), [], state);
      const noisy = { ...here, data: here.data.map((value, at) => Math.min(255, Math.max(0, value + ((at * 7919) % 13) - 6))) };
      assert.deepEqual(differences(shrink(here), shrink(noisy)), [], state);
    }
  } finally {
    await other.close();
  }
});

test('a picture of another size differs in all of it', () => {
  const blank = (width: number, height: number) => shrink({ width, height, channels: 3, data: new Uint8Array(width * height * 3) });
  assert.equal(differences(blank(12, 12), blank(12, 20)).length, 2 * Math.ceil(20 / CELL_PX));
});

test('a baseline is read as it was written, but for the lowest bit', () => {
  const data = Uint8Array.from({ length: 2 * 3 * 3 }, (_, at) => at * 11);
  const { width, height, data: read } = unpack(pack(new Map([['phone-light-en', { width: 2, height: 3, data }]]))).get('phone-light-en') ?? {};
  assert.deepEqual({ width, height, data: [...(read ?? [])] }, { width: 2, height: 3, data: [...data].map((value) => value & 0xfe) });
});

test('axe finds in shadow roots what a person could not read or use', async () => {
  await loadAxe(shots.page);
  await shots.show('pay', 'light', 'en');
  assert.deepEqual(await violations(shots.page), []);
  await shots.page.evaluate(() => {
    document.documentElement.style.setProperty('--alcove-on-surface-quiet', '#b0b4bc');
    const nameless = document.createElement('button');
    document.querySelector('alc-app')?.shadowRoot?.append(nameless);
  });
  const found = await violations(shots.page);
  assert.ok(found.some((problem) => problem.startsWith('color-contrast')));
  assert.ok(found.some((problem) => problem.startsWith('button-name')));
});
