import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { languages, launch, openPage, type ShotsPage } from '../shots/browser.ts';
import type { InPage } from '../shots/in-page.ts';
import { type Site, startSite } from '../shots/site.ts';

/*
 * Every state of every view for people who use no mouse, large type or a small window, or cannot stand motion: what axe cannot see.
 * `ALCOVE_STATES=home,pay` narrows the choice while working.
 */

const chosen = process.env.ALCOVE_STATES?.split(',');

let site: Site;
let browser: Browser;

before(async () => {
  site = await startSite();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.stop();
});

const clip = { x: 0, y: 0, width: 1, height: 1 };
const open = (options: BrowserContextOptions): Promise<ShotsPage> => openPage(browser, site.shotsUrl, { options, clip });
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

type Check = { [Name in keyof InPage]: InPage[Name] extends () => readonly string[] ? Name : never }[keyof InPage];

const ask = (shots: ShotsPage, check: Check): Promise<readonly string[]> =>
  shots.page.evaluate((name) => (globalThis as unknown as { inPage: InPage }).inPage[name](), check);

/** Shows every state and collects what a look at it finds wrong. */
async function inEveryState(shots: ShotsPage, language: (typeof languages)[number], look: (state: string) => Promise<readonly string[]>): Promise<void> {
  const faults: string[] = [];
  for (const state of chosen ?? site.names) {
    await shots.show(state, 'light', language);
    faults.push(...(await look(state)).map((fault) => `${state}: ${fault}`));
  }
  await shots.close();
  assert.deepEqual(faults, []);
}

/** Its shape stands in for a screen that is about to come: there is nothing to read out or to press yet. */
const isShapeOnly = (state: string): boolean => state === 'loading';

test('the heading has the focus, a live region says it, and nothing moves where motion is to be reduced', async () => {
  const shots = await open({ ...phone, reducedMotion: 'reduce' });
  await inEveryState(shots, 'en', async (state) => [
    ...(isShapeOnly(state) ? [] : await ask(shots, 'unsaidHeading')),
    ...(await ask(shots, 'takeMoved')).map((what) => `moves: ${what}`),
  ]);
});

test('the Tab key reaches every control once, in the order of the document, and shows where it is', async () => {
  const shots = await open({ viewport: { width: 1280, height: 800 } });
  const focused = () => shots.page.evaluate(() => (globalThis as unknown as { inPage: InPage }).inPage.focused());
  await inEveryState(shots, 'en', async () => {
    const expected = await ask(shots, 'expectedStops');
    const stops: string[] = [];
    const faults: string[] = [];
    for (let count = 0; count < expected.length; count++) {
      await shots.page.keyboard.press('Tab');
      // From the last control the key leaves the page, and comes in again with the next press.
      if (count === 0 && (await focused()) === null) await shots.page.keyboard.press('Tab');
      const now = await focused();
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
  });
});

for (const language of languages) {
  test(`at 320 px nothing scrolls sideways or is cut off, and targets are 44 px and more (${language})`, async () => {
    const shots = await open({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
    await inEveryState(shots, language, async () => [...(await ask(shots, 'cutOff')), ...(await ask(shots, 'smallTargets'))]);
  });
}

test('at 200 % of a desk nothing scrolls sideways or is cut off', async () => {
  const shots = await open({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  await inEveryState(shots, 'en', () => ask(shots, 'cutOff'));
});
