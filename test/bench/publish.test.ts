import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { capacityFor, capacityPage } from './capacity.ts';
import { plot, shareOf } from './plot.ts';
import { paths, type Results, readResults } from './results.ts';
import { figureRow, ratioRow, valueRow } from './rows.ts';
import { figures, marks, withFigures } from './table.ts';

const hint = 'It is made from test/bench/results.json: npm run bench:publish';

const results = readResults();

test('README’s figures and plot, and the capacity page, say what was measured, and nothing where nothing was', () => {
  const readme = readFileSync(paths.readme, 'utf8');
  assert.equal(withFigures(readme, results), readme, hint);
  assert.deepEqual([existsSync(paths.plot), existsSync(paths.capacity)], [results !== null, results !== null], hint);
  if (results === null) return;
  assert.equal(readFileSync(paths.plot, 'utf8'), plot(results), hint);
  assert.equal(readFileSync(paths.capacity, 'utf8'), capacityPage(results), hint);
});

const machine = { cpu: 'A', cores: 2, memoryGb: 4, node: '24' };
const costs = ['CPU time per signature with a grant over HTTP', 'CPU time per PIN operation over HTTP', 'CPU time per wallet made over HTTP'];
const sizes = ['bytes per wallet, PostgreSQL', 'bytes per payment kept, PostgreSQL'];
const sample: Results = {
  measuredOn: '2026-01-01',
  machine,
  note: 'Nothing else ran.',
  rows: [
    valueRow('npm start to ready, warm', 2.5, 's', 4),
    ...[1_000, 1_000_000].flatMap((count) =>
      [0.5, 0.95].map((share) => figureRow(`sign latency p${share * 100}, SQLite, ${count.toLocaleString('en')} wallets`, 6 + share, 'ms')),
    ),
    ...costs.map((name) => figureRow(name, 50, 'ms')),
    ...sizes.map((name) => figureRow(name, 4_000, 'B')),
  ],
};

test('a figure that was altered by hand is found, wherever it stands', () => {
  const marked = (text: string): string => `# A\n${marks.begin}\n${text}${marks.end}\nB\n`;
  const readme = withFigures(marked(''), sample);
  assert.equal(withFigures(readme, sample), readme);
  assert.match(readme, /\(test\/bench\/results\.svg\)/);
  const [first, ...others] = sample.rows;
  assert.ok(first);
  const altered = { ...sample, rows: [{ ...first, value: 2.4 }, ...others] };
  assert.notEqual(withFigures(readme, altered), readme);
  assert.notEqual(plot(altered), plot(sample));
  assert.notEqual(capacityPage({ ...sample, rows: sample.rows.map((row) => (row.name === costs[0] ? { ...row, value: 70 } : row)) }), capacityPage(sample));
  assert.throws(() => capacityPage({ ...sample, rows: others.slice(0, 5) }), /npm run bench/);
  assert.throws(() => withFigures('# A', sample), /no place/);
  assert.equal(withFigures(readme, null), marked(''));
});

test('the plot is well-formed, and has a line for each store and share', () => {
  const picture = plot({ ...sample, rows: [...sample.rows, valueRow('a <b> & c', 1, '', 0)] });
  assert.equal(picture.match(/<path class="line sqlite"/g)?.length, 2);
  assert.ok(picture.includes('a &lt;b&gt; &amp; c') && !/NaN|Infinity|undefined/.test(picture));
  assert.match(picture, /prefers-color-scheme: dark/);
});

test('a budget that is not held is told as such, in table and plot', () => {
  const rows = [
    valueRow('slow', 8, 's', 4),
    ratioRow('few', 1, '/s', 10, 0.25, 'at least'),
    ratioRow('many', 5, '/s', 10, 0.25, 'at least'),
    figureRow('told', 7, 'B'),
  ];
  assert.deepEqual(rows.slice(0, 3).map(shareOf), [2, 2.5, 0.5]);
  const table = figures({ ...sample, rows });
  assert.match(table, /\| slow \| 8 s \| {2}\| {2}\| \*\*≤ 4 s, not held\*\* \|/);
  assert.match(table, /\| few \| 1 \/s \| 10 \/s \| 0\.1 \| \*\*≥ 0\.25, not held\*\* \|/);
  assert.match(table, /\| many .* \| ≥ 0\.25 \|/);
  assert.match(table, /\| told \| 7 B \| {2}\| {2}\| {2}\|/);
});

test('capacityFor: twice the users take twice the machines, and few take the fewest', () => {
  const measured = { signatureCpuMs: 5, pinOperationCpuMs: 60, walletCpuMs: 100, bytesPerWallet: 5_000, bytesPerPayment: 2_000 };
  assert.equal(capacityFor(1_000, measured).machines, 2);
  const [one, two] = [capacityFor(1e8, measured), capacityFor(2e8, measured)];
  // 1,157 signatures, 868 PIN operations and 11.6 wallets a second at peak, on two cores at half load.
  assert.deepEqual([one.machines, two.machines], [Math.ceil((1157.4 * 5 + 868.06 * 60 + 11.574 * 100) / 1_000), 119]);
  assert.equal(two.gigabytes, 2 * one.gigabytes);
});
