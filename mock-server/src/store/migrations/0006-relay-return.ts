import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Where a login by redirect leads back to. */
export const relayReturnMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('relays').addColumn('return_to', 'text').execute();
  },
};
