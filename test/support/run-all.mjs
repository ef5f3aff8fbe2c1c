import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireChromium } from './browsers.ts';

/*
 * `npm test`: build, checks, unit tests of the server, unit tests in the browsers, end to end. Every
 * step runs even if one before it failed; the last lines name what failed and count all of it: `N passed, N failed, N skipped`.
 *
 * What drives a browser is at the mercy of a busy machine. A file of such a step that failed runs once more, alone: what
 * passes then is named as flaky, so that it gets mended, and what fails again has failed. More than a few at once are no
 * accident and get no second run.
 */

const MAX_FILES_TO_REPEAT = 3;
const repeatedAs = {
  'test:browser': (files) => ['test:browser', '--', '--files', ...files],
  'test:e2e': (files) => ['test:node', '--', '--test-concurrency=1', ...files],
};

const folder = mkdtempSync(join(tmpdir(), 'alcove-test-'));
const countFile = join(folder, 'counts.json');
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const flaky = [];

/** Runs a script; one that counts its tests says so in the file, any other counts as one. */
function run([script, ...rest]) {
  rmSync(countFile, { force: true });
  const { status } = spawnSync('npm', ['run', '--silent', script, ...rest], { stdio: 'inherit', env: { ...process.env, ALCOVE_COUNT_FILE: countFile } });
  let counts = null;
  try {
    counts = JSON.parse(readFileSync(countFile, 'utf8'));
  } catch {
    counts = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  }
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return { failures: [], failedFiles: [], ...counts };
}

/** Runs the files again that failed, and counts what passes now as passed. */
function repeat(script, first) {
  const { failedFiles, passed, failed } = first;
  const isFewFiles = failedFiles.length > 0 && failedFiles.length <= MAX_FILES_TO_REPEAT && failedFiles.every((file) => file !== '');
  if (repeatedAs[script] === undefined || !isFewFiles) return first;
  console.log(`\n── ${script}, once more: ${failedFiles.join(' ')}`);
  const second = run(repeatedAs[script](failedFiles));
  const failedAgain = Math.min(second.failed, failed);
  flaky.push(...first.failures.filter((failure) => !second.failures.includes(failure)).map((failure) => `${script}: ${failure}`));
  return { ...first, passed: passed + failed - failedAgain, failed: failedAgain, failures: second.failures };
}

function step(script) {
  console.log(`\n── ${script}`);
  const began = performance.now();
  const counts = repeat(script, run([script]));
  const named = counts.failures;
  failures.push(...(counts.failed > 0 && named.length === 0 ? [script] : named.map((failure) => `${script}: ${failure}`)));
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(`── ${script}: ${counts.passed} passed, ${counts.failed} failed, ${Math.round((performance.now() - began) / 1000)} s`);
  return counts.failed === 0;
}

requireChromium();
for (const script of ['check', 'check:types', 'build', 'check:build', 'check:unused', 'test:server', 'test:browser', 'test:e2e']) {
  if (!step(script) && script === 'build') break;
}
rmSync(folder, { recursive: true, force: true });
for (const failure of flaky) console.log(`flaky, passed the second time: ${failure}`);
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
