import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which transaction took the nonce of one that was sped up or cancelled. */
export const replacedByMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('transactions').addColumn('replaced_by', 'text').execute();
  },
};
