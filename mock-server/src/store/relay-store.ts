import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';

/** One-time answers, each kept for the session key that waits for it. */
export function relayStore(db: Kysely<Database>): Pick<Store, 'openRelay' | 'fillRelay' | 'takeRelay'> {
  return {
    async openRelay({ relayId, thumbprint, returnTo, nowMs, expiresAtMs }) {
      return db.transaction().execute(async (trx) => {
        await trx.deleteFrom('relays').where('relay_id', '=', relayId).where('expires_at_ms', '<=', nowMs).execute();
        await trx
          .insertInto('relays')
          .values({ relay_id: relayId, thumbprint, answer: null, return_to: returnTo, expires_at_ms: expiresAtMs })
          .onConflict((conflict) => conflict.column('relay_id').doNothing())
          .execute();
        const row = await trx.selectFrom('relays').select('thumbprint').where('relay_id', '=', relayId).executeTakeFirstOrThrow();
        return row.thumbprint === thumbprint;
      });
    },

    async fillRelay(relayId, answer, nowMs) {
      const filled = await db
        .updateTable('relays')
        .set({ answer })
        .where('relay_id', '=', relayId)
        .where('answer', 'is', null)
        .where('expires_at_ms', '>', nowMs)
        .returning('return_to')
        .executeTakeFirst();
      return filled === undefined ? null : { returnTo: filled.return_to };
    },

    async takeRelay(relayId, thumbprint, nowMs) {
      return db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('relays')
          .select('answer')
          .where('relay_id', '=', relayId)
          .where('thumbprint', '=', thumbprint)
          .where('expires_at_ms', '>', nowMs)
          .executeTakeFirst();
        if (row === undefined) return { state: 'unknown' };
        if (row.answer === null) return { state: 'waiting' };
        // Two servers that read at once: only the one that deletes it has it.
        const taken = await trx.deleteFrom('relays').where('relay_id', '=', relayId).executeTakeFirst();
        return taken.numDeletedRows === 1n ? { state: 'answered', answer: row.answer } : { state: 'unknown' };
      });
    },
  };
}
