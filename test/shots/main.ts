import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from './browser.ts';
import { openComparison, otherFonts } from './comparison.ts';
import { allLooks, shotOf, someLooks } from './looks.ts';
import { faultLine, runLooks } from './run.ts';
import { writeSheets } from './sheets.ts';
import { startSite } from './site.ts';

/*
 * `npm run shots [-- STATE…]`: every state of every view × light and dark × three languages × phone and desk, held to WCAG 2.2 AA by axe and by
 * what axe cannot see (`looks.ts`), and compared with the thumbnails in `test/shots/baseline`. That keeps one picture of each state and size,
 * schemes and languages in turn, as many as fit a repository; they are what `npm test` compares (`states.test.ts`).
 *
 * - `--update`: what is seen now is right: the baseline is renewed. With STATE…, for these alone.
 * - `--quick`: what `npm test` looks at, and no more.
 * - `--pictures FOLDER`: keeps every picture, and contact sheets for looking at many side by side.
 * - `--only phone-light`, `--checks picture,axe`: a part of it.
 *
 * A STATE may end in `*`. What differs is written to `test-results/shots`.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    update: { type: 'boolean', default: false },
    pictures: { type: 'string' },
    only: { type: 'string', default: '' },
    checks: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const beganMs = performance.now();
const site = await startSite();
const browser = await launch();

const matches = (wish: string, name: string): boolean => (wish.endsWith('*') ? name.startsWith(wish.slice(0, -1)) : name === wish);
const states = positionals.length > 0 ? site.names.filter((name) => positionals.some((wish) => matches(wish, name))) : site.names;
const problems = positionals
  .filter((wish) => !site.names.some((name) => matches(wish, name)))
  .map((wish) => `there is no state "${wish}" in widget/dev/view-states.ts`);

try {
  if (values.pictures !== undefined) mkdirSync(values.pictures, { recursive: true });
  const comparison = await openComparison(browser);
  const { standing } = comparison;
  if (values.update && values.only !== '') throw new Error('A baseline is of all looks at a state: --update takes no --only.');
  const compares = !values.update && standing === 'alike';
  if (!values.update && standing === 'other-fonts') console.log(`shots: ${otherFonts}`);
  if (!values.update && standing === 'no-baseline') problems.push('there is no baseline; look at the pictures, then: npm run shots -- --update');
  if (values.update && positionals.length > 0 && standing === 'other-fonts')
    throw new Error('This machine has other fonts than the baseline: renew all of it, without naming states.');

  const wanted = values.update ? ['picture'] : values.checks?.split(',');
  const looks = (values.quick || values.update ? someLooks : allLooks)(states)
    .filter((look) => shotOf(look).startsWith(values.only))
    .map((look) => ({ ...look, checks: look.checks.filter((check) => wanted?.includes(check) ?? true) }))
    .filter(({ checks }) => checks.length > 0);
  const broken = new Set<string>();
  let pictures = 0;
  await runLooks(browser, site, looks, {
    onPicture(look, png) {
      pictures++;
      if (values.pictures !== undefined) writeFileSync(join(values.pictures, `${look.state}-${shotOf(look)}.png`), png);
      if (values.update) comparison.keep(look, png);
      return compares ? comparison.compare(look, png) : [];
    },
    onFault(look, check, fault) {
      if (check === 'show') broken.add(look.state);
      problems.push(faultLine(look, check, fault));
    },
  });

  if (values.update) comparison.renew(broken);
  if (positionals.length === 0) {
    for (const name of comparison.forgotten(states)) {
      if (values.update) comparison.forget(name);
      else problems.push(`${name}: is no state any more but has a baseline: npm run shots -- --update`);
    }
  }
  if (values.pictures !== undefined && !values.update) await writeSheets(browser, values.pictures, looks);

  for (const problem of problems) console.error(problem);
  console.log(
    `${pictures} pictures of ${states.length} states ${values.update ? 'are the new baseline' : compares ? 'compared' : 'not compared'}, ` +
      `${looks.length} looks, ${problems.length} problems, ${Math.round((performance.now() - beganMs) / 1000)} s`,
  );
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  site.stop();
}
