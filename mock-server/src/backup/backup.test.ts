import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { StackError } from '../stack/stack-error.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { createBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';

const clock = { nowMs: () => 1_790_000_000_000 };

describe('backup and restore', () => {
  let root: string;
  const at = (name: string): string => join(root, name);
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'alcove-backup-'));
    await mkdir(at('data/witness-1'), { recursive: true });
    const files = { 'kms-keys.json': 'first', 'kms-b-keys.json': 'second', 'issuer.json': '{}', 'run.json': '{}', 'server.log': 'log' };
    for (const [name, text] of Object.entries(files)) await writeFile(at(`data/${name}`), text);
    await writeFile(at('data/witness-1/witness.log'), 'entries');
    await writeFile(at('data/witness-1/witness-key.pem'), 'key');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const refused = (text: RegExp) => (error: unknown) => error instanceof StackError && text.test(error.message);

  it('behavior: a store that is open is copied as of one moment, and comes back whole', async () => {
    const store = await openSqliteStore({ path: at('data/wallet.sqlite') });
    await store.putSetting('a', Uint8Array.of(1));
    const count = await createBackup({ dataDir: at('data'), to: at('copy'), clock });
    await store.putSetting('a', Uint8Array.of(2));
    await store.close();
    const restored = await restoreBackup({ from: at('copy'), dataDir: at('again') });
    assert.deepEqual(restored, { createdAtMs: 1_790_000_000_000, files: count });
    const again = await openSqliteStore({ path: at('again/wallet.sqlite') });
    assert.deepEqual(await again.getSetting('a'), Uint8Array.of(1));
    await again.close();
    assert.equal(await readFile(at('again/witness-1/witness.log'), 'utf8'), 'entries');
  });

  it('behavior: no KMS key is in it, but those that are asked for; nor what belongs to one run', async () => {
    await (await openSqliteStore({ path: at('data/wallet.sqlite') })).close();
    await createBackup({ dataDir: at('data'), to: at('without'), clock });
    assert.deepEqual((await readdir(at('without'))).sort(), ['backup.json', 'issuer.json', 'wallet.sqlite', 'witness-1']);
    await createBackup({ dataDir: at('data'), to: at('with'), kms: ['kms-b'], clock });
    assert.ok((await readdir(at('with'))).includes('kms-b-keys.json'));
    assert.ok(!(await readdir(at('with'))).includes('kms-keys.json'));
    await assert.rejects(createBackup({ dataDir: at('data'), to: at('other'), kms: ['kms-c'], clock }), refused(/no KMS "kms-c"/));
  });

  it('error: nothing to copy, or something in the way', async () => {
    await assert.rejects(createBackup({ dataDir: at('nowhere'), to: at('copy'), clock }), refused(/nothing to back up/));
    await assert.rejects(createBackup({ dataDir: at('data'), to: at('copy'), clock }), refused(/no wallet\.sqlite/));
    await (await openSqliteStore({ path: at('data/wallet.sqlite') })).close();
    await assert.rejects(createBackup({ dataDir: at('data'), to: at('data'), clock }), refused(/not empty/));
    await createBackup({ dataDir: at('data'), to: at('copy2'), clock });
    await assert.rejects(restoreBackup({ from: at('copy2'), dataDir: at('data') }), refused(/not empty/));
  });

  it('behavior: where the database is elsewhere, the rest is backed up without it', async () => {
    await createBackup({ dataDir: at('data'), to: at('copy'), databaseElsewhere: true, clock });
    await restoreBackup({ from: at('copy'), dataDir: at('again') });
    assert.deepEqual((await readdir(at('again'))).sort(), ['issuer.json', 'witness-1']);
  });

  it('error: a backup that was not finished, or was changed, and nothing is left of the attempt', async () => {
    await (await openSqliteStore({ path: at('data/wallet.sqlite') })).close();
    await assert.rejects(restoreBackup({ from: at('data'), dataDir: at('again') }), refused(/not finished/));
    await createBackup({ dataDir: at('data'), to: at('copy'), clock });
    await writeFile(at('copy/witness-1/witness.log'), 'entriet');
    await assert.rejects(restoreBackup({ from: at('copy'), dataDir: at('again') }), refused(/witness\.log is damaged/));
    await writeFile(at('copy/backup.json'), '{"v":1,"createdAtMs":1,"files":[{"path":"../out.json","sha256":""}]}');
    await assert.rejects(restoreBackup({ from: at('copy'), dataDir: at('again') }), refused(/backup\.json is damaged/));
    assert.deepEqual(
      (await readdir(root)).filter((name) => name.startsWith('again')),
      [],
    );
  });
});
