import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/stack.ts';
import type { Row } from './rows.ts';

/** What was measured, where and when. `note` says what else the machine did meanwhile, and whatever else the reader must know. */
export type Results = {
  readonly measuredOn: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGb: number; readonly node: string };
  readonly note: string;
  readonly rows: readonly Row[];
};

export const paths = {
  results: join(repositoryRoot, 'test/bench/results.json'),
  plot: join(repositoryRoot, 'test/bench/results.svg'),
  capacity: join(repositoryRoot, 'mock-server/CAPACITY.md'),
  readme: join(repositoryRoot, 'README.md'),
} as const;

/** Null before anything was measured. */
export function readResults(): Results | null {
  if (!existsSync(paths.results)) return null;
  return JSON.parse(readFileSync(paths.results, 'utf8')) as Results;
}

/** A row whose budget is a floor: it holds above it, or is over below it. */
export function isFloor({ ratio, value, budget, holds }: Row): boolean {
  return budget !== null && (ratio ?? value) !== budget && holds === (ratio ?? value) > budget;
}

/** @throws Error when that was not measured. */
export function valueOfRow({ rows }: Results, name: string): number {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`The results have no row "${name}": measure it first (npm run bench).`);
  return row.value;
}
