import { isFloor, type Results } from './results.ts';
import type { Row } from './rows.ts';

/* What the README shows of the results. */

export const marks = { begin: '<!-- figures: made by npm run bench:publish -->', end: '<!-- end of figures -->' } as const;

const withUnit = (value: number, unit: string): string =>
  `${value.toLocaleString('en', { maximumSignificantDigits: 4 })}${unit === '' || unit === '%' ? unit : ` ${unit}`}`;

function budgetOf(row: Row): string {
  if (row.budget === null) return '';
  const bound = `${isFloor(row) ? '≥' : '≤'} ${row.ratio === null ? withUnit(row.budget, row.unit) : row.budget}`;
  return row.holds ? bound : `**${bound}, not held**`;
}

/** Sizes are the build's own table (`npm run check:size`). */
export const isTold = ({ unit }: Row): boolean => unit !== 'B gzip';

/** Plot, table and what was reckoned from them, in GitHub's Markdown, with the marks around it. */
export function figures({ rows, machine, measuredOn, note }: Results): string {
  const lines = rows.filter(isTold).map((row) => {
    const reference = row.reference === null ? '' : withUnit(row.reference, row.unit);
    return `| ${row.name} | ${withUnit(row.value, row.unit)} | ${reference} | ${row.ratio ?? ''} | ${budgetOf(row)} |`;
  });
  return [
    marks.begin,
    '![How much of each budget is used, and how long a signature takes among how many wallets](test/bench/results.svg)',
    '',
    `Measured on ${measuredOn}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}. ${note}`,
    '[`mock-server/CAPACITY.md`](mock-server/CAPACITY.md) reckons machines and cost for 1,000,000 and 100,000,000 users from these figures.',
    '',
    '| what | measured | reference | ratio | budget |',
    '| --- | ---: | ---: | ---: | --- |',
    ...lines,
    marks.end,
  ].join('\n');
}

/** The text with its figures renewed; with none where nothing was measured. @throws Error when it has no marks. */
export function withFigures(text: string, results: Results | null): string {
  const [begin, end] = [text.indexOf(marks.begin), text.indexOf(marks.end)];
  if (begin === -1 || end < begin) throw new Error('README.md has no place for the figures');
  const made = results === null ? `${marks.begin}\n${marks.end}` : figures(results);
  return text.slice(0, begin) + made + text.slice(end + marks.end.length);
}
