import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import { type Store, UNSENT_LIFETIME_MS, UNSENT_YIELDS_MS } from './store.ts';
import { toTransaction } from './transaction-store.ts';
import { writeToOutbox } from './webhook-outbox.ts';

/** Nonces promised to transactions that are still being approved. */
export function nonceStore(db: Kysely<Database>): Pick<Store, 'reserveNonce' | 'releaseNonce'> {
  return {
    async reserveNonce({ chainId, address: mixedCaseAddress, requestId, atLeast, nowMs, expiresAtMs }) {
      const address = mixedCaseAddress.toLowerCase();
      return db.transaction().execute(async (trx) => {
        const given = await trx
          .updateTable('transactions')
          .set({ status: 'dropped', updated_at_ms: nowMs })
          .where('chain_id', '=', chainId)
          .where('from_address', '=', address)
          .where('status', '=', 'signed')
          .where('send_requested_at_ms', 'is', null)
          .where('created_at_ms', '<=', nowMs - UNSENT_YIELDS_MS)
          .where((where) => where.or([where('request_id', 'is', null), where('request_id', '!=', requestId)]))
          .returningAll()
          .execute();
        for (const row of given) await writeToOutbox(trx, 'transaction.dropped', toTransaction(row));
        const unsettled = await trx
          .selectFrom('transactions')
          .select(['nonce', 'request_id'])
          .where('chain_id', '=', chainId)
          .where('from_address', '=', address)
          .where((where) =>
            where.or([
              where('status', '=', 'sent'),
              where.and([
                where('status', '=', 'signed'),
                where.or([where('send_requested_at_ms', 'is not', null), where('created_at_ms', '>', nowMs - UNSENT_LIFETIME_MS)]),
              ]),
            ]),
          )
          .execute();
        const signedAlready = unsettled.find((row) => row.request_id === requestId);
        if (signedAlready !== undefined) return { nonce: signedAlready.nonce, expiresAtMs };

        await trx
          .deleteFrom('nonce_reservations')
          .where('chain_id', '=', chainId)
          .where('address', '=', address)
          .where((where) => where.or([where('expires_at_ms', '<=', nowMs), where('nonce', '<', atLeast)]))
          .execute();
        const reservations = await trx
          .selectFrom('nonce_reservations')
          .select(['nonce', 'request_id', 'expires_at_ms'])
          .where('chain_id', '=', chainId)
          .where('address', '=', address)
          .execute();
        const held = reservations.find((row) => row.request_id === requestId);
        if (held !== undefined) return { nonce: held.nonce, expiresAtMs: held.expires_at_ms };

        const taken = new Set([...unsettled, ...reservations].map((row) => row.nonce));
        let nonce = atLeast;
        while (taken.has(nonce)) nonce++;
        await trx.insertInto('nonce_reservations').values({ chain_id: chainId, address, request_id: requestId, nonce, expires_at_ms: expiresAtMs }).execute();
        return { nonce, expiresAtMs };
      });
    },

    async releaseNonce({ chainId, address, requestId }) {
      await db
        .deleteFrom('nonce_reservations')
        .where('chain_id', '=', chainId)
        .where('address', '=', address.toLowerCase())
        .where('request_id', '=', requestId)
        .execute();
    },
  };
}
