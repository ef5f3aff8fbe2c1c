import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { capacityPage } from './capacity.ts';
import { plot } from './plot.ts';
import { paths, type Results, readResults } from './results.ts';
import type { Row } from './rows.ts';
import { withFigures } from './table.ts';

/*
 * `npm run bench:publish [-- ROWS.json … --note "What else the machine did."]`: takes what `npm run bench -- --json ROWS.json` and `npm run
 * test:soak -- --json …` have measured on this machine into `results.json`, each row in the place of the one of its name, and makes the plot,
 * the README's table and the capacity page from it. Without files it makes those anew from what is there.
 */

const { values: options, positionals: files } = parseArgs({ options: { note: { type: 'string' } }, allowPositionals: true });

function take(before: Results | null): Results {
  const measured = files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as Row[]);
  const note = options.note ?? before?.note ?? '';
  if (measured.length === 0 && before !== null) return { ...before, note };
  if (measured.length === 0) {
    console.error('Nothing was measured yet: name the files of npm run bench -- --json FILE.');
    process.exit(2);
  }
  // A soak's label says how long it was: a new one takes the place of the old one, whatever its length.
  const kindOf = (name: string): string => name.replace(/^soak, [^:]*/, 'soak');
  const newRows = new Map(measured.map((row) => [kindOf(row.name), row]));
  const rows = (before?.rows ?? []).map((row) => {
    const kind = kindOf(row.name);
    const newRow = newRows.get(kind) ?? row;
    newRows.delete(kind);
    return newRow;
  });
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      node: process.versions.node,
    },
    note,
    rows: [...rows, ...newRows.values()],
  };
}

const results = take(readResults());
writeFileSync(paths.results, `${JSON.stringify(results, null, 2)}\n`);
writeFileSync(paths.plot, plot(results));
writeFileSync(paths.capacity, capacityPage(results));
writeFileSync(paths.readme, withFigures(readFileSync(paths.readme, 'utf8'), results));
console.log(`${results.rows.length} rows, ${results.rows.filter(({ holds }) => !holds).length} over their budget`);
