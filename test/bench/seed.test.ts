import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Kysely } from 'kysely';
import { postgresDialect } from '../../mock-server/src/store/postgres-dialect.ts';
import { openPostgresStore } from '../../mock-server/src/store/postgres-store.ts';
import type { Database } from '../../mock-server/src/store/schema.ts';
import { nodeSqliteDialect } from '../../mock-server/src/store/sqlite-dialect.ts';
import { openSqliteStore } from '../../mock-server/src/store/sqlite-store.ts';
import type { Store } from '../../mock-server/src/store/store.ts';
import { bytes, saveSigned, session, transaction, wallet } from '../../mock-server/src/store/testing/rows.ts';
import { missingPostgres, type Postgres, startPostgres } from '../support/postgres.ts';
import { type SeedTarget, seedWallets } from './seed.ts';

const COUNT = 120;

/** One person with all that a seeded wallet has. */
async function addTemplate(store: Store): Promise<void> {
  await store.upsertUser({ newUserId: 'user-1', appId: 'demo', issuer: 'i', subjectHash: bytes(9), providerId: 'demo', name: 'Ada', email: null });
  await store.createSession(session());
  await store.createWallet(wallet({ state: 'AVAILABLE' }));
  await store.putWrap({ walletId: 'wallet-1', wrapId: 'wrap-1', kind: 'kit', wrap: bytes(4, 300), createdAtMs: 1, confirmedAtMs: null });
  await saveSigned(store, transaction());
}

async function check(target: SeedTarget, store: Store): Promise<void> {
  await addTemplate(store);
  const seeded = await seedWallets(target, 'wallet-1', COUNT);
  assert.ok(seeded.bytesPerWallet > 500 && seeded.bytesPerPayment > 200, JSON.stringify(seeded));
  const db = new Kysely<Database>({ dialect: target.kind === 'sqlite' ? nodeSqliteDialect(target.path) : postgresDialect(target.url) });
  try {
    for (const table of ['users', 'sessions', 'wallets', 'accounts', 'wraps', 'signatures', 'transactions'] as const) {
      const rows = await db.selectFrom(table).selectAll().execute();
      assert.equal(rows.length, COUNT + 1, table);
    }
    const { wallet_id: walletId, user_id: userId } = await db.selectFrom('wallets').selectAll().where('wallet_id', '!=', 'wallet-1').executeTakeFirstOrThrow();
    // As the server reads it: a whole wallet, of a person who has a session and a payment.
    const found = await store.findWallet(walletId);
    assert.deepEqual([found?.state, found?.record.length, found?.accounts.length], ['AVAILABLE', 200, 1]);
    assert.match(found?.accounts[0]?.address ?? '', /^0x[0-9a-f]{40}$/);
    assert.equal((await store.listSessions(userId)).length, 1);
    assert.equal((await store.listWallets(userId))[0]?.walletId, walletId);
    assert.equal((await store.listTransactions(walletId, 10))[0]?.status, 'confirmed');
    assert.equal((await store.listAudit('seeded', 0, 1_000)).length, COUNT);
  } finally {
    await db.destroy();
  }
}

describe('seedWallets', () => {
  it('behavior: SQLite: so many more wallets, each a whole one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'alcove-seed-'));
    const path = join(folder, 'wallet.sqlite');
    const store = await openSqliteStore({ path });
    try {
      await check({ kind: 'sqlite', path }, store);
    } finally {
      await store.close();
      await rm(folder, { recursive: true });
    }
  });

  describe('PostgreSQL', { skip: missingPostgres() }, () => {
    let postgres: Postgres;
    before(async () => {
      postgres = await startPostgres();
    });
    after(() => postgres.stop());

    it('behavior: the same', async () => {
      const { url } = await postgres.newDatabase();
      const store = await openPostgresStore({ url, random: (length) => new Uint8Array(randomBytes(length)) });
      try {
        await check({ kind: 'postgres', url }, store);
      } finally {
        await store.close();
      }
    });
  });
});
