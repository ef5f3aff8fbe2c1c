import type { Browser } from 'playwright-core';
import { loadAxe, violations } from './axe.ts';
import { openPage, type ShotsPage, sizes } from './browser.ts';
import { type Check, type Look, shotOf } from './looks.ts';
import type { Site } from './site.ts';

type Watcher = {
  /** The picture of a look that asks for one. Returns what is wrong with it. */
  onPicture(look: Look, png: Buffer): readonly string[];
  /** What a check found, or why a state could not be shown. */
  onFault(look: Look, check: Check | 'show', fault: string): void;
};

/** Pages at once: while one waits for a frame, another draws, and a third picture is being compared. */
const PAGES_AT_ONCE = 3;

/** Its shape stands in for a screen that is about to come: there is nothing to read out yet. */
const hasHeading = (state: string): boolean => state !== 'loading';

async function tabFaults(shots: ShotsPage): Promise<readonly string[]> {
  const expected = await shots.ask('expectedStops');
  const stops: string[] = [];
  const faults: string[] = [];
  for (let count = 0; count < expected.length; count++) {
    await shots.page.keyboard.press('Tab');
    // From the last control the key leaves the page, and comes in again with the next press.
    if (count === 0 && (await shots.ask('focused')) === null) await shots.page.keyboard.press('Tab');
    const now = await shots.ask('focused');
    if (now === null) break;
    stops.push(now.stop);
    if (!now.isVisible) faults.push(`${now.stop} has the focus and does not show it`);
  }
  // The heading that has the focus stands after the header's buttons: from the end the key goes on to them.
  const first = expected.indexOf(stops[0] ?? '');
  const order = [...expected.slice(first), ...expected.slice(0, first)].slice(0, stops.length);
  if (expected.length > 0 && stops.length === 0) faults.push('the Tab key reaches nothing');
  if (JSON.stringify(order) !== JSON.stringify(stops)) faults.push(`the order is ${stops.join(' → ')}, the document's ${order.join(' → ')}`);
  return faults;
}

async function faultsOf(check: Check, look: Look, shots: ShotsPage, watcher: Watcher): Promise<readonly string[]> {
  switch (check) {
    case 'picture':
      return watcher.onPicture(look, await shots.shoot());
    case 'axe':
      return await violations(shots.page);
    case 'heading':
      return hasHeading(look.state) ? await shots.ask('unsaidHeading') : [];
    case 'tab':
      return await tabFaults(shots);
    case 'cut':
      return await shots.ask('cutOff');
    case 'targets':
      return await shots.ask('smallTargets');
    case 'motion':
      return await shots.ask('takeMoved');
  }
}

/** One page of one size and language shows one state after another. */
async function runGroup(browser: Browser, site: Site, looks: readonly Look[], watcher: Watcher): Promise<void> {
  const size = sizes.find(({ name }) => name === looks[0]?.size) as (typeof sizes)[number];
  const shots = await openPage(browser, site.shotsUrl, size);
  try {
    if (looks.some(({ checks }) => checks.includes('axe'))) await loadAxe(shots.page);
    for (const look of looks) {
      try {
        await shots.show(look.state, look.scheme, look.language);
        for (const check of look.checks) for (const fault of await faultsOf(check, look, shots, watcher)) watcher.onFault(look, check, fault);
      } catch (error) {
        watcher.onFault(look, 'show', error instanceof Error ? error.message : String(error));
      }
    }
  } finally {
    await shots.close();
  }
}

/** Looks at everything, a few pages at once. */
export async function runLooks(browser: Browser, site: Site, looks: readonly Look[], watcher: Watcher): Promise<void> {
  const groups = [...Map.groupBy(looks, ({ size, language }) => `${size} ${language}`).values()];
  const work = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) await runGroup(browser, site, group, watcher);
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work));
}

/** `pay: phone-dark-ko: axe: color-contrast: …` */
export const faultLine = (look: Look, check: Check | 'show', fault: string): string => `${look.state}: ${shotOf(look)}: ${check}: ${fault}`;
