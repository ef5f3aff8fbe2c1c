import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';

/*
 * The size budgets of the project, in gzip -9 bytes, printed after each build; one that does not hold fails it.
 * `node test/support/size-budgets.mjs`
 */

const gzipBytes = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** The core as a page would ship it: bundled and shrunk like the script, penpal included. */
async function coreBytes() {
  const bundle = await rollup({
    input: 'host-sdk/src/core.ts',
    // Loaded when something is wrong, and not before.
    external: (id) => id === './doctor.ts',
    plugins: [
      nodeResolve({ browser: true }),
      esbuild({ target: 'es2022', define: { __ALCOVE_VERSION__: '"0"' } }),
      terser({ ecma: 2020, module: true, compress: { passes: 3 } }),
    ],
  });
  const { output } = await bundle.generate({ format: 'es' });
  return gzipSync(output[0].code, { level: 9 }).length;
}

/** What an entry adds to a page that has the core, and its framework, already. */
async function besideBytes(entry) {
  const bundle = await rollup({
    input: `host-sdk/src/${entry}.ts`,
    external: (id) => id !== `host-sdk/src/${entry}.ts`,
    plugins: [esbuild({ target: 'es2022' }), terser({ ecma: 2020, module: true, compress: { passes: 3 } })],
  });
  const { output } = await bundle.generate({ format: 'es' });
  return gzipSync(output[0].code, { level: 9 }).length;
}

/** WalletConnect's own client, which nobody here can shrink. It is loaded by who uses it, and counted nowhere. */
const isTheirs = (name) => /\/walletconnect-[0-9a-f]+\.js$/.test(name);

const widgetBytes = (name) => gzipBytes(join('widget/dist', name));

function widgetFiles() {
  const { firstView, files } = JSON.parse(readFileSync('widget/dist/build.json', 'utf8'));
  const code = Object.keys(files).filter((name) => /\.(js|css|html)$/.test(name) && !isTheirs(name));
  // A person reads one language: the largest counts, of the words of the way to a payment and of those that later screens bring.
  const words = Map.groupBy(code, (name) => (/\/(en|ko|ja)-/.test(name) ? 'first' : /\/([a-z]+-words)\.(ko|ja)-/.exec(name)?.[1]));
  words.delete(undefined);
  const others = [...words.values()].flatMap((names) => names.sort((a, b) => widgetBytes(b) - widgetBytes(a)).slice(1));
  return { firstView, code: code.filter((name) => !others.includes(name)) };
}

const isIn = (chunk, name) => new RegExp(`/${chunk}[.-]`).test(name);

const widgetSum = (counts) =>
  sum(
    widgetFiles()
      .code.filter(counts)
      .map((name) => widgetBytes(name)),
  );

/** What is loaded when a person first does it, if ever: by chunk, each with a bound of its own. */
const later = [
  { chunk: 'tasks', what: 'work with the keys', budget: 13_500 },
  { chunk: 'settings(-words)?', what: 'settings, sites, about and lock', budget: 9_000 },
  { chunk: 'keeper', what: 'choices, accounts, devices and lock', budget: 4_500 },
  { chunk: 'clear(-words)?', what: 'the reader of calls (ERC-7730)', budget: 12_000 },
  { chunk: 'calls', what: 'several calls at once, and sessions', budget: 4_200 },
  { chunk: '(send|own-words)', what: 'sending and activity', budget: 20_500 },
  { chunk: 'scan', what: 'reading QR codes', budget: 15_000 },
  { chunk: 'redirect', what: 'where windows cannot be had', budget: 4_000 },
  { chunk: 'asset(s|-words)', what: 'what one has, and receiving', budget: 16_000 },
  { chunk: 'read-line', what: 'reads over an open line', budget: 900 },
  { chunk: 'theme(?!-presets)(-\\w+)?', what: "an app's or a page's theme", budget: 3_800 },
  { chunk: 'theme-presets', what: 'its presets', budget: 2_400 },
  { chunk: 'wc(-words)?', what: 'WalletConnect, our part', budget: 12_000 },
];

const rows = [
  { name: 'host SDK script', budget: 7000, needs: 'host-sdk/dist/alcove.js', measure: () => gzipBytes('host-sdk/dist/alcove.js') },
  { name: 'host SDK launcher and theme, later', budget: 6000, needs: 'host-sdk/dist/launcher.js', measure: () => gzipBytes('host-sdk/dist/launcher.js') },
  { name: 'host SDK core, without element and dialog', budget: 5000, needs: 'host-sdk/src/core.ts', measure: coreBytes },
  { name: 'host SDK for wagmi, beside the core', budget: 2500, needs: 'host-sdk/src/wagmi.ts', measure: () => besideBytes('wagmi') },
  { name: 'host SDK for React, beside the core', budget: 2500, needs: 'host-sdk/src/react.ts', measure: () => besideBytes('react') },
  {
    name: 'widget before the first view is usable',
    budget: 45_000,
    needs: 'widget/dist/build.json',
    measure: () => sum(widgetFiles().firstView.map((name) => widgetBytes(name))),
  },
  {
    name: 'widget from sign-in to payment',
    budget: 110_000,
    needs: 'widget/dist/build.json',
    measure: () => widgetSum((name) => !later.some(({ chunk }) => isIn(chunk, name))),
  },
  ...later.map(({ chunk, what, budget }) => ({
    name: `widget, ${what}`,
    budget,
    needs: 'widget/dist/build.json',
    measure: () => widgetSum((name) => isIn(chunk, name)),
  })),
  {
    // No person loads all of it: who pays loads the 110,000 B above, and what is done once in a while comes when it is done.
    name: 'widget in total, in one language',
    budget: 219_000,
    needs: 'widget/dist/build.json',
    measure: () => widgetSum(() => true),
  },
  {
    name: 'operators’ page, all of it',
    budget: 50_000,
    needs: 'widget/admin/dist/build.json',
    measure: () =>
      sum(
        readdirSync('widget/admin/dist/assets')
          .filter((name) => name.endsWith('.js'))
          .map((name) => gzipBytes(join('widget/admin/dist/assets', name))),
      ),
  },
];

/** Every row with what it measures now. @throws Error where something was not built. */
export async function measureSizes() {
  const measured = [];
  for (const { name, budget, needs, measure } of rows) {
    if (!existsSync(needs)) throw new Error(`${name}: ${needs} is missing`);
    measured.push({ name, budget, bytes: await measure() });
  }
  return measured;
}

if (import.meta.main) {
  const measured = await measureSizes();
  for (const { name, budget, bytes } of measured) {
    console.log(`${name.padEnd(42)} ${String(bytes).padStart(7)} B gzip of ${String(budget).padStart(7)}  ${bytes > budget ? 'OVER' : 'holds'}`);
  }
  if (process.argv.includes('--list')) {
    for (const name of readdirSync('widget/dist/assets').filter((file) => /\.(js|css)$/.test(file)))
      console.log(`  ${name} ${gzipBytes(join('widget/dist/assets', name))}`);
  }
  process.exitCode = measured.some(({ bytes, budget }) => bytes > budget) ? 1 : 0;
}
