import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from '../schema.ts';
import { initialMigration } from './0001-initial.ts';
import { recoveryMigration } from './0002-recovery.ts';
import { revokedSessionKeysMigration } from './0003-revoked-session-keys.ts';
import { accountNamesMigration } from './0004-account-names.ts';
import { relaysMigration } from './0005-relays.ts';
import { relayReturnMigration } from './0006-relay-return.ts';
import { webhooksAuditMigration } from './0007-webhooks-audit.ts';
import { replacedByMigration } from './0008-replaced-by.ts';
import { appsMigration } from './0009-apps.ts';
import { claimsMigration } from './0010-claims.ts';
import { operatorAuditMigration } from './0011-operator-audit.ts';

/** In order of their names. A released migration is never edited; the next change is a new one. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-initial': initialMigration,
  '0002-recovery': recoveryMigration,
  '0003-revoked-session-keys': revokedSessionKeysMigration,
  '0004-account-names': accountNamesMigration,
  '0005-relays': relaysMigration,
  '0006-relay-return': relayReturnMigration,
  '0007-webhooks-audit': webhooksAuditMigration,
  '0008-replaced-by': replacedByMigration,
  '0009-apps': appsMigration,
  '0010-claims': claimsMigration,
  '0011-operator-audit': operatorAuditMigration,
};

/** A later release has been here. Going back could lose what it has written, so nothing is done. */
export class NewerStoreError extends Error {
  constructor(unknown: string) {
    super(`The store was brought up to date by a later release (${unknown}). Run that one, or restore a backup of before.`);
    this.name = 'NewerStoreError';
  }
}

async function refuseNewer(db: Kysely<Database>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const unknown = rows.find(({ name }) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw new NewerStoreError(unknown.name);
}

/**
 * Brings the tables up to date. The migrations are part of the code, so a bundle needs no files beside it.
 *
 * @returns the names of those that were applied now.
 * @throws NewerStoreError; the first migration's error, and the ones before it stay applied.
 */
export async function migrateToLatest(db: Kysely<Database>): Promise<readonly string[]> {
  await refuseNewer(db);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  return results.map(({ migrationName }) => migrationName);
}
