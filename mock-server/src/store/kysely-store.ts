import type { Kysely } from 'kysely';
import { auditStore } from './audit-store.ts';
import { createClaims } from './claims.ts';
import { idempotencyStore } from './idempotency-store.ts';
import { nonceStore } from './nonce-store.ts';
import { registryStore } from './registry-store.ts';
import { relayStore } from './relay-store.ts';
import type { Database } from './schema.ts';
import { sessionStore } from './session-store.ts';
import { type Store, UNSENT_LIFETIME_MS, WEBHOOK_RECORD_LIFETIME_MS } from './store.ts';
import { transactionStore } from './transaction-store.ts';
import { createTurns } from './turns.ts';
import { walletStore } from './wallet-store.ts';
import { webhookStore } from './webhook-store.ts';
import { wrapStore } from './wrap-store.ts';

/** The store over any Kysely dialect whose tables are up to date (see `migrations/migrate.ts`). */
export function createKyselyStore(db: Kysely<Database>, kind: 'sqlite' | 'postgres' = 'sqlite'): Store {
  const claims = createClaims(db, kind);
  return {
    ...sessionStore(db),
    ...walletStore(db),
    ...wrapStore(db),
    ...transactionStore(db, claims),
    ...nonceStore(db, createTurns(db, kind)),
    ...idempotencyStore(db),
    ...relayStore(db),
    ...webhookStore(db, claims),
    ...auditStore(db, claims, kind),
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

    async replaceSetting(name, expected, value) {
      const written =
        expected === null
          ? await db
              .insertInto('settings')
              .values({ name, value })
              .onConflict((conflict) => conflict.column('name').doNothing())
              .returning('name')
              .executeTakeFirst()
          : await db.updateTable('settings').set({ value }).where('name', '=', name).where('value', '=', expected).returning('name').executeTakeFirst();
      return written !== undefined;
    },

    async deleteExpired(nowMs) {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('proofs').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('sessions').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('revoked_session_keys').where('expires_at_ms', '<=', nowMs).execute();
        await trx.deleteFrom('idempotency').where('expires_at_ms', '<=', nowMs).execute();
        // One that has lapsed is still its request's, as long as no other wants the nonce.
        await trx
          .deleteFrom('nonce_reservations')
          .where('expires_at_ms', '<=', nowMs - UNSENT_LIFETIME_MS)
          .execute();
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
