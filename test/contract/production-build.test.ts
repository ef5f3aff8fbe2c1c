import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { isLong } from '../support/long-runs.ts';

const run = promisify(execFile);
const checkout = join(import.meta.dirname, '../..');
/** SHA-256 of the DER of AWS's Nitro root certificate, as AWS publishes it. */
const AWS_ROOT = '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b';
const pins: EnclavePins = {
  mode: 'production',
  rootSha256: AWS_ROOT,
  releases: [{ releaseSeq: 3, pcrs: { 0: 'a1'.repeat(48), 1: 'b2'.repeat(48), 2: 'c3'.repeat(48) }, manifestSha256: 'd4'.repeat(32) }],
};

/** The sources of the checkout in a folder of their own, so that no build of anybody else is touched. */
function copySources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'production-'));
  const leaveOut = new Set(['node_modules', 'dist', '.git', 'test-results', '.alcove']);
  const filter = (source: string) => !leaveOut.has(source.split('/').at(-1) ?? '');
  for (const part of ['widget', 'host-sdk', 'mock-server', 'test/support', 'package.json', 'tsconfig.json', 'rollup.config.mjs']) {
    cpSync(join(checkout, part), join(folder, part), { recursive: true, filter });
  }
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  for (const name of ['widget', 'host-sdk', 'mock-server']) {
    if (readdirSync(join(checkout, name)).includes('node_modules')) symlinkSync(join(checkout, name, 'node_modules'), join(folder, name, 'node_modules'));
  }
  return folder;
}

async function build(folder: string, release: object): Promise<void> {
  const path = join(folder, 'release-pins.json');
  writeFileSync(path, JSON.stringify(release));
  const rollup = join(folder, 'node_modules/rollup/dist/bin/rollup');
  // Shrinking it takes half of the time; what is in it is the same.
  const plain = isLong ? [] : ['--configPlain'];
  await run(process.execPath, [rollup, '-c', '--configOnly', 'widget', ...plain], { cwd: folder, env: { PATH: process.env.PATH, ALCOVE_PINS: path } });
}

function textsOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
  );
}

describe('T31: a production build of the widget', { timeout: 300_000 }, () => {
  let folder: string;
  let files: ReadonlyMap<string, string>;
  before(async () => {
    folder = copySources();
    await build(folder, pins);
    files = textsOf(join(folder, 'widget/dist'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has the release’s pins inside, and reads none from outside', () => {
    const scripts = [...files].filter(([name]) => name.endsWith('.js'));
    assert.ok(scripts.length > 1);
    assert.ok(
      scripts.some(([, text]) => text.includes(AWS_ROOT)),
      'AWS’s root',
    );
    for (const value of [pins.releases[0]?.pcrs[0], pins.releases[0]?.manifestSha256]) {
      assert.ok(scripts.some(([, text]) => value !== undefined && text.includes(value)));
    }
    for (const [name, text] of files) {
      if (name.endsWith('.map')) continue;
      assert.ok(!/pins\.js/.test(text), `${name} names a file of pins`);
      assert.ok(!text.includes('alcove:pins'), name);
    }
    assert.ok(![...files.keys()].some((name) => name.includes('pins')), 'there is no such file');
  });

  it('knows no other root: nothing in it looks like a digest but what was released', () => {
    // What the build brings itself is named by its digest: the descriptors of calls, and their index.
    const own = [...files.values()].map((text) => createHash('sha256').update(text, 'latin1').digest('hex'));
    const released = new Set([AWS_ROOT, pins.releases[0]?.manifestSha256, ...own]);
    let digests = 0;
    for (const [name, text] of files) {
      if (!name.endsWith('.js')) continue;
      for (const [found] of text.matchAll(/(?<![0-9a-fx])[0-9a-f]{64}(?![0-9a-f])/g)) {
        // Numbers of curves are of this length too; they begin with 0x. So are small numbers as contracts read them, with zeros before them.
        if (/^0{32}/.test(found)) continue;
        assert.ok(released.has(found), `${name}: ${found}`);
        digests++;
      }
    }
    assert.ok(digests >= 2);
  });

  // A second build; `npm run check:reproducible` compares all artefacts.
  it('comes out the same, byte for byte, from the same sources', { skip: isLong ? false : 'in test:long' }, async () => {
    await build(folder, pins);
    const again = textsOf(join(folder, 'widget/dist'));
    assert.deepEqual([...again.keys()].sort(), [...files.keys()].sort());
    for (const [name, text] of files) assert.ok(again.get(name) === text, `${name} differs`);
  });

  it('error: pins of a development deployment stop the build', async () => {
    await assert.rejects(build(folder, { ...pins, mode: 'development' }), /must have "mode": "production"/);
  });

  it('error: another root than AWS’s stops the build', async () => {
    await assert.rejects(build(folder, { ...pins, rootSha256: '00'.repeat(32) }), /must have the "rootSha256" of AWS's Nitro root/);
  });
});
