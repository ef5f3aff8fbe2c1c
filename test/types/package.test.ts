import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { policyLines } from '../../host-sdk/bin/policy-lines.mjs';
import { root } from '../arch/sources.ts';
import { installPacked, linkPackages } from '../support/build-examples.ts';

/* The host SDK as npm would give it to somebody. Needs a build; `npm test` makes one before. */

const isBuilt = existsSync(join(root, 'host-sdk/dist/alcove.js'));
const skip = isBuilt ? false : 'host-sdk/dist is not there: npm run build';

describe('the packed host SDK', { skip }, () => {
  let folder = '';
  let installed = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'alcove-packed-'));
    installPacked('host-sdk', join(folder, 'node_modules'));
    installed = join(folder, 'node_modules/@alcove/host-sdk');
    const { dependencies, version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    assert.match(version, /^\d+\.\d+\.\d+$/);
    linkPackages(dependencies, join(folder, 'node_modules'));
    for (const name of ['react', '@wagmi/core', 'viem']) {
      const { version: own } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
      linkPackages({ [name]: own }, join(folder, 'node_modules'));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const entry of ['', '/core', '/element', '/embedded', '/react', '/wagmi']) {
    it(`@alcove/host-sdk${entry} is imported on a server, and does nothing there`, () => {
      const code = `
        const before = new Set(Object.getOwnPropertyNames(globalThis));
        const found = await import('@alcove/host-sdk${entry}');
        const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
        console.log(JSON.stringify({ names: Object.keys(found).length, added }));`;
      const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
      assert.equal(status, 0, stderr);
      const { names, added } = JSON.parse(stdout) as { readonly names: number; readonly added: readonly string[] };
      assert.ok(names > 0);
      assert.deepEqual(added, []);
    });
  }

  it('a wallet can be made on a server; what is asked of it there is refused, not left hanging', () => {
    const code = `
      const { createWallet } = await import('@alcove/host-sdk');
      const wallet = createWallet({ appId: 'demo', walletUrl: 'https://wallet.example' });
      const error = await wallet.provider.request({ method: 'eth_accounts' }).catch((reason) => reason);
      console.log(wallet.status().phase, error.code, error.data.reason);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    assert.equal(stdout.trim(), 'idle 4900 no_page', stderr);
  });

  it('has types that every way of resolving modules finds, and none that lie', async () => {
    const pack = mkdtempSync(join(tmpdir(), 'alcove-types-'));
    try {
      const { status, stdout } = spawnSync('npm', ['pack', join(root, 'host-sdk'), '--pack-destination', pack, '--silent'], {
        encoding: 'utf8',
        cwd: pack,
        timeout: 60_000,
      });
      assert.equal(status, 0);
      const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(join(pack, stdout.trim())))), {
        // The script for a tag: nobody imports it.
        excludeEntrypoints: ['./alcove.js'],
      });
      assert.ok(checked.types);
      // A module of today: `node10` knows no exports, and a script that requires it is told so by Node itself.
      const wrong = checked.problems.filter(
        (problem) =>
          !('resolutionKind' in problem && (problem.resolutionKind === 'node10' || problem.resolutionKind === 'node16-cjs')) &&
          problem.kind !== 'CJSResolvesToESM',
      );
      assert.deepEqual(wrong, []);
    } finally {
      rmSync(pack, { recursive: true, force: true });
    }
  });

  it('lists the digests of the files that a page loads', () => {
    const digests = JSON.parse(readFileSync(join(installed, 'dist/integrity.json'), 'utf8')) as Readonly<Record<string, string>>;
    assert.deepEqual(Object.keys(digests), ['alcove.js', 'doctor.js', 'launcher.js']);
    for (const [name, digest] of Object.entries(digests)) {
      const bytes = readFileSync(join(installed, 'dist', name));
      assert.equal(digest, `sha384-${createHash('sha384').update(bytes).digest('base64')}`);
    }
    const script = readFileSync(join(installed, 'dist/alcove.js'), 'utf8');
    for (const name of ['doctor.js', 'launcher.js']) assert.ok(script.includes(digests[name] ?? ''), `the script pins ${name}`);
  });

  it('brings the policy printer, which prints the lines and refuses what is no wallet', () => {
    const run = (...args: readonly string[]) => spawnSync(process.execPath, [join(installed, 'bin/csp.mjs'), ...args], { encoding: 'utf8', timeout: 60_000 });
    const { status, stdout } = run('--wallet', 'https://wallet.example/at');
    const [script, frame, connect, tag] = stdout.trim().split('\n');
    assert.equal(status, 0);
    assert.deepEqual(
      [script, frame, connect],
      ['script-src https://wallet.example;', 'frame-src https://wallet.example;', 'connect-src https://wallet.example;'],
    );
    assert.match(
      tag ?? '',
      /^<script src="https:\/\/wallet\.example\/at\/sdk\/v1\/alcove\.js" integrity="sha384-[\w+/]{64}" crossorigin="anonymous"><\/script>$/,
    );
    assert.equal(
      run('--wallet', 'https://wallet.example', '--npm', '--header').stdout.trim(),
      'Content-Security-Policy: frame-src https://wallet.example; connect-src https://wallet.example',
    );
    assert.deepEqual([run().status, run('--help').status, run('--wallet', 'wallet.example').status, run('--what').status], [2, 0, 2, 2]);
  });
});

describe('the lines of a policy', () => {
  const refused = ['wallet.example', 'http://wallet.example', 'http://localhost.evil.example', 'javascript:alert(1)', 'data:text/html,x', ''];
  for (const walletUrl of refused) {
    it(`are not made for ${JSON.stringify(walletUrl)}`, () => {
      assert.throws(() => policyLines({ walletUrl }), TypeError);
    });
  }

  it('name an origin, and nothing that could end a directive', () => {
    for (const walletUrl of ['https://wallet.example/a;b', 'https://u:p@wallet.example', 'https://wallet.example?x=;y', 'http://localhost:4100']) {
      for (const line of policyLines({ walletUrl })) assert.match(line, /^[a-z-]+ https?:\/\/[\w.:-]+;$/);
    }
  });
});
