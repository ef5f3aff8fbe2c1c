import type { Kysely, Selectable, Transaction } from 'kysely';
import { appendAuditIn } from './audit-store.ts';
import type { AppRow, RegistryStore } from './registry-rows.ts';
import type { AppsTable, Database } from './schema.ts';

const REVISION = 'registry';
/** Keys kept behind the newest: more than anybody rotates within an overlap. */
const KEPT_TOKEN_KEYS = 8;

function toApp(row: Selectable<AppsTable>): AppRow {
  return { appId: row.app_id, config: row.config, createdAtMs: row.created_at_ms, updatedAtMs: row.updated_at_ms, removedAtMs: row.removed_at_ms };
}

async function countUp(trx: Transaction<Database>): Promise<void> {
  await trx
    .insertInto('revisions')
    .values({ name: REVISION, revision: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet((update) => ({ revision: update('revisions.revision', '+', 1) })))
    .execute();
}

/** Apps, chains and token keys. Writers wait for one another at the revision's row, so `read committed` is enough. */
export function registryStore(db: Kysely<Database>): RegistryStore {
  const change = <T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T> =>
    db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (trx) => {
        await countUp(trx);
        return work(trx);
      });

  return {
    async findApp(appId) {
      const row = await db.selectFrom('apps').selectAll().where('app_id', '=', appId).executeTakeFirst();
      return row === undefined ? null : toApp(row);
    },

    async listApps() {
      return (await db.selectFrom('apps').selectAll().orderBy('app_id').execute()).map(toApp);
    },

    saveApp: (row, expected, event) =>
      change(async (trx) => {
        const values = { config: row.config, created_at_ms: row.createdAtMs, updated_at_ms: row.updatedAtMs, removed_at_ms: row.removedAtMs };
        const written =
          expected === null
            ? await trx
                .insertInto('apps')
                .values({ app_id: row.appId, ...values })
                .onConflict((conflict) => conflict.column('app_id').doNothing())
                .returning('app_id')
                .executeTakeFirst()
            : await trx.updateTable('apps').set(values).where('app_id', '=', row.appId).where('config', '=', expected).returning('app_id').executeTakeFirst();
        if (written === undefined) return false;
        await appendAuditIn(trx, event);
        return true;
      }),

    async listChains() {
      const rows = await db.selectFrom('chains').selectAll().orderBy('chain_id').execute();
      return rows.map((row) => ({ chainId: row.chain_id, config: row.config, updatedAtMs: row.updated_at_ms }));
    },

    saveChain: (row, expected, event) =>
      change(async (trx) => {
        const found = await trx.selectFrom('chains').select('config').where('chain_id', '=', row.chainId).executeTakeFirst();
        if ((found?.config ?? null) !== expected) return false;
        const values = { config: row.config, updated_at_ms: row.updatedAtMs };
        await trx
          .insertInto('chains')
          .values({ chain_id: row.chainId, ...values })
          .onConflict((conflict) => conflict.column('chain_id').doUpdateSet(values))
          .execute();
        await appendAuditIn(trx, event);
        return true;
      }),

    deleteChain: (chainId, event) =>
      change(async (trx) => {
        const { numDeletedRows } = await trx.deleteFrom('chains').where('chain_id', '=', chainId).executeTakeFirst();
        if (numDeletedRows === 0n) return false;
        await appendAuditIn(trx, event);
        return true;
      }),

    async listTokenKeys() {
      const rows = await db.selectFrom('token_keys').selectAll().orderBy('created_at_ms', 'desc').orderBy('kid').execute();
      return rows.map((row) => ({ kid: row.kid, salt: new Uint8Array(row.salt), createdAtMs: row.created_at_ms, previousUntilMs: row.previous_until_ms }));
    },

    addTokenKey: (row, event) =>
      change(async (trx) => {
        await trx
          .insertInto('token_keys')
          .values({ kid: row.kid, salt: row.salt, created_at_ms: row.createdAtMs, previous_until_ms: row.previousUntilMs })
          .execute();
        await trx
          .deleteFrom('token_keys')
          .where('kid', 'not in', (query) => query.selectFrom('token_keys').select('kid').orderBy('created_at_ms', 'desc').limit(KEPT_TOKEN_KEYS))
          .execute();
        await appendAuditIn(trx, event);
      }),

    async registryRevision() {
      const row = await db.selectFrom('revisions').select('revision').where('name', '=', REVISION).executeTakeFirst();
      return row?.revision ?? 0;
    },
  };
}
