import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const bytea = sql`bytea`;

/** Apps and chains as operators register them, and what access tokens are signed with. */
export const appsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('apps')
      .addColumn('app_id', 'text', (column) => column.primaryKey())
      .addColumn('config', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('removed_at_ms', 'bigint')
      .execute();
    await db.schema
      .createTable('chains')
      .addColumn('chain_id', 'bigint', (column) => column.primaryKey())
      .addColumn('config', 'text', (column) => column.notNull())
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('token_keys')
      .addColumn('kid', 'text', (column) => column.primaryKey())
      .addColumn('salt', bytea, (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('previous_until_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('revisions')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .execute();
  },
};
