import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * A page for each test file costs more than most of the tests in it: the page itself, a hundred modules, and that three times. So files
 * share a page, some at a time; each is a suite of its own, so that its hooks are no other's. Those that change what belongs to
 * the whole page, such as its address, size, focus or language, have one for themselves.
 */

const FILES_PER_PAGE = 12;
const folder = 'node_modules/.cache/alcove-browser-tests';
const needsOwnPage =
  /localStorage|sessionStorage|indexedDB|history\.|location\.(port|href)|setViewport|emulateMedia|sendKeys|sendMouse|window\.open|configureLocalization|setLocale|customElements\.define|msw|IntersectionObserver/;

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

/**
 * Writes the pages of a run.
 *
 * @param patterns of test files, from `root`.
 * @returns what the test runner is to run instead, from `root`.
 */
export function groupForBrowsers(root, name, patterns) {
  const files = globSync(patterns, { cwd: root }).sort();
  const isAlone = (file) => needsOwnPage.test(readFileSync(join(root, file), 'utf8'));
  const together = files.filter((file) => !isAlone(file));
  const target = join(root, folder, name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'suite-of.js'), shared);
  const groups = [];
  for (let start = 0; start < together.length; start += FILES_PER_PAGE) {
    const lines = together.slice(start, start + FILES_PER_PAGE).map((file) => `await suiteOf('${file}', () => import('/${file}'));\n`);
    const path = `${folder}/${name}/${String(groups.length + 1).padStart(2, '0')}.test.js`;
    writeFileSync(join(root, path), `import { suiteOf } from './suite-of.js';\n\n${lines.join('')}`);
    groups.push(path);
  }
  return [...groups, ...files.filter(isAlone)];
}
