import type { Kysely } from 'kysely';
import { sameBytes } from './same-bytes.ts';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';

/** Replies by idempotency key. */
export function idempotencyStore(db: Kysely<Database>): Pick<Store, 'beginIdempotent' | 'finishIdempotent' | 'abandonIdempotent'> {
  return {
    async beginIdempotent(key, requestHash, { nowMs, runningUntilMs }) {
      const running = { request_hash: requestHash, status: null, body: null, expires_at_ms: runningUntilMs };
      const claimed = await db
        .insertInto('idempotency')
        .values({ idempotency_key: key, ...running })
        .onConflict((conflict) => conflict.column('idempotency_key').doUpdateSet(running).where('idempotency.expires_at_ms', '<=', nowMs))
        .returning('idempotency_key')
        .executeTakeFirst();
      if (claimed !== undefined) return { kind: 'new' };
      const row = await db.selectFrom('idempotency').selectAll().where('idempotency_key', '=', key).executeTakeFirst();
      // Given up between the two: whoever comes again has it for themselves.
      if (row === undefined) return { kind: 'running' };
      if (!sameBytes(row.request_hash, requestHash)) return { kind: 'conflict' };
      if (row.status === null || row.body === null) return { kind: 'running' };
      return { kind: 'done', reply: { requestHash: new Uint8Array(row.request_hash), status: row.status, body: row.body } };
    },

    async finishIdempotent(key, reply, expiresAtMs) {
      await db
        .insertInto('idempotency')
        .values({ idempotency_key: key, request_hash: reply.requestHash, status: reply.status, body: reply.body, expires_at_ms: expiresAtMs })
        .onConflict((conflict) => conflict.column('idempotency_key').doUpdateSet({ status: reply.status, body: reply.body, expires_at_ms: expiresAtMs }))
        .execute();
    },

    async abandonIdempotent(key) {
      await db.deleteFrom('idempotency').where('idempotency_key', '=', key).where('status', 'is', null).execute();
    },
  };
}
