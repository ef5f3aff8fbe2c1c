import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { nodeSqliteDialect } from './sqlite-dialect.ts';

describe('migrations on SQLite', () => {
  it('error: one that fails half-way leaves nothing behind, and the next start makes it whole', async () => {
    const db = new Kysely<Record<string, never>>({ dialect: nodeSqliteDialect(':memory:') });
    let fails = true;
    const first = { up: (trx: Kysely<unknown>): Promise<void> => trx.schema.createTable('first').addColumn('id', 'integer').execute() };
    const half = {
      async up(trx: Kysely<unknown>): Promise<void> {
        await trx.schema.createTable('second').addColumn('id', 'integer').execute();
        if (fails) throw new Error('the power went');
        await trx.schema.createTable('third').addColumn('id', 'integer').execute();
      },
    };
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ '0001': first, '0002': half }) } });
    const tables = async () =>
      (
        await sql<{ name: string }>`select name from sqlite_master where type = 'table' and name in ('first', 'second', 'third') order by name`.execute(db)
      ).rows.map(({ name }) => name);
    assert.match(String((await migrator.migrateToLatest()).error), /the power went/);
    assert.deepEqual(await tables(), []);
    fails = false;
    assert.equal((await migrator.migrateToLatest()).error, undefined);
    assert.deepEqual(await tables(), ['first', 'second', 'third']);
    await db.destroy();
  });
});
