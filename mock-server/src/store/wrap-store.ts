import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';

type WrapStore = Pick<Store, 'putWrap' | 'confirmWrap' | 'listWraps' | 'deleteWrap'>;

/** Recovery wraps: opaque here, like records. Which of them count is written in the ledger. */
export function wrapStore(db: Kysely<Database>): WrapStore {
  return {
    async putWrap({ walletId, wrapId, kind, wrap, createdAtMs, confirmedAtMs }) {
      const content = { kind, wrap, created_at_ms: createdAtMs, confirmed_at_ms: confirmedAtMs };
      await db.transaction().execute(async (trx) => {
        // One attempt at a time: a kit nobody confirmed is worth nothing once there is a newer one.
        await trx.deleteFrom('wraps').where('wallet_id', '=', walletId).where('kind', '=', kind).where('confirmed_at_ms', 'is', null).execute();
        await trx
          .insertInto('wraps')
          .values({ wallet_id: walletId, wrap_id: wrapId, ...content })
          .onConflict((conflict) => conflict.columns(['wallet_id', 'wrap_id']).doUpdateSet(content))
          .execute();
      });
    },

    async confirmWrap(walletId, wrapId, confirmedAtMs) {
      const updated = await db
        .updateTable('wraps')
        .set((set) => ({ confirmed_at_ms: set.fn.coalesce('confirmed_at_ms', set.val(confirmedAtMs)) }))
        .where('wallet_id', '=', walletId)
        .where('wrap_id', '=', wrapId)
        .executeTakeFirst();
      if (updated.numUpdatedRows !== 1n) throw new Error('store: the wrap that was to be confirmed is gone');
    },

    async listWraps(walletId) {
      const rows = await db.selectFrom('wraps').selectAll().where('wallet_id', '=', walletId).orderBy('created_at_ms').execute();
      return rows.map((row) => ({
        walletId: row.wallet_id,
        wrapId: row.wrap_id,
        kind: row.kind,
        wrap: new Uint8Array(row.wrap),
        createdAtMs: row.created_at_ms,
        confirmedAtMs: row.confirmed_at_ms,
      }));
    },

    async deleteWrap(walletId, wrapId) {
      await db.deleteFrom('wraps').where('wallet_id', '=', walletId).where('wrap_id', '=', wrapId).execute();
    },
  };
}
