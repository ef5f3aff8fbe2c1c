import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { requireChromium } from './browsers.ts';

/*
 * `npm test`: build, checks, unit tests of the server, unit tests in the browsers, end to end. Every
 * step runs even if one before it failed; the last lines name what failed and count all of it: `N passed, N failed, N skipped`.
 *
 * It is the short form, for every change: all of the server, all of the widget in Chromium, what engines differ in (the bridge, the elements, keys
 * and sessions) in Firefox and WebKitGTK too, and the main ways end to end. `npm run test:all` is all of it in every engine, with every way end to end.
 *
 * What drives a browser is at the mercy of a busy machine. A file of such a step that failed runs once more, alone: what
 * passes then is named as flaky, so that it gets mended, and what fails again has failed. More than a few at once are no
 * accident and get no second run.
 */

const isWhole = process.argv.includes('--all');
const endToEnd = isWhole ? 'test:e2e' : 'test:e2e:short';

const MAX_FILES_TO_REPEAT = 3;
const repeatedAs = {
  'test:browser': (files) => ['test:browser', '--', '--files', ...files],
  [endToEnd]: (files) => ['test:node', '--', '--test-concurrency=1', ...files],
};

const folder = mkdtempSync(join(tmpdir(), 'alcove-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const flaky = [];

/** How a script that counts its tests says so; any other counts as one. */
const countFileOf = (name) => join(folder, `${name.replaceAll(/[^a-z0-9]/g, '-')}.json`);
/** What one process has read of the sources, the next hundred need not read again. */
const codeCache = resolve(import.meta.dirname, '../../node_modules/.cache/alcove-code');
const environmentOf = (name) => ({
  NODE_COMPILE_CACHE: codeCache,
  ...process.env,
  ALCOVE_COUNT_FILE: countFileOf(name),
  ...(isWhole ? { ALCOVE_ALL: '1' } : {}),
});

function countsOf(name, status) {
  let counts = null;
  try {
    counts = JSON.parse(readFileSync(countFileOf(name), 'utf8'));
  } catch {
    counts = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  }
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return { failures: [], failedFiles: [], ...counts };
}

/** Runs a script; what it says is shown as it says it, or in one piece at its end. */
async function run([script, ...rest], { name = script, env = {}, isQuiet = false } = {}) {
  rmSync(countFileOf(name), { force: true });
  const stdio = isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn('npm', ['run', '--silent', script, ...rest], { stdio, env: { ...environmentOf(name), ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (isQuiet) console.log(`\n── ${name}\n${output}`);
  return countsOf(name, status);
}

/** Runs the files again that failed, and counts what passes now as passed. */
async function repeat(script, first) {
  const { failedFiles, passed, failed } = first;
  const isFewFiles = failedFiles.length > 0 && failedFiles.length <= MAX_FILES_TO_REPEAT && failedFiles.every((file) => file !== '');
  if (repeatedAs[script] === undefined || !isFewFiles) return first;
  console.log(`\n── ${script}, once more: ${failedFiles.join(' ')}`);
  const second = await run(repeatedAs[script](failedFiles));
  const failedAgain = Math.min(second.failed, failed);
  flaky.push(...first.failures.filter((failure) => !second.failures.includes(failure)).map((failure) => `${script}: ${failure}`));
  return { ...first, passed: passed + failed - failedAgain, failed: failedAgain, failures: second.failures };
}

/** Runs a script beside others. @returns whether it passed. */
async function beside({ name, script = name, ...options }) {
  const began = performance.now();
  return conclude(name, await run([script], { name, isQuiet: true, ...options }), began);
}

async function step(script) {
  console.log(`\n── ${script}`);
  const began = performance.now();
  return conclude(script, await repeat(script, await run([script])), began);
}

function conclude(script, counts, began) {
  const named = counts.failures;
  failures.push(...(counts.failed > 0 && named.length === 0 ? [script] : named.map((failure) => `${script}: ${failure}`)));
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(`── ${script}: ${counts.passed} passed, ${counts.failed} failed, ${Math.round((performance.now() - began) / 1000)} s`);
  return counts.failed === 0;
}

requireChromium();
const [isBuilt] = await Promise.all(['build', 'check', 'check:types', 'check:unused'].map((name) => beside({ name })));
if (isBuilt) {
  await step('check:build');
  // A process for each of two hundred files costs as much as what is in them: these share two.
  await Promise.all(['1/2', '2/2'].map((shard) => beside({ name: `test:units ${shard}`, script: 'test:units', env: { ALCOVE_SHARD: shard } })));
  for (const script of ['test:parts', 'test:browser', endToEnd]) await step(script);
}
rmSync(folder, { recursive: true, force: true });
for (const failure of flaky) console.log(`flaky, passed the second time: ${failure}`);
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
