import { writeFileSync } from 'node:fs';

/** One measured thing, with its reference taken in the same run: only the ratio means something on another machine. */
export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `value` is divided by, in the same unit; null when there is nothing to compare with. */
  readonly reference: number | null;
  readonly ratio: number | null;
  /** On the ratio where there is one, else on the value; null for a figure that is only told. */
  readonly budget: number | null;
  readonly holds: boolean;
};

const round = (value: number): number => Number(value.toPrecision(4));

/** A row whose budget is on value ÷ reference. @param bound whether the ratio is to be `at most` the budget, or `at least`. */
export function ratioRow(name: string, value: number, unit: string, reference: number, budget: number, bound: 'at most' | 'at least' = 'at most'): Row {
  const ratio = value / reference;
  const holds = bound === 'at most' ? ratio <= budget : ratio >= budget;
  return { name, value: round(value), unit, reference: round(reference), ratio: round(ratio), budget, holds };
}

/** A row whose budget is on the value itself. */
export function valueRow(name: string, value: number, unit: string, budget: number): Row {
  return { name, value: round(value), unit, reference: null, ratio: null, budget, holds: value <= budget };
}

/** A row without a budget. */
export function figureRow(name: string, value: number, unit: string, reference: number | null = null): Row {
  const compared = reference === null ? { reference, ratio: null } : { reference: round(reference), ratio: round(value / reference) };
  return { name, value: round(value), unit, ...compared, budget: null, holds: true };
}

/** Prints the rows, and writes them to the file named after `--json` on the command line. */
export function report(rows: readonly Row[]): void {
  for (const { name, value, unit, reference, ratio, budget, holds } of rows) {
    const measured = ratio === null ? `${value} ${unit}` : `${ratio}  (${value} ${unit} ÷ ${reference} ${unit})`;
    if (budget === null) console.log(`       ${name}: ${measured}`);
    else console.log(`${holds ? 'holds' : 'OVER '}  ${name}: ${measured}, budget ${budget}`);
  }
  const at = process.argv.indexOf('--json');
  const file = at === -1 ? undefined : process.argv[at + 1];
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
}

/** The smallest sample that `share` of them do not exceed: 0.95 for the 95th percentile. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The middle one of the samples. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
