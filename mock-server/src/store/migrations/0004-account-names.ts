import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the owner calls an account, and whether it is put away. */
export const accountNamesMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('accounts').addColumn('name', 'text').execute();
    await db.schema
      .alterTable('accounts')
      .addColumn('hidden', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
