import type { Transaction } from 'kysely';
import type { Database } from './schema.ts';
import type { TransactionRow } from './store.ts';

/** Event types are names for ever: an app compares them. */
export type WebhookEventType =
  | 'transaction.sent'
  | 'transaction.confirmed'
  | 'transaction.failed'
  | 'transaction.dropped'
  | 'transaction.replaced'
  | 'transaction.reopened';

function eventBody(type: WebhookEventType, row: TransactionRow): string {
  const { hash, chainId, walletId, requestId, from, to, valueWei, nonce, status, blockNumber, feeWei } = row;
  const replaced = row.replacedBy === null ? {} : { replacedBy: row.replacedBy };
  const data = { hash, chainId, walletId, requestId, from, to, valueWei, nonce, status, blockNumber, feeWei, ...replaced };
  return JSON.stringify({ type, timestamp: new Date(row.updatedAtMs).toISOString(), data });
}

/**
 * Writes down what the app is to be told, for each of its addresses, in the transaction that makes it true: no event is lost by a
 * crash, and none tells of what was rolled back. Apps without an address cost one lookup.
 */
export async function writeToOutbox(trx: Transaction<Database>, type: WebhookEventType, row: TransactionRow): Promise<void> {
  const endpoints = await trx
    .selectFrom('webhook_endpoints')
    .innerJoin('wallets', 'wallets.app_id', 'webhook_endpoints.app_id')
    .select('webhook_endpoints.endpoint_id')
    .where('wallets.wallet_id', '=', row.walletId)
    .where('webhook_endpoints.disabled_at_ms', 'is', null)
    .execute();
  if (endpoints.length === 0) return;
  // The same change made by two servers at once is one event.
  const eventId = `msg_${row.hash.slice(2)}_${type.slice('transaction.'.length)}_${row.updatedAtMs}`;
  const body = eventBody(type, row);
  await trx
    .insertInto('webhook_deliveries')
    .values(
      endpoints.map(({ endpoint_id: endpointId }) => ({
        ...{ delivery_id: `${eventId}.${endpointId}`, event_id: eventId, endpoint_id: endpointId, body, state: 'waiting' as const },
        ...{ attempts: 0, next_attempt_at_ms: row.updatedAtMs, last_status: null, created_at_ms: row.updatedAtMs },
      })),
    )
    .onConflict((conflict) => conflict.column('delivery_id').doNothing())
    .execute();
}
