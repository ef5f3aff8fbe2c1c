import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const bytea = sql`bytea`;

/** A record that waits for its activation, where a wallet's seed came from, and recovery wraps. */
export const recoveryMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('wallets').addColumn('pending_record', bytea).execute();
    await db.schema.alterTable('wallets').addColumn('pending_pin_epoch', 'integer').execute();
    await db.schema
      .alterTable('wallets')
      .addColumn('imported', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('wraps')
      .addColumn('wallet_id', 'text', (column) => column.notNull())
      .addColumn('wrap_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('wrap', bytea, (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('confirmed_at_ms', 'bigint')
      .addPrimaryKeyConstraint('wraps_key', ['wallet_id', 'wrap_id'])
      .execute();
  },
};
