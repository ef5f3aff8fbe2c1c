import type { Logger } from '../app-deps.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import type { Store, WebhookDelivery, WebhookEndpointRow } from '../store/store.ts';
import type { Post } from './post.ts';
import { deriveSecret, signMessage } from './signature.ts';

export type WebhookDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  /** The deployment's 32 bytes that every endpoint's secret is derived from. */
  readonly tokenSecret: Uint8Array;
  readonly post: Post;
};

/** After each attempt that failed, the next one: about 28 hours in all, as Standard Webhooks suggests. */
export const RETRY_AFTER_MS = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000] as const;
const POST_TIMEOUT_MS = 10_000;
/** Longer than any attempt: only whoever died with it loses it. */
const LEASE_MS = 60_000;
const BATCH_LIMIT = 20;
/** How long the secret before the last rotation signs too. */
export const SECRET_OVERLAP_MS = 86_400_000;
const GONE = 410;

function secretsOf({ endpointId, secretVersion, rotatedAtMs }: WebhookEndpointRow, nowMs: number, tokenSecret: Uint8Array): readonly string[] {
  const current = deriveSecret(tokenSecret, endpointId, secretVersion);
  const overlaps = secretVersion > 1 && rotatedAtMs !== null && nowMs - rotatedAtMs < SECRET_OVERLAP_MS;
  return overlaps ? [current, deriveSecret(tokenSecret, endpointId, secretVersion - 1)] : [current];
}

/** @returns the status; 0 for none. */
async function attempt(delivery: WebhookDelivery, deps: WebhookDeps): Promise<number> {
  const nowMs = deps.clock.nowMs();
  const { eventId: id, body, endpoint } = delivery;
  // The time is that of the attempt: a message that waited a day is no replay.
  const headers = signMessage({ id, timestampSeconds: Math.floor(nowMs / 1000), body, secrets: secretsOf(endpoint, nowMs, deps.tokenSecret) });
  try {
    return await deps.post({ url: endpoint.url, headers, body, timeoutMs: POST_TIMEOUT_MS });
  } catch (error) {
    // Neither address nor body: both are the app's own.
    deps.logger.debug({ endpointId: endpoint.endpointId, reason: error instanceof Error ? error.name : 'unknown' }, 'a webhook was not answered');
    return 0;
  }
}

async function deliver(delivery: WebhookDelivery, deps: WebhookDeps): Promise<void> {
  const { store, clock, random, logger } = deps;
  const { deliveryId, attempts, endpoint } = delivery;
  if (endpoint.disabledAtMs !== null) return store.settleWebhookDelivery(deliveryId, { state: 'failed', status: null, nextAttemptAtMs: clock.nowMs() });
  const status = await attempt(delivery, deps);
  const nowMs = clock.nowMs();
  if (status >= 200 && status < 300) return store.settleWebhookDelivery(deliveryId, { state: 'delivered', status, nextAttemptAtMs: nowMs });
  const fields = { endpointId: endpoint.endpointId, appId: endpoint.appId, status, attempts };
  if (status === GONE) {
    await store.saveWebhookEndpoint({ ...endpoint, disabledAtMs: nowMs });
    logger.warn(fields, 'an endpoint for webhooks says that it is gone; it is told nothing more');
  }
  const delayMs = status === GONE ? undefined : RETRY_AFTER_MS[attempts - 1];
  if (delayMs === undefined) {
    logger.warn(fields, 'a webhook was given up');
    return store.settleWebhookDelivery(deliveryId, { state: 'failed', status, nextAttemptAtMs: nowMs });
  }
  // Up to a tenth more, so that what failed together does not come back together.
  const jitterMs = Math.floor((delayMs / 10) * ((random(1)[0] ?? 0) / 255));
  return store.settleWebhookDelivery(deliveryId, { state: 'waiting', status: status === 0 ? null : status, nextAttemptAtMs: nowMs + delayMs + jitterMs });
}

/**
 * Sends what is due. At least once: whoever stops between an answer and writing it down sends again, under the same `webhook-id`.
 * Any number of servers may do so at the same time.
 *
 * @returns how many were attempted.
 * @example
 * ```ts
 * setInterval(() => void deliverWebhooks(deps), 5_000);
 * ```
 */
export async function deliverWebhooks(deps: WebhookDeps): Promise<number> {
  const nowMs = deps.clock.nowMs();
  const claimed = await deps.store.claimWebhookDeliveries({ nowMs, leaseUntilMs: nowMs + LEASE_MS, limit: BATCH_LIMIT });
  await Promise.all(claimed.map((delivery) => deliver(delivery, deps)));
  return claimed.length;
}
