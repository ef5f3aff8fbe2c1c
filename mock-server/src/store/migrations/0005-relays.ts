import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Answers on their way from a window that cannot reach the wallet that opened it. */
export const relaysMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('relays')
      .addColumn('relay_id', 'text', (column) => column.primaryKey())
      .addColumn('thumbprint', 'text', (column) => column.notNull())
      .addColumn('answer', 'text')
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('relays_by_expiry').on('relays').column('expires_at_ms').execute();
  },
};
