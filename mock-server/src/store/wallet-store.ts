import type { Kysely, Selectable, Transaction } from 'kysely';
import type { AccountsTable, Database, WalletsTable } from './schema.ts';
import type { AccountRow, Store, WalletRow } from './store.ts';

type WalletStore = Pick<
  Store,
  | 'createWallet'
  | 'findWallet'
  | 'listWallets'
  | 'setWalletState'
  | 'savePending'
  | 'activatePending'
  | 'addAccount'
  | 'updateAccount'
  | 'deleteStalePopulated'
  | 'listStalePopulated'
>;

function toAccount(row: Selectable<AccountsTable>): AccountRow {
  return { accountIndex: row.account_index, address: row.address, path: row.path, name: row.name, hidden: row.hidden !== 0 };
}

function toWallet(row: Selectable<WalletsTable>, accounts: readonly Selectable<AccountsTable>[]): WalletRow {
  return {
    walletId: row.wallet_id,
    userId: row.user_id,
    appId: row.app_id,
    state: row.state,
    pinEpoch: row.pin_epoch,
    record: new Uint8Array(row.record),
    pending:
      row.pending_record === null || row.pending_pin_epoch === null ? null : { record: new Uint8Array(row.pending_record), pinEpoch: row.pending_pin_epoch },
    imported: row.imported !== 0,
    accounts: accounts.map(toAccount),
    createdAtMs: row.created_at_ms,
  };
}

async function deletePopulated(trx: Transaction<Database>, walletIds: readonly string[]): Promise<void> {
  if (walletIds.length === 0) return;
  await trx.deleteFrom('accounts').where('wallet_id', 'in', walletIds).execute();
  await trx.deleteFrom('wallets').where('wallet_id', 'in', walletIds).where('state', '=', 'POPULATED').execute();
}

const stalePopulated = (db: Kysely<Database>, createdBeforeMs: number) =>
  db.selectFrom('wallets').where('state', '=', 'POPULATED').where('created_at_ms', '<', createdBeforeMs);

/** Wallet records, which are opaque here, and the addresses they answer to. */
export function walletStore(db: Kysely<Database>): WalletStore {
  const accountsOf = (walletId: string) => db.selectFrom('accounts').selectAll().where('wallet_id', '=', walletId).orderBy('account_index').execute();

  return {
    async createWallet(wallet) {
      return db.transaction().execute(async (trx) => {
        const rivals = await trx
          .selectFrom('wallets')
          .select(['wallet_id', 'user_id', 'state'])
          .where((where) => where.or([where('user_id', '=', wallet.userId), where('wallet_id', '=', wallet.walletId)]))
          .execute();
        if (rivals.some((rival) => rival.user_id !== wallet.userId || rival.state !== 'POPULATED')) return 'exists';
        await deletePopulated(
          trx,
          rivals.map((rival) => rival.wallet_id),
        );
        await trx
          .insertInto('wallets')
          .values({
            wallet_id: wallet.walletId,
            user_id: wallet.userId,
            app_id: wallet.appId,
            state: wallet.state,
            pin_epoch: wallet.pinEpoch,
            record: wallet.record,
            pending_record: wallet.pending?.record ?? null,
            pending_pin_epoch: wallet.pending?.pinEpoch ?? null,
            imported: wallet.imported ? 1 : 0,
            created_at_ms: wallet.createdAtMs,
          })
          .execute();
        for (const account of wallet.accounts) {
          await trx
            .insertInto('accounts')
            .values({ wallet_id: wallet.walletId, account_index: account.accountIndex, address: account.address, path: account.path })
            .execute();
        }
        return 'created';
      });
    },

    async findWallet(walletId) {
      const row = await db.selectFrom('wallets').selectAll().where('wallet_id', '=', walletId).executeTakeFirst();
      return row === undefined ? null : toWallet(row, await accountsOf(walletId));
    },

    async listWallets(userId) {
      const rows = await db.selectFrom('wallets').selectAll().where('user_id', '=', userId).orderBy('created_at_ms').execute();
      return Promise.all(rows.map(async (row) => toWallet(row, await accountsOf(row.wallet_id))));
    },

    async setWalletState(walletId, state) {
      const updated = await db.updateTable('wallets').set({ state }).where('wallet_id', '=', walletId).executeTakeFirst();
      if (updated.numUpdatedRows !== 1n) throw new Error('store: the wallet whose state was to be set is gone');
    },

    async savePending(walletId, record, pinEpoch) {
      const updated = await db
        .updateTable('wallets')
        .set({ pending_record: record, pending_pin_epoch: pinEpoch })
        .where('wallet_id', '=', walletId)
        .where('pin_epoch', '<', pinEpoch)
        .executeTakeFirst();
      if (updated.numUpdatedRows !== 1n) throw new Error('store: the wallet is gone or has reached this PIN epoch');
    },

    async activatePending(walletId, pinEpoch) {
      await db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('wallets')
          .select(['pin_epoch', 'pending_record', 'pending_pin_epoch'])
          .where('wallet_id', '=', walletId)
          .executeTakeFirst();
        if (row?.pin_epoch === pinEpoch) return;
        if (row === undefined || row.pending_record === null || row.pending_pin_epoch !== pinEpoch) {
          throw new Error('store: no record of this PIN epoch waits for its activation');
        }
        await trx
          .updateTable('wallets')
          .set({ record: row.pending_record, pin_epoch: pinEpoch, pending_record: null, pending_pin_epoch: null, state: 'AVAILABLE' })
          .where('wallet_id', '=', walletId)
          .execute();
      });
    },

    async addAccount(walletId, account) {
      await db
        .insertInto('accounts')
        .values({ wallet_id: walletId, account_index: account.accountIndex, address: account.address, path: account.path })
        .onConflict((conflict) => conflict.columns(['wallet_id', 'account_index']).doNothing())
        .execute();
    },

    async updateAccount(walletId, accountIndex, { name, hidden }) {
      return db.transaction().execute(async (trx) => {
        // The wallet's row first: two requests that hide two accounts at once take turns, also in PostgreSQL.
        await trx.updateTable('wallets').set({ wallet_id: walletId }).where('wallet_id', '=', walletId).execute();
        const accounts = await trx.selectFrom('accounts').select(['account_index', 'hidden']).where('wallet_id', '=', walletId).execute();
        if (!accounts.some((account) => account.account_index === accountIndex)) throw new Error('store: the account that was to be changed is gone');
        const othersVisible = accounts.some((account) => account.account_index !== accountIndex && account.hidden === 0);
        if (hidden && !othersVisible) return 'last-visible';
        await trx
          .updateTable('accounts')
          .set({ name, hidden: hidden ? 1 : 0 })
          .where('wallet_id', '=', walletId)
          .where('account_index', '=', accountIndex)
          .execute();
        return 'updated';
      });
    },

    async listStalePopulated(createdBeforeMs) {
      const rows = await stalePopulated(db, createdBeforeMs).selectAll().execute();
      return Promise.all(rows.map(async (row) => toWallet(row, await accountsOf(row.wallet_id))));
    },

    async deleteStalePopulated(createdBeforeMs) {
      return db.transaction().execute(async (trx) => {
        const stale = await stalePopulated(trx, createdBeforeMs).select('wallet_id').execute();
        await deletePopulated(
          trx,
          stale.map((row) => row.wallet_id),
        );
        return stale.length;
      });
    },
  };
}
