import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Until when a server that looks after a transaction has it for itself. */
export const claimsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('transactions')
      .addColumn('claimed_until_ms', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
