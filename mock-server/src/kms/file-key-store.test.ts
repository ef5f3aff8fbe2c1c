import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { KeyStoreDamagedError, openFileKeyStore } from './file-key-store.ts';
import type { StoredKey } from './key-store.ts';

const key = (keyId: string): StoredKey => ({
  keyId,
  arn: `arn:${keyId}`,
  description: 'd',
  createdAtMs: 1,
  material: new Uint8Array(32).fill(0xee),
  policy: '{}',
});

describe('key store in a file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
    path = join(folder, 'keys.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('keeps keys over a restart, readable by its owner only, and leaves nothing beside itself', async () => {
    const store = await openFileKeyStore(path);
    await Promise.all(['a', 'b', 'c'].map((keyId) => store.put(key(keyId))));
    await store.put({ ...key('b'), policy: '{"changed":1}' });
    const again = await openFileKeyStore(path);
    assert.deepEqual(
      again
        .list()
        .map(({ keyId }) => keyId)
        .toSorted(),
      ['a', 'b', 'c'],
    );
    assert.equal(again.get('b')?.policy, '{"changed":1}');
    assert.deepEqual(again.get('a'), key('a'));
    assert.equal(again.get('__proto__'), null);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['keys.json']);
  });

  test('a half-written new file from a crash changes nothing', async () => {
    await (await openFileKeyStore(path)).put(key('a'));
    writeFileSync(`${path}.new`, '{"v":1,"keys":[');
    const again = await openFileKeyStore(path);
    assert.notEqual(again.get('a'), null);
    await again.put(key('b'));
    assert.equal((await openFileKeyStore(path)).list().length, 2);
  });

  test('error: a damaged file is named, kept as it is, and not quoted', async () => {
    const secret = Buffer.alloc(31, 0xee).toString('base64');
    for (const text of [
      '',
      secret,
      '{"v":2,"keys":[]}',
      '{"v":1}',
      `{"v":1,"keys":[${JSON.stringify({ ...key('a'), material: secret })}]}`,
      '{"v":1,"keys":[null]}',
    ]) {
      writeFileSync(path, text);
      await assert.rejects(openFileKeyStore(path), (error: unknown) => error instanceof KeyStoreDamagedError && !error.message.includes('7u7u'));
      assert.equal(readFileSync(path, 'utf8'), text);
    }
  });

  test('error: a failed write is the caller’s, and the key is not there', async () => {
    const store = await openFileKeyStore(path);
    rmSync(folder, { recursive: true });
    await assert.rejects(store.put(key('a')), { code: 'ENOENT' });
    assert.equal(store.get('a'), null);
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
  });
});
