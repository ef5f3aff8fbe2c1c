import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';
import { openSqliteStore } from './sqlite-store.ts';
import { storeSuite } from './testing/store-suite.ts';

describe('SQLite store', () => {
  storeSuite(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'alcove-store-'));
    return { open: () => openSqliteStore({ path: join(folder, 'wallet.sqlite') }), remove: () => rm(folder, { recursive: true }) };
  });
});
