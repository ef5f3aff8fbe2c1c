import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// SQLite has no `bytea`; a column of an unknown type name keeps byte strings as they are, so one text serves both.
const bytea = sql`bytea`;

/** Every table of the first release. */
export const initialMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('users')
      .addColumn('user_id', 'text', (column) => column.primaryKey())
      .addColumn('app_id', 'text', (column) => column.notNull())
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('subject_hash', bytea, (column) => column.notNull())
      .addColumn('provider_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text')
      .addColumn('email', 'text')
      .addUniqueConstraint('users_identity', ['app_id', 'issuer', 'subject_hash'])
      .execute();

    await db.schema
      .createTable('sessions')
      .addColumn('session_id', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', (column) => column.notNull().references('users.user_id'))
      .addColumn('app_id', 'text', (column) => column.notNull())
      .addColumn('thumbprint', 'text', (column) => column.notNull().unique())
      .addColumn('device_label', 'text', (column) => column.notNull())
      .addColumn('certificate', bytea, (column) => column.notNull())
      .addColumn('certificate_expires_at_seconds', 'bigint', (column) => column.notNull())
      .addColumn('refresh_hash', bytea, (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('last_seen_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute();
    await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at_ms').execute();

    await db.schema
      .createTable('proofs')
      .addColumn('proof_key', 'text', (column) => column.primaryKey())
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('proofs_by_expiry').on('proofs').column('expires_at_ms').execute();

    await db.schema
      .createTable('wallets')
      .addColumn('wallet_id', 'text', (column) => column.primaryKey())
      // One seed per user (design §4.3): the constraint holds it against two servers that create at once.
      .addColumn('user_id', 'text', (column) => column.notNull().unique().references('users.user_id'))
      .addColumn('app_id', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('pin_epoch', 'integer', (column) => column.notNull())
      .addColumn('record', bytea, (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('wallets_by_state').on('wallets').columns(['state', 'created_at_ms']).execute();

    await db.schema
      .createTable('accounts')
      .addColumn('wallet_id', 'text', (column) => column.notNull())
      .addColumn('account_index', 'integer', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('accounts_key', ['wallet_id', 'account_index'])
      .execute();

    await db.schema
      .createTable('signatures')
      .addColumn('wallet_id', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('intent_hash', bytea, (column) => column.notNull())
      .addColumn('signature', bytea, (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('signatures_key', ['wallet_id', 'request_id'])
      .execute();

    await db.schema
      .createTable('transactions')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('chain_id', 'bigint', (column) => column.notNull())
      .addColumn('wallet_id', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text')
      .addColumn('from_address', 'text', (column) => column.notNull())
      .addColumn('to_address', 'text')
      .addColumn('value_wei', 'text', (column) => column.notNull())
      .addColumn('data', 'text', (column) => column.notNull())
      .addColumn('nonce', 'bigint', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('block_number', 'bigint')
      .addColumn('fee_wei', 'text')
      .addColumn('origin', 'text')
      .addColumn('raw_transaction', 'text', (column) => column.notNull())
      .addColumn('send_requested_at_ms', 'bigint')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('transactions_by_request', ['wallet_id', 'request_id'])
      .execute();
    await db.schema.createIndex('transactions_by_wallet').on('transactions').columns(['wallet_id', 'created_at_ms']).execute();
    await db.schema.createIndex('transactions_by_status').on('transactions').columns(['status', 'updated_at_ms']).execute();
    await db.schema.createIndex('transactions_by_sender').on('transactions').columns(['chain_id', 'from_address', 'nonce']).execute();

    await db.schema
      .createTable('nonce_reservations')
      .addColumn('chain_id', 'bigint', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('nonce', 'bigint', (column) => column.notNull())
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('nonce_reservations_key', ['chain_id', 'address', 'request_id'])
      .addUniqueConstraint('nonce_reservations_nonce', ['chain_id', 'address', 'nonce'])
      .execute();

    await db.schema
      .createTable('idempotency')
      .addColumn('idempotency_key', 'text', (column) => column.primaryKey())
      .addColumn('request_hash', bytea, (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('body', 'text')
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('idempotency_by_expiry').on('idempotency').column('expires_at_ms').execute();

    await db.schema
      .createTable('settings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', bytea, (column) => column.notNull())
      .execute();
  },
};
