import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { shrinkStyles } from './shrink-styles.mjs';

const integrityOf = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** An entry and everything it imports before it can run. */
function staticClosure(bundle, fileName, seen = new Set()) {
  if (seen.has(fileName) || bundle[fileName]?.type !== 'chunk') return seen;
  seen.add(fileName);
  for (const imported of bundle[fileName].imports) staticClosure(bundle, imported, seen);
  return seen;
}

/**
 * Rollup plugin: writes the widget's pages with hashed, integrity-checked files, and `build.json`: every file's
 * digest (so that what is served can be compared with what was built) and which files the first view needs.
 *
 * @param {{ folder: string, pages: Record<string, string>, firstView: string[] }} options
 *   `pages`: page → name of its entry; `firstView`: packages that the first view waits for although they load lazily.
 */
export function htmlPages({ folder, pages, firstView }) {
  return {
    name: 'html-pages',
    generateBundle(_options, bundle) {
      const entries = Object.values(bundle).filter((output) => output.type === 'chunk' && output.isEntry);
      for (const [page, entryName] of Object.entries(pages)) {
        const entry = entries.find((chunk) => chunk.name === entryName);
        if (entry === undefined) continue;
        let html = readFileSync(join(folder, page), 'utf8');
        html = html.replace(/<link rel="stylesheet" href="(\.{1,2}\/[^"]+\.css)"\s*\/?>/g, (_tag, path) => {
          const source = shrinkStyles(readFileSync(join(folder, path), 'utf8'));
          const reference = this.emitFile({ type: 'asset', name: basename(path), source });
          return `<link rel="stylesheet" href="./${this.getFileName(reference)}" integrity="${integrityOf(source)}" crossorigin="anonymous">`;
        });
        const preloads = [...staticClosure(bundle, entry.fileName)]
          .filter((fileName) => fileName !== entry.fileName)
          .map((fileName) => `<link rel="modulepreload" href="./${fileName}" integrity="${integrityOf(bundle[fileName].code)}" crossorigin="anonymous">`);
        const script = `<script type="module" src="./${entry.fileName}" integrity="${integrityOf(entry.code)}" crossorigin="anonymous"></script>`;
        const tag = new RegExp(`<script type="module" src="\\./(?:src/)?${entryName}\\.ts"></script>`);
        if (!tag.test(html)) this.error(`${page}: no module script for ${entryName}.ts`);
        html = html.replace(tag, [...preloads, script].join('\n    '));
        this.emitFile({ type: 'asset', fileName: page, source: html });
      }
      const main = entries.find((chunk) => chunk.name === 'main');
      const waited = Object.values(bundle).filter(
        (output) => output.type === 'chunk' && firstView.some((name) => Object.keys(output.modules).some((id) => id.includes(`/${name}/`))),
      );
      const first = new Set([main, ...waited].flatMap((chunk) => [...staticClosure(bundle, chunk.fileName)]));
      const styles = Object.keys(bundle).filter((fileName) => fileName.endsWith('.css'));
      const files = Object.fromEntries(
        Object.values(bundle)
          .map((output) => [output.fileName, integrityOf(output.type === 'chunk' ? output.code : output.source)])
          .sort(([left], [right]) => (left < right ? -1 : 1)),
      );
      this.emitFile({
        type: 'asset',
        fileName: 'build.json',
        source: `${JSON.stringify({ firstView: ['index.html', ...styles, ...first].sort(), files }, null, 2)}\n`,
      });
    },
  };
}
