import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as v from 'valibot';
import { openDataDirectory } from './data-directory.ts';
import { loadOrCreateJson } from './stored-json.ts';

const note = { pid: process.pid, url: 'http://127.0.0.1:4000' };

describe('data directory', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-test-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('behavior: one run at a time; the second is told who; afterwards it is free again', async () => {
    const path = join(folder, 'a');
    const first = await openDataDirectory(path, note);
    const other = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { openDataDirectory } from ${JSON.stringify(new URL('./data-directory.ts', import.meta.url).href)};
       await openDataDirectory(${JSON.stringify(path)}, { pid: 1, url: '' }).catch((error) => console.log(error.name, error.message));`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    other.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await once(other, 'close');
    assert.match(said, new RegExp(`^StackError .*is used by process ${process.pid} \\(http://127\\.0\\.0\\.1:4000\\)`));
    assert.equal(said.trim().split('\n').length, 1);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    await first.close();
    const again = await openDataDirectory(path, note);
    assert.equal(again.predecessorDied, false);
    await again.close();
  });

  it('behavior: a killed run leaves no lock, and its successor knows and cleans up', async () => {
    const path = join(folder, 'b');
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { openDataDirectory } from ${JSON.stringify(new URL('./data-directory.ts', import.meta.url).href)};
       const directory = await openDataDirectory(${JSON.stringify(path)}, { pid: process.pid, url: '' });
       console.log(directory.runDir); setInterval(() => undefined, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const runDir = line.toString().trim();
    assert.ok((await stat(runDir)).isDirectory());
    child.kill('SIGKILL');
    await once(child, 'close');
    const next = await openDataDirectory(path, note);
    assert.equal(next.predecessorDied, true);
    await assert.rejects(stat(runDir), { code: 'ENOENT' });
    await next.close();
  });

  it('behavior: an ephemeral one is gone afterwards', async () => {
    const directory = await openDataDirectory(null, note);
    await writeFile(directory.file('x'), 'x');
    await directory.close();
    await assert.rejects(stat(directory.path), { code: 'ENOENT' });
    await assert.rejects(stat(directory.runDir), { code: 'ENOENT' });
  });

  it('behavior: a named folder of sockets stays, with all that is not its own; sockets of a killed run are gone', async () => {
    const path = join(folder, 'c');
    const runDir = join(folder, 'run');
    await mkdir(runDir);
    const stale = ['enclave.sock', 'enclave-2.sock', 'enclave-2-nsm.sock', 'enclave-kms-1.sock', 'witness-3.sock'];
    for (const name of [...stale, 'other.sock', 'pins.js']) await writeFile(join(runDir, name), '');
    const directory = await openDataDirectory(path, note, runDir);
    assert.equal(directory.runDir, runDir);
    assert.deepEqual((await readdir(runDir)).sort(), ['other.sock', 'pins.js']);
    assert.ok(!(await readFile(directory.file('run.json'), 'utf8')).includes(runDir), 'a successor would remove it');
    await directory.close();
    assert.deepEqual((await readdir(runDir)).sort(), ['other.sock', 'pins.js']);
  });

  it('error: a folder of sockets whose paths would be too long, or that cannot be written, leaves the directory free', async () => {
    const path = join(folder, 'd');
    await assert.rejects(openDataDirectory(path, note, join(folder, 'x'.repeat(100))), { name: 'StackError', message: /^--run-dir: / });
    await writeFile(join(folder, 'plain'), '');
    await assert.rejects(openDataDirectory(path, note, join(folder, 'plain', 'x')), { name: 'StackError', message: /^--run-dir: .*\(ENOTDIR\)/ });
    await (await openDataDirectory(path, note)).close();
  });

  it('error: a path that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await assert.rejects(openDataDirectory(join(folder, 'file', 'x'), note), { name: 'StackError', message: /cannot be written \(ENOTDIR\).*--data-dir/ });
  });

  it('behavior: material is made once and readable by its owner only; a damaged file is never replaced', async () => {
    const path = join(folder, 'material.json');
    const schema = v.object({ secret: v.string() });
    let made = 0;
    const create = async (): Promise<{ secret: string }> => ({ secret: `s${++made}` });
    assert.deepEqual(await loadOrCreateJson(path, schema, create), { secret: 's1' });
    assert.deepEqual(await loadOrCreateJson(path, schema, create), { secret: 's1' });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    for (const damage of ['', '{"secret": 7}', '{"secret": "s1"']) {
      await writeFile(path, damage);
      await chmod(path, 0o600);
      await assert.rejects(loadOrCreateJson(path, schema, create), (error: Error) => error.name === 'StackError' && !error.message.includes('s1'));
    }
    assert.equal(made, 1);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.new')),
      [],
    );
  });
});
