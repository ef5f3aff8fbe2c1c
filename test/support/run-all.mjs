import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireChromium } from './browsers.ts';

/*
 * `npm test`: build, checks, unit tests of the server, unit tests in the browsers, end to end. Every step runs even if
 * one before it failed; the last lines name what failed and count all of it: `N passed, N failed, N skipped`.
 */

const folder = mkdtempSync(join(tmpdir(), 'alcove-test-'));
const countFile = join(folder, 'counts.json');
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Runs a script; one that counts its tests says so in the file, any other counts as one. */
function step(script) {
  console.log(`\n── ${script}`);
  const began = performance.now();
  rmSync(countFile, { force: true });
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit', env: { ...process.env, ALCOVE_COUNT_FILE: countFile } });
  let counts = null;
  try {
    counts = JSON.parse(readFileSync(countFile, 'utf8'));
  } catch {
    counts = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  }
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  const named = counts.failures ?? [];
  failures.push(...(counts.failed > 0 && named.length === 0 ? [script] : named.map((failure) => `${script}: ${failure}`)));
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(`── ${script}: ${counts.passed} passed, ${counts.failed} failed, ${Math.round((performance.now() - began) / 1000)} s`);
  return status === 0;
}

requireChromium();
for (const script of ['check', 'check:types', 'build', 'check:build', 'check:unused', 'test:server', 'test:browser', 'test:e2e']) {
  if (!step(script) && script === 'build') break;
}
rmSync(folder, { recursive: true, force: true });
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
