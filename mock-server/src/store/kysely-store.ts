import type { Kysely } from 'kysely';
import { auditStore } from './audit-store.ts';
import { idempotencyStore } from './idempotency-store.ts';
import { nonceStore } from './nonce-store.ts';
import { registryStore } from './registry-store.ts';
import { relayStore } from './relay-store.ts';
import type { Database } from './schema.ts';
import { sessionStore } from './session-store.ts';
import { type Store, WEBHOOK_RECORD_LIFETIME_MS } from './store.ts';
import { transactionStore } from './transaction-store.ts';
import { walletStore } from './wallet-store.ts';
import { webhookStore } from './webhook-store.ts';
import { wrapStore } from './wrap-store.ts';

/** The store over any Kysely dialect whose tables are up to date (see `migrations/migrate.ts`). */
export function createKyselyStore(db: Kysely<Database>): Store {
  return {
    ...sessionStore(db),
    ...walletStore(db),
    ...wrapStore(db),
    ...transactionStore(db),
    ...nonceStore(db),
    ...idempotencyStore(db),
    ...relayStore(db),
    ...webhookStore(db),
    ...auditStore(db),
    ...registryStore(db),

    async getSetting(name) {
      const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
      return row === undefined ? null : new Uint8Array(row.value);
    },

    async putSetting(name, value) {
      await db
        .insertInto('settings')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },

    async deleteExpired(nowMs) {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('proofs').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('sessions').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('revoked_session_keys').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('idempotency').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('nonce_reservations').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('relays').where('expires_at_ms', '<=', nowMs).execute();
        await trx
          .deleteFrom('webhook_deliveries')
          .where('state', '!=', 'waiting')
          .where('created_at_ms', '<=', nowMs - WEBHOOK_RECORD_LIFETIME_MS)
          .execute();
      });
    },

    async close() {
      await db.destroy();
    },
  };
}
