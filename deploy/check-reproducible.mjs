import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/*
 * `npm run check:reproducible`: builds two copies of the sources, at different paths, at different times, in different languages and
 * time zones, and compares every file that comes out. Exit status 0 with the digest of each artefact, 1 with the files that differ.
 */

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const outputs = ['host-sdk/dist', 'widget/dist', 'widget/admin/dist', 'mock-server/dist'];
/** What people compare by itself; the whole of each folder is compared anyway. */
const artefacts = [
  'host-sdk/dist/alcove.js',
  'widget/dist/build.json',
  'widget/dist/recover.html',
  'mock-server/dist/server.mjs',
  'mock-server/dist/witness.mjs',
  'mock-server/dist/enclave.mjs',
  'mock-server/dist/secp256k1.node',
];
const notSources = /(^|\/)(node_modules|dist|\.git|\.alcove|test-results|coverage)$|^examples\/gallery$/;

const digest = (bytes, algorithm = 'sha256') => createHash(algorithm).update(bytes).digest('hex');

/** The sources, with the installed packages of this checkout. */
function copySources(folder) {
  cpSync(root, folder, { recursive: true, filter: (source) => !notSources.test(relative(root, source)) });
  for (const name of ['.', 'host-sdk', 'widget', 'mock-server']) {
    if (existsSync(join(root, name, 'node_modules'))) symlinkSync(join(root, name, 'node_modules'), join(folder, name, 'node_modules'));
  }
}

/** @returns {Map<string, string>} digest by path, e.g. `widget/dist/index.html`, in the order of paths. */
function digestsOf(folder) {
  const files = outputs.flatMap((output) => readdirSync(join(folder, output), { recursive: true, withFileTypes: true }));
  const paths = files.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(paths.sort().map((path) => [path, digest(readFileSync(join(folder, path)))]));
}

/** What `find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` says in that folder. */
function digestOfFolder(digests, folder) {
  const inside = [...digests].filter(([path]) => path.startsWith(`${folder}/`));
  return digest(inside.map(([path, hash]) => `${hash}  .${path.slice(folder.length)}\n`).join(''));
}

async function build(folder, environment) {
  try {
    await run('npm', ['run', '--silent', 'build'], { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    throw new Error(`The build failed.\n${error.stderr}`, { cause: error });
  }
  return digestsOf(folder);
}

const temporary = mkdtempSync(join(tmpdir(), 'alcove-reproducible-'));
try {
  const second = join(temporary, 'another', 'and-a-longer', 'path');
  mkdirSync(second, { recursive: true });
  // Both before the first build: an editor may be open.
  for (const folder of [join(temporary, 'one'), second]) copySources(folder);
  const one = await build(join(temporary, 'one'), { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
  const two = await build(second, { TZ: 'Asia/Seoul', LANG: 'ko_KR.UTF-8', LC_ALL: 'C.UTF-8', HOME: temporary });
  const differing = [...new Set([...one.keys(), ...two.keys()])].filter((path) => one.get(path) !== two.get(path)).sort();
  if (differing.length > 0) {
    console.error(`${differing.length} of ${one.size} files differ between two builds of the same sources:\n${differing.join('\n')}`);
    process.exitCode = 1;
  } else {
    for (const path of artefacts) console.log(`${one.get(path)}  ${path}`);
    for (const folder of outputs) console.log(`${digestOfFolder(one, folder)}  ${folder}`);
    console.log(`${digest(readFileSync(join(temporary, 'one/mock-server/dist/enclave.mjs')), 'sha384')}  PCR0 of the development chain`);
    console.log(`${one.size} files are the same in two builds.`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
