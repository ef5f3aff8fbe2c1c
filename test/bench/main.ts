import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './rows.ts';

/*
 * `npm run bench [-- NAME …] [-- --json FILE]`: every row of the budgets and the figures beside them, each measured in a process of its own beside its reference.
 * Names pick some of them, such as `npm run bench -- bridge start`. It needs a build, and a machine with nothing else to do.
 */

const benches = [
  'sizes',
  'enclave',
  'pin-operations',
  'signatures-over-http',
  'instances',
  'wallet-count',
  'bridge',
  'frame',
  'start',
  'memory',
  'long-task',
] as const;

const words = process.argv.slice(2);
const at = words.indexOf('--json');
const file = at === -1 ? null : words[at + 1];
const names = words.filter((_, index) => at === -1 || (index !== at && index !== at + 1));
const unknown = names.filter((name) => !benches.some((bench) => bench === name));
if (unknown.length > 0 || file === undefined) {
  console.error(file === undefined ? '--json wants a file.' : `No bench ${unknown.join(', ')}: there are ${benches.join(', ')}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'alcove-bench-'));
const rows: Row[] = [];
const failed: string[] = [];
for (const name of names.length === 0 ? benches : names) {
  console.log(`── ${name}`);
  const json = join(folder, `${name}.json`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), '--json', json], { stdio: 'inherit' });
  if (status === 0) rows.push(...(JSON.parse(readFileSync(json, 'utf8')) as Row[]));
  else failed.push(name);
}
rmSync(folder, { recursive: true });
if (file !== null) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
const over = rows.filter(({ holds }) => !holds);
console.log(`\n${rows.length} rows, ${over.length} over their budget${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ''}`);
process.exitCode = failed.length > 0 ? 1 : 0;
