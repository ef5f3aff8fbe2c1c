import type { Kysely, Selectable } from 'kysely';
import type { Claims } from './claims.ts';
import type { Database, WebhookEndpointsTable } from './schema.ts';
import type { Store, WebhookEndpointRow } from './store.ts';

type WebhookStore = Pick<
  Store,
  'saveWebhookEndpoint' | 'listWebhookEndpoints' | 'deleteWebhookEndpoint' | 'claimWebhookDeliveries' | 'settleWebhookDelivery' | 'countWebhookDeliveries'
>;

function toEndpoint(row: Selectable<WebhookEndpointsTable>): WebhookEndpointRow {
  return {
    endpointId: row.endpoint_id,
    appId: row.app_id,
    url: row.url,
    secretVersion: row.secret_version,
    rotatedAtMs: row.rotated_at_ms,
    disabledAtMs: row.disabled_at_ms,
    createdAtMs: row.created_at_ms,
  };
}

/** Where apps are told of things, and what is still to be told. */
export function webhookStore(db: Kysely<Database>, { claim, skipLocked }: Claims): WebhookStore {
  async function listEndpoints(appId: string | null): Promise<readonly WebhookEndpointRow[]> {
    const rows = await db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .$if(appId !== null, (query) => query.where('app_id', '=', appId ?? ''))
      .orderBy('created_at_ms')
      .orderBy('endpoint_id')
      .execute();
    return rows.map(toEndpoint);
  }

  return {
    listWebhookEndpoints: listEndpoints,

    async saveWebhookEndpoint(row) {
      const change = { url: row.url, secret_version: row.secretVersion, rotated_at_ms: row.rotatedAtMs, disabled_at_ms: row.disabledAtMs };
      await db
        .insertInto('webhook_endpoints')
        .values({ endpoint_id: row.endpointId, app_id: row.appId, created_at_ms: row.createdAtMs, ...change })
        .onConflict((conflict) => conflict.column('endpoint_id').doUpdateSet(change))
        .execute();
    },

    async deleteWebhookEndpoint(endpointId) {
      return db.transaction().execute(async (trx) => {
        await trx.deleteFrom('webhook_deliveries').where('endpoint_id', '=', endpointId).execute();
        const { numDeletedRows } = await trx.deleteFrom('webhook_endpoints').where('endpoint_id', '=', endpointId).executeTakeFirst();
        return numDeletedRows > 0n;
      });
    },

    async claimWebhookDeliveries({ nowMs, leaseUntilMs, limit }) {
      const claimed = await claim((trx) =>
        trx
          .updateTable('webhook_deliveries')
          .set((delivery) => ({ next_attempt_at_ms: leaseUntilMs, attempts: delivery('attempts', '+', 1) }))
          .where('delivery_id', 'in', (query) =>
            query
              .selectFrom('webhook_deliveries')
              .select('delivery_id')
              .where('state', '=', 'waiting')
              .where('next_attempt_at_ms', '<=', nowMs)
              .orderBy('next_attempt_at_ms')
              .limit(limit)
              .$call(skipLocked),
          )
          .returningAll()
          .execute(),
      );
      if (claimed.length === 0) return [];
      const endpoints = new Map((await listEndpoints(null)).map((endpoint) => [endpoint.endpointId, endpoint]));
      return claimed.flatMap((row) => {
        const endpoint = endpoints.get(row.endpoint_id);
        if (endpoint === undefined) return [];
        return [{ deliveryId: row.delivery_id, eventId: row.event_id, body: row.body, attempts: row.attempts, createdAtMs: row.created_at_ms, endpoint }];
      });
    },

    async settleWebhookDelivery(deliveryId, { state, status, nextAttemptAtMs }) {
      await db
        .updateTable('webhook_deliveries')
        .set({ state, last_status: status, next_attempt_at_ms: nextAttemptAtMs })
        .where('delivery_id', '=', deliveryId)
        .where('state', '=', 'waiting')
        .execute();
    },

    async countWebhookDeliveries() {
      const rows = await db
        .selectFrom('webhook_deliveries')
        .select(['state', (select) => select.fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute();
      const counts = new Map(rows.map(({ state, count }) => [state, Number(count)]));
      return { waiting: counts.get('waiting') ?? 0, delivered: counts.get('delivered') ?? 0, failed: counts.get('failed') ?? 0 };
    },
  };
}
