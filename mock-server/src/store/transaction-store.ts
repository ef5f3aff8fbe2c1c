import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { Claims } from './claims.ts';
import { sameBytes } from './same-bytes.ts';
import type { Database, SignaturesTable, TransactionsTable } from './schema.ts';
import type { SignatureRow, Store, TransactionRow } from './store.ts';
import { writeToOutbox } from './webhook-outbox.ts';

type TransactionStore = Pick<
  Store,
  | 'saveSignature'
  | 'findSignature'
  | 'forgetUnsent'
  | 'saveSignedTransaction'
  | 'findTransaction'
  | 'findTransactionByRequest'
  | 'listTransactions'
  | 'claimUnsettledTransactions'
  | 'releaseTransactions'
  | 'listTransactionsOfNonce'
  | 'updateTransaction'
  | 'listMinedTransactions'
  | 'reopenTransactions'
>;
type Status = TransactionRow['status'];

/** From which states each one is reached. Whoever comes late (a slow broadcast after the receipt) changes nothing. */
const reachedFrom: Readonly<Record<Status, readonly Status[]>> = {
  signed: [],
  sent: ['signed'],
  confirmed: ['signed', 'sent', 'dropped', 'replaced'],
  failed: ['signed', 'sent', 'dropped', 'replaced'],
  dropped: ['signed', 'sent'],
  replaced: ['signed', 'sent', 'dropped'],
};

function toSignature(row: Selectable<SignaturesTable>): SignatureRow {
  return {
    walletId: row.wallet_id,
    requestId: row.request_id,
    intentHash: new Uint8Array(row.intent_hash),
    signature: new Uint8Array(row.signature),
    createdAtMs: row.created_at_ms,
  };
}

export function toTransaction(row: Selectable<TransactionsTable>): TransactionRow {
  return {
    hash: row.hash,
    chainId: row.chain_id,
    walletId: row.wallet_id,
    requestId: row.request_id,
    from: row.from_address,
    to: row.to_address,
    valueWei: row.value_wei,
    data: row.data,
    nonce: row.nonce,
    status: row.status,
    blockNumber: row.block_number,
    feeWei: row.fee_wei,
    origin: row.origin,
    replacedBy: row.replaced_by,
    rawTransaction: row.raw_transaction,
    sendRequestedAtMs: row.send_requested_at_ms,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

function fromTransaction(row: TransactionRow): Insertable<TransactionsTable> {
  return {
    hash: row.hash,
    chain_id: row.chainId,
    wallet_id: row.walletId,
    request_id: row.requestId,
    from_address: row.from.toLowerCase(),
    to_address: row.to,
    value_wei: row.valueWei,
    data: row.data,
    nonce: row.nonce,
    status: row.status,
    block_number: row.blockNumber,
    fee_wei: row.feeWei,
    origin: row.origin,
    replaced_by: row.replacedBy ?? null,
    raw_transaction: row.rawTransaction,
    send_requested_at_ms: row.sendRequestedAtMs,
    created_at_ms: row.createdAtMs,
    updated_at_ms: row.updatedAtMs,
  };
}

/** @returns the first one of its request. */
async function keepSignature(trx: Transaction<Database>, row: SignatureRow): Promise<SignatureRow> {
  const inserted = await trx
    .insertInto('signatures')
    .values({
      wallet_id: row.walletId,
      request_id: row.requestId,
      intent_hash: row.intentHash,
      signature: row.signature,
      created_at_ms: row.createdAtMs,
    })
    .onConflict((conflict) => conflict.columns(['wallet_id', 'request_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted !== undefined) return toSignature(inserted);
  const first = await trx
    .selectFrom('signatures')
    .selectAll()
    .where('wallet_id', '=', row.walletId)
    .where('request_id', '=', row.requestId)
    .executeTakeFirstOrThrow();
  return toSignature(first);
}

/** @returns the first one of its request. */
async function keepTransaction(trx: Transaction<Database>, row: TransactionRow): Promise<TransactionRow> {
  const inserted = await trx
    .insertInto('transactions')
    .values(fromTransaction(row))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted !== undefined) return toTransaction(inserted);
  const first = await trx
    .selectFrom('transactions')
    .selectAll()
    .where('wallet_id', '=', row.walletId)
    .where('request_id', '=', row.requestId)
    .executeTakeFirst();
  if (first !== undefined) return toTransaction(first);
  // The same bytes for a later request: a nonce came back, and the person asked for the same again.
  const again = await trx
    .updateTable('transactions')
    .set((update) => ({
      request_id: row.requestId,
      origin: row.origin,
      created_at_ms: row.createdAtMs,
      updated_at_ms: row.updatedAtMs,
      status: update.case().when('status', '=', 'dropped').then<Status>('signed').else(update.ref('status')).end(),
      send_requested_at_ms: update.case().when('status', '=', 'dropped').then<number | null>(null).else(update.ref('send_requested_at_ms')).end(),
    }))
    .where('hash', '=', row.hash)
    .where('wallet_id', '=', row.walletId)
    .returningAll()
    .executeTakeFirst();
  if (again === undefined) throw new Error('store: the transaction is of another wallet');
  return toTransaction(again);
}

/** Signatures, and the transactions they belong to until a block holds them. */
export function transactionStore(db: Kysely<Database>, { claim, skipLocked }: Claims): TransactionStore {
  return {
    async saveSignature(row) {
      return db.transaction().execute((trx) => keepSignature(trx, row));
    },

    async findSignature(walletId, requestId) {
      const row = await db.selectFrom('signatures').selectAll().where('wallet_id', '=', walletId).where('request_id', '=', requestId).executeTakeFirst();
      return row === undefined ? null : toSignature(row);
    },

    async forgetUnsent(walletId, requestId) {
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('transactions')
          .set({ request_id: null })
          .where('wallet_id', '=', walletId)
          .where('request_id', '=', requestId)
          .where('status', '=', 'dropped')
          .where('send_requested_at_ms', 'is', null)
          .execute();
        await trx
          .deleteFrom('signatures')
          .where('wallet_id', '=', walletId)
          .where('request_id', '=', requestId)
          .where(({ not, exists, selectFrom }) =>
            not(exists(selectFrom('transactions').select('hash').where('wallet_id', '=', walletId).where('request_id', '=', requestId))),
          )
          .execute();
      });
    },

    async saveSignedTransaction(signature, row) {
      return db.transaction().execute(async (trx) => {
        const first = await keepSignature(trx, signature);
        const isSame = sameBytes(first.intentHash, signature.intentHash);
        return { signature: first, transaction: isSame ? await keepTransaction(trx, row) : null };
      });
    },

    async findTransaction(hash) {
      const row = await db.selectFrom('transactions').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row === undefined ? null : toTransaction(row);
    },

    async findTransactionByRequest(walletId, requestId) {
      const row = await db.selectFrom('transactions').selectAll().where('wallet_id', '=', walletId).where('request_id', '=', requestId).executeTakeFirst();
      return row === undefined ? null : toTransaction(row);
    },

    async listTransactions(walletId, limit) {
      const rows = await db
        .selectFrom('transactions')
        .selectAll()
        .where('wallet_id', '=', walletId)
        .orderBy('created_at_ms', 'desc')
        .orderBy('nonce', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toTransaction);
    },

    async claimUnsettledTransactions({ nowMs, leaseUntilMs, limit }) {
      const rows = await claim((trx) =>
        trx
          .updateTable('transactions')
          .set({ claimed_until_ms: leaseUntilMs })
          .where('hash', 'in', (query) =>
            query
              .selectFrom('transactions')
              .select('hash')
              .where('status', 'in', ['signed', 'sent'])
              .where('claimed_until_ms', '<=', nowMs)
              .orderBy('updated_at_ms')
              .limit(limit)
              .$call(skipLocked),
          )
          .returningAll()
          .execute(),
      );
      return rows.map(toTransaction).sort((left, right) => left.updatedAtMs - right.updatedAtMs);
    },

    async releaseTransactions(hashes, nextAtMs) {
      if (hashes.length > 0) await db.updateTable('transactions').set({ claimed_until_ms: nextAtMs }).where('hash', 'in', hashes).execute();
    },

    async listTransactionsOfNonce({ chainId, address, nonce }) {
      const rows = await db
        .selectFrom('transactions')
        .selectAll()
        .where('chain_id', '=', chainId)
        .where('from_address', '=', address.toLowerCase())
        .where('nonce', '=', nonce)
        .orderBy('created_at_ms')
        .execute();
      return rows.map(toTransaction);
    },

    async updateTransaction(hash, change, updatedAtMs) {
      const allowedFrom = change.status === undefined ? null : reachedFrom[change.status];
      if (allowedFrom?.length === 0) return;
      const update = (executor: Kysely<Database>) =>
        executor
          .updateTable('transactions')
          .set({
            updated_at_ms: updatedAtMs,
            ...(change.status === undefined ? {} : { status: change.status }),
            ...(change.blockNumber === undefined ? {} : { block_number: change.blockNumber }),
            ...(change.feeWei === undefined ? {} : { fee_wei: change.feeWei }),
            ...(change.replacedBy === undefined ? {} : { replaced_by: change.replacedBy }),
            ...(change.sendRequestedAtMs === undefined ? {} : { send_requested_at_ms: change.sendRequestedAtMs }),
          })
          .where('hash', '=', hash);
      const { status } = change;
      if (allowedFrom === null || status === undefined || status === 'signed') return void (await update(db).execute());
      await db.transaction().execute(async (trx) => {
        const row = await update(trx).where('status', 'in', allowedFrom).returningAll().executeTakeFirst();
        if (row !== undefined) await writeToOutbox(trx, `transaction.${status}`, toTransaction(row));
      });
    },

    async listMinedTransactions(updatedAfterMs, limit) {
      const rows = await db
        .selectFrom('transactions')
        .selectAll()
        .where('status', 'in', ['confirmed', 'failed'])
        .where('updated_at_ms', '>', updatedAfterMs)
        .orderBy('updated_at_ms', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toTransaction);
    },

    async reopenTransactions({ chainId, address, nonceFrom, nowMs }) {
      return db.transaction().execute(async (trx) => {
        const rows = await trx
          .updateTable('transactions')
          .set({ status: 'sent', block_number: null, fee_wei: null, updated_at_ms: nowMs })
          .where('chain_id', '=', chainId)
          .where('from_address', '=', address.toLowerCase())
          .where('nonce', '>=', nonceFrom)
          .where('status', 'in', ['confirmed', 'failed'])
          .returningAll()
          .execute();
        const reopened = rows.map(toTransaction).sort((left, right) => left.nonce - right.nonce);
        for (const row of reopened) await writeToOutbox(trx, 'transaction.reopened', row);
        return reopened;
      });
    },
  };
}
