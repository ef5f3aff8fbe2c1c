import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/*
 * A page for each test file costs more than most of the tests in it: the page itself, a hundred modules, and that three times. So files
 * share a page, some at a time; each is a suite of its own, so that its hooks are no other's. Those that change what belongs to
 * the whole page, such as its address, size, focus or language, have one for themselves.
 */

const FILES_PER_PAGE = 12;
const folder = 'node_modules/.cache/alcove-browser-tests';
const needsOwnPage =
  /localStorage|sessionStorage|indexedDB|history\.|setViewport|emulateMedia|sendKeys|sendMouse|window\.open|configureLocalization|setLocale|customElements\.define|global\.ts|msw|IntersectionObserver/;

/** @hpke/common asks for Node's module where there is no WebCrypto; browsers have it, so the module is never loaded. */
export const noNodeCrypto = '/__no-node-crypto__';

/** How sources become what browsers run, bundled or file by file. */
export const asServed = { target: 'es2022', conditions: ['browser', 'development'], define: { __ALCOVE_VERSION__: '"0.1.0"' } };

/** What a test file says at its top is kept, and said again inside of a suite with its name. */
const shared = `
// Its hook, which takes away what each test has put on the page, is everybody's.
import '@open-wc/testing';

const words = ['describe', 'it', 'before', 'after', 'beforeEach', 'afterEach'];
export async function suiteOf(name, load) {
  const said = [];
  const own = Object.fromEntries(words.map((word) => [word, globalThis[word]]));
  for (const word of words) {
    globalThis[word] = (...values) => void said.push(() => own[word](...values));
    for (const kind of ['skip', 'only']) globalThis[word][kind] = (...values) => void said.push(() => own[word][kind](...values));
  }
  try {
    await load();
  } finally {
    Object.assign(globalThis, own);
  }
  own.describe(name, () => said.forEach((say) => say()));
}
`;

/** What the test runner does with the modules it serves, for those that are bundled. */
const asTheRunnerDoes = (root) => ({
  name: 'as-the-runner-does',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^crypto$/ }, () => ({ path: noNodeCrypto, external: true }));
    // A module that looks for files beside it finds them at its own address.
    onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const address = `new URL('/${relative(root, path)}', location.origin).href`;
      return { contents: source.replaceAll('import.meta.url', address), loader: 'ts' };
    });
  },
});

/**
 * Writes the pages of a run, with what they import in as few files as it takes: three engines that ask for a thousand
 * modules, page for page, are busy with nothing else.
 *
 * @param runs by name, patterns of test files from `root`.
 * @returns by name, what the test runner is to run instead, from `root`.
 */
export async function groupForBrowsers(root, runs) {
  const source = join(root, folder, 'source');
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'suite-of.js'), shared);
  const entries = {};
  const grouped = Object.entries(runs).map(([name, patterns]) => {
    const files = globSync(patterns, { cwd: root }).sort();
    const isAlone = (file) => needsOwnPage.test(readFileSync(join(root, file), 'utf8'));
    const together = files.filter((file) => !isAlone(file));
    // From the last name on: the long waits of the approval's tests then fall where the other engines have the most to do.
    const pages = files
      .filter(isAlone)
      .reverse()
      .map((file) => {
        const page = file.replaceAll('/', '.').replace(/\.ts$/, '');
        entries[page] = join(root, file);
        return page;
      });
    for (let start = 0; start < together.length; start += FILES_PER_PAGE) {
      const lines = together.slice(start, start + FILES_PER_PAGE).map((file) => `await suiteOf('${file}', () => import('${join(root, file)}'));\n`);
      const page = `${name}.${String(start / FILES_PER_PAGE + 1).padStart(2, '0')}.test`;
      entries[page] = join(source, `${page}.js`);
      writeFileSync(entries[page], `import { suiteOf } from './suite-of.js';\n\n${lines.join('')}`);
      pages.push(page);
    }
    return [name, pages.map((page) => `${folder}/pages/${page}.js`)];
  });
  await build({
    entryPoints: entries,
    outdir: join(root, folder, 'pages'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: asServed.target,
    sourcemap: 'inline',
    sourcesContent: false,
    tsconfig: join(root, 'tsconfig.json'),
    // The elements are what a test file imports its file for.
    ignoreAnnotations: true,
    conditions: asServed.conditions,
    define: { ...asServed.define, 'process.env.NODE_ENV': '"development"' },
    plugins: [asTheRunnerDoes(root)],
    logLevel: 'warning',
  });
  return Object.fromEntries(grouped);
}
