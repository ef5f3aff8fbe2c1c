import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../support/stack.ts';
import { openBaselines } from './baseline.ts';
import { launch } from './browser.ts';
import { writeEvidence } from './evidence.ts';
import { drawFonts } from './fonts.ts';
import { differences, type Thumbnail } from './picture.ts';
import { runAll } from './run.ts';
import { startSite } from './site.ts';

/*
 * `npm run shots [-- STATE…] [--update] [--pictures FOLDER]`: every state of every view × light and dark × three languages × phone and desk, compared
 * with the thumbnails in `test/shots/baseline`, and axe's rules of WCAG 2.2 AA on every state in both schemes.
 *
 * What differs is written to `test-results/shots`. `--update` takes what is seen now as right; `--pictures` keeps every picture.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean', default: false }, pictures: { type: 'string' } },
});

const FONTS = 'fonts';
const evidence = join(repositoryRoot, 'test-results/shots');
const baselines = openBaselines(join(repositoryRoot, 'test/shots/baseline'));
const beganMs = performance.now();

const site = await startSite();
const browser = await launch();
const problems: string[] = [];
const seen = new Map<string, Map<string, Thumbnail>>();
const wrong = { pictures: new Set<string>(), axe: new Set<string>() };
let pictures = 0;

const unknown = positionals.filter((name) => !site.names.includes(name));
const states = positionals.length > 0 ? positionals.filter((name) => site.names.includes(name)) : site.names;
problems.push(...unknown.map((name) => `there is no state "${name}" in widget/dev/view-states.ts`));

try {
  rmSync(evidence, { recursive: true, force: true });
  if (values.pictures !== undefined) mkdirSync(values.pictures, { recursive: true });
  const fonts = await drawFonts(browser);
  const knownFonts = baselines.read(FONTS)?.get(FONTS);
  const sameFonts = knownFonts !== undefined && differences(knownFonts, fonts).length === 0;
  const compares = !values.update && sameFonts;
  if (!values.update && knownFonts !== undefined && !sameFonts)
    console.log('shots: not compared, this machine draws text with other fonts than the baseline (Debian: fonts-noto-cjk, fonts-dejavu-core)');
  if (values.update && positionals.length > 0 && !sameFonts && knownFonts !== undefined)
    throw new Error('This machine has other fonts than the baseline: renew all of it, without naming states.');

  const known = new Map(compares ? states.map((state) => [state, baselines.read(state)]) : []);
  for (const [state, baseline] of known) {
    if (baseline !== null) continue;
    wrong.pictures.add(state);
    problems.push(`${state}: is new and has no baseline; look at it, then: npm run shots -- --update ${state}`);
  }
  if (!values.update && knownFonts === undefined) problems.push('there is no baseline; look at the pictures, then: npm run shots -- --update');

  await runAll(browser, site, states, {
    onShot({ state, shot, png, thumbnail }) {
      pictures++;
      seen.set(state, (seen.get(state) ?? new Map()).set(shot, thumbnail));
      if (values.pictures !== undefined) writeFileSync(join(values.pictures, `${state}-${shot}.png`), png);
      const baseline = known.get(state);
      if (baseline === undefined || baseline === null) return;
      const before = baseline.get(shot) ?? null;
      const cells = before === null ? [0] : differences(before, thumbnail);
      if (cells.length === 0) return;
      wrong.pictures.add(state);
      problems.push(`${state}: ${shot} differs (${cells.length} squares): test-results/shots/${state}-${shot}.diff.png`);
      writeEvidence(evidence, `${state}-${shot}`, before, png, cells);
    },
    onAxe(state, scheme, found) {
      if (found.length > 0) wrong.axe.add(state);
      problems.push(...found.map((problem) => `${state}: ${scheme}: axe ${problem}`));
    },
    onError(state, shot, error) {
      wrong.pictures.add(state);
      problems.push(`${state}: ${shot}: ${error instanceof Error ? error.message : error}`);
    },
  });

  if (values.update) {
    baselines.write(FONTS, new Map([[FONTS, fonts]]));
    for (const [state, thumbnails] of seen) {
      // Pages end in any order; the file is the same for the same pictures.
      if (!wrong.pictures.has(state)) baselines.write(state, new Map([...thumbnails].sort(([left], [right]) => (left < right ? -1 : 1))));
    }
  }
  if (positionals.length === 0) {
    for (const name of baselines.names().filter((name) => name !== FONTS && !site.names.includes(name))) {
      if (values.update) baselines.remove(name);
      else problems.push(`${name}: is no state any more but has a baseline: npm run shots -- --update`);
    }
  }

  const skipped = compares || values.update ? 0 : states.length;
  const failed = Math.max(wrong.pictures.size + wrong.axe.size, problems.length > 0 ? 1 : 0);
  const passed = 2 * states.length - skipped - wrong.pictures.size - wrong.axe.size;
  for (const problem of problems) console.error(problem);
  console.log(
    `${pictures} pictures of ${states.length} states ${values.update ? 'are the new baseline' : compares ? 'compared' : 'not compared'}, ` +
      `axe on ${states.length} states in both schemes, ${Math.round((performance.now() - beganMs) / 1000)} s`,
  );
  const file = process.env.ALCOVE_COUNT_FILE;
  if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, skipped, failures: problems, failedFiles: [] }));
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  site.stop();
}
