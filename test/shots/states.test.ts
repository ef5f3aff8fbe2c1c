import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch } from './browser.ts';
import { type Comparison, openComparison, otherFonts } from './comparison.ts';
import { type Check, someLooks } from './looks.ts';
import { faultLine, runLooks } from './run.ts';
import { type Site, startSite } from './site.ts';

/*
 * Every state of every view once: as a picture against its baseline, by axe, and by what axe cannot see. Sizes, schemes and languages go
 * round; `npm run shots` looks at all of them. `ALCOVE_STATES=home,pay` narrows the choice while working.
 */

const chosen = process.env.ALCOVE_STATES?.split(',');

let site: Site;
let browser: Browser;
let comparison: Comparison;
const faults = new Map<Check | 'show', string[]>();

before(async () => {
  site = await startSite();
  browser = await launch();
  comparison = await openComparison(browser);
  await runLooks(browser, site, someLooks(chosen ?? site.names), {
    onPicture: (look, png) => (comparison.standing === 'alike' ? comparison.compare(look, png) : []),
    onFault: (look, check, fault) => faults.set(check, [...(faults.get(check) ?? []), faultLine(look, check, fault)]),
  });
});

after(async () => {
  await browser?.close();
  site?.stop();
});

const nothing = (check: Check | 'show') => () => assert.deepEqual(faults.get(check) ?? [], []);

test('every state comes to rest', nothing('show'));

test('pictures are those of the baseline', (t) => {
  assert.notEqual(comparison.standing, 'no-baseline');
  if (comparison.standing === 'other-fonts') t.skip(otherFonts);
  assert.deepEqual(faults.get('picture') ?? [], []);
  assert.deepEqual(comparison.forgotten(site.names), [], 'npm run shots -- --update');
});

test('axe finds nothing against WCAG 2.2 AA', nothing('axe'));
test('the heading has the focus, and a live region says it', nothing('heading'));
test('the Tab key reaches every control once, in the order of the document, and shows where it is', nothing('tab'));
test('at 320 px nothing scrolls sideways, is cut off or reaches out of the page', nothing('cut'));
test('targets measure 44 px and more', nothing('targets'));
test('nothing moves where motion is to be reduced', nothing('motion'));
