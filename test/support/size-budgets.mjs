import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/*
 * The size budgets of the project, in gzip -9 bytes, printed after each build; one that does not hold fails it.
 * `node test/support/size-budgets.mjs`
 */

const gzipBytes = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const sum = (values) => values.reduce((total, value) => total + value, 0);

async function coreBytes() {
  const result = await build({
    stdin: { contents: "export { createWallet } from './host-sdk/src/wallet.ts';", resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    define: { __ALCOVE_VERSION__: '"0"' },
  });
  return gzipSync(result.outputFiles[0].contents, { level: 9 }).length;
}

function widgetFiles() {
  const { firstView, files } = JSON.parse(readFileSync('widget/dist/build.json', 'utf8'));
  const code = Object.keys(files).filter((name) => /\.(js|css|html)$/.test(name));
  return { firstView, code };
}

const rows = [
  { name: 'host SDK script', budget: 7000, needs: 'host-sdk/dist/alcove.js', measure: () => gzipBytes('host-sdk/dist/alcove.js') },
  { name: 'host SDK core, without the element', budget: 5000, needs: 'host-sdk/src/wallet.ts', measure: coreBytes },
  {
    name: 'widget before the first view is usable',
    budget: 45_000,
    needs: 'widget/dist/build.json',
    measure: () => sum(widgetFiles().firstView.map((name) => gzipBytes(join('widget/dist', name)))),
  },
  {
    name: 'widget in total',
    budget: 110_000,
    needs: 'widget/dist/build.json',
    measure: () => sum(widgetFiles().code.map((name) => gzipBytes(join('widget/dist', name)))),
  },
];

let over = 0;
for (const { name, budget, needs, measure } of rows) {
  if (!existsSync(needs)) {
    console.error(`${name}: ${needs} is missing`);
    over++;
    continue;
  }
  const bytes = await measure();
  if (bytes > budget) over++;
  console.log(`${name.padEnd(42)} ${String(bytes).padStart(7)} B gzip of ${String(budget).padStart(7)}  ${bytes > budget ? 'OVER' : 'holds'}`);
}
if (process.argv.includes('--list') && existsSync('widget/dist/assets')) {
  for (const name of readdirSync('widget/dist/assets')) console.log(`  ${name} ${gzipBytes(join('widget/dist/assets', name))}`);
}
process.exitCode = over > 0 ? 1 : 0;
