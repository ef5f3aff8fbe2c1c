import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { repositoryRoot } from '../support/stack.ts';

/** One line of a source file as it is, and as it is built instead. */
export type ChangedLine = { readonly file: string; readonly from: string; readonly to: string };

/** @throws Error when the line is not there, or more than once: then what was to be tested is not. */
export function readChanged(lines: readonly ChangedLine[], file: string): string {
  let source = readFileSync(join(repositoryRoot, file), 'utf8');
  for (const line of lines) {
    if (line.file !== file) continue;
    if (source.split(line.from).length !== 2) throw new Error(`${file} does not have this line once: ${line.from}`);
    source = source.replace(line.from, () => line.to);
  }
  return source;
}

/** Builds sources with some of their lines changed. */
export function changing(lines: readonly ChangedLine[]): Plugin {
  return {
    name: 'changed-lines',
    setup(build) {
      for (const file of new Set(lines.map((line) => line.file))) {
        const filter = new RegExp(`/${file.replaceAll('.', '\\.')}$`);
        build.onLoad({ filter }, () => ({ contents: readChanged(lines, file), loader: 'ts', resolveDir: join(repositoryRoot, file, '..') }));
      }
    },
  };
}
