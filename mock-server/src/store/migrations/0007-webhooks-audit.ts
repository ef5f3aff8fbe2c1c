import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const bytea = sql`bytea`;

/** What apps are told of by webhooks, and the hash-chained log of what was done, one chain per app. */
export const webhooksAuditMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('webhook_endpoints')
      .addColumn('endpoint_id', 'text', (column) => column.primaryKey())
      .addColumn('app_id', 'text', (column) => column.notNull())
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('secret_version', 'integer', (column) => column.notNull())
      .addColumn('rotated_at_ms', 'bigint')
      .addColumn('disabled_at_ms', 'bigint')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('webhook_endpoints_by_app').on('webhook_endpoints').column('app_id').execute();

    await db.schema
      .createTable('webhook_deliveries')
      .addColumn('delivery_id', 'text', (column) => column.primaryKey())
      .addColumn('event_id', 'text', (column) => column.notNull())
      .addColumn('endpoint_id', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('next_attempt_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('last_status', 'integer')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('webhook_deliveries_due').on('webhook_deliveries').columns(['state', 'next_attempt_at_ms']).execute();

    await db.schema
      .createTable('audit_heads')
      .addColumn('app_id', 'text', (column) => column.primaryKey())
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addColumn('hash', bytea, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('audit_entries')
      .addColumn('app_id', 'text', (column) => column.notNull())
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('detail', 'text', (column) => column.notNull())
      .addColumn('previous_hash', bytea, (column) => column.notNull())
      .addColumn('hash', bytea, (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_entries_key', ['app_id', 'sequence'])
      .execute();
  },
};
