import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { repositoryRoot } from './stack.ts';

/*
 * The example projects as somebody else would have them: in a folder of their own, with the host SDK from its packed tarball.
 * The other packages are linked from this checkout, which has them at exactly the versions that the examples pin, so that nothing
 * is downloaded.
 */

type Manifest = {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

export type BuiltExamples = {
  readonly folder: string;
  /** Of one example, with `index.html` and `dist/main.js`. */
  path(name: string): string;
  remove(): void;
};

const manifestAt = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${basename(command)} ${args.join(' ')} ended with ${status ?? error?.message}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** `npm pack`, and what a user's `npm install` makes of it. */
export function installPacked(name: 'host-sdk', modules: string): void {
  const packed = mkdtempSync(join(tmpdir(), 'alcove-pack-'));
  try {
    run('npm', ['pack', join(repositoryRoot, name), '--pack-destination', packed, '--silent'], packed);
    const [tarball] = readdirSync(packed);
    if (tarball === undefined) throw new Error('npm pack made no tarball');
    run('tar', ['-xzf', tarball], packed);
    mkdirSync(join(modules, '@alcove'), { recursive: true });
    cpSync(join(packed, 'package'), join(modules, '@alcove', name), { recursive: true });
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
}

/** @throws Error when the checkout has another version than the one that is pinned. */
export function linkPackages(pinned: Readonly<Record<string, string>>, modules: string): void {
  for (const [name, version] of Object.entries(pinned)) {
    if (name.startsWith('@alcove/') || existsSync(join(modules, name))) continue;
    const source = join(repositoryRoot, 'node_modules', name);
    const found = manifestAt(source).version;
    if (found !== version) throw new Error(`${name} is pinned at ${version}, the checkout has ${found}`);
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(source, join(modules, name));
  }
}

/** Builds examples by their own build script, and checks their types against the packed declarations. */
export function buildExamples(names: readonly string[]): BuiltExamples {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-examples-'));
  const modules = join(folder, 'node_modules');
  try {
    installPacked('host-sdk', modules);
    linkPackages({ ...manifestAt(join(modules, '@alcove/host-sdk')).dependencies }, modules);
    for (const name of names) {
      const example = join(folder, name);
      cpSync(join(repositoryRoot, 'examples', name), example, { recursive: true, filter: (source) => !/\/(dist|node_modules)$/.test(source) });
      const { dependencies, devDependencies } = manifestAt(example);
      linkPackages({ ...dependencies, ...devDependencies }, modules);
      mkdirSync(join(example, 'node_modules'));
      symlinkSync(join(repositoryRoot, 'node_modules/.bin'), join(example, 'node_modules/.bin'));
      run('npm', ['run', 'build', '--silent'], example);
    }
    const compilerOptions = {
      ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'dom'], types: [], jsx: 'react-jsx' },
      ...{ strict: true, noEmit: true, skipLibCheck: true, verbatimModuleSyntax: true },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: names.map((name) => `${name}/src`) }));
    run(process.execPath, [join(repositoryRoot, 'node_modules/typescript/bin/tsc'), '-p', folder], folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Moves a page's wallet to where the test has it. */
export function setWalletUrl(example: string, walletUrl: string): void {
  const path = join(example, 'index.html');
  const page = readFileSync(path, 'utf8').replace('content="http://localhost:4100"', `content="${walletUrl}"`);
  writeFileSync(`${path}.new`, page);
  renameSync(`${path}.new`, path);
}
