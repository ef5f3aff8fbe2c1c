import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** WCAG 2.2, levels A and AA. */
const options: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
  preload: false,
};

type AxeWindow = { readonly axe: { run(options: RunOptions): Promise<AxeResults> } };

export async function loadAxe(page: Page): Promise<void> {
  await page.addScriptTag({ path: script });
}

/** What axe finds wrong with the page as it stands: `rule: selector of the first element (message)`. */
export async function violations(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(async (given) => (await (globalThis as unknown as AxeWindow).axe.run(given)).violations, options);
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target, any }) => `${target.flat().join(' ')} ${any[0]?.message ?? ''}`).join('; ')}`,
  );
}
