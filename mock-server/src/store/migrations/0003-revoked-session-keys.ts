import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Session keys the enclave has to be told of again when it starts. */
export const revokedSessionKeysMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('revoked_session_keys')
      .addColumn('thumbprint', 'text', (column) => column.primaryKey())
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('revoked_session_keys_by_expiry').on('revoked_session_keys').column('expires_at_ms').execute();
  },
};
