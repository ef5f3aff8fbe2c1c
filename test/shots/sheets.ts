import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { sizes } from './browser.ts';
import { type Look, shotOf } from './looks.ts';

const COLUMNS = 5;
const GAP_PX = 12;

/** Puts the pictures of a folder side by side at their own size, a row to a file: `sheet-phone-dark-ko-3.png`. */
export async function writeSheets(browser: Browser, folder: string, looks: readonly Look[]): Promise<void> {
  const groups = Map.groupBy(
    looks.filter(({ checks }) => checks.includes('picture')),
    shotOf,
  );
  for (const [shot, group] of groups) {
    const { width } = (sizes.find(({ name }) => name === group[0]?.size) as (typeof sizes)[number]).clip;
    const page = await browser.newPage({ viewport: { width: COLUMNS * (width + GAP_PX) + GAP_PX, height: 900 } });
    for (let first = 0; first < group.length; first += COLUMNS) {
      const figures = group.slice(first, first + COLUMNS).map(({ state }) => {
        const data = readFileSync(join(folder, `${state}-${shot}.png`)).toString('base64');
        return `<figure><figcaption>${state}</figcaption><img src="data:image/png;base64,${data}"></figure>`;
      });
      await page.setContent(`<style>
        body { display: flex; gap: ${GAP_PX}px; margin: ${GAP_PX}px; font: 15px sans-serif; } figure { margin: 0; } img { display: block; }
      </style>${figures.join('')}`);
      await page.screenshot({ path: join(folder, `sheet-${shot}-${first / COLUMNS + 1}.png`), fullPage: true });
    }
    await page.close();
  }
}
