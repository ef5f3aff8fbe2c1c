import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { WebhookError } from './webhook-error.ts';

/*
 * Standard Webhooks 1.0, symmetric: `webhook-signature` is a list of `v1,` and base64 of HMAC-SHA-256 over
 * `<webhook-id>.<webhook-timestamp>.<body>`, separated by spaces. A list, because a secret that is being replaced signs beside its successor.
 */

export type SignedHeaders = { readonly 'webhook-id': string; readonly 'webhook-timestamp': string; readonly 'webhook-signature': string };

const SECRET_PREFIX = 'whsec_';
const SECRET_LENGTH = 32;
/** How far a receiver lets the time of a message be from its own. */
export const REPLAY_WINDOW_SECONDS = 300;

/**
 * The secret of one endpoint, derived from the deployment's (RFC 5869): a copy of the database signs nothing.
 *
 * @returns `whsec_` and 32 bytes in base64, as the receiver's library takes it.
 * @example
 * ```ts
 * deriveSecret(tokenSecret, 'ep_7f…', 1); // 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw…'
 * ```
 */
export function deriveSecret(tokenSecret: Uint8Array, endpointId: string, version: number): string {
  const info = JSON.stringify(['alcove/webhook/v1', endpointId, version]);
  return SECRET_PREFIX + Buffer.from(hkdfSync('sha256', tokenSecret, new Uint8Array(), info, SECRET_LENGTH)).toString('base64');
}

function sign(secret: string, content: string): Buffer {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return createHmac('sha256', key).update(content, 'utf8').digest();
}

/** @param message.secrets the current one first. */
export function signMessage(message: {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
  readonly secrets: readonly string[];
}): SignedHeaders {
  const { id, timestampSeconds, body, secrets } = message;
  const signatures = secrets.map((secret) => `v1,${sign(secret, `${id}.${timestampSeconds}.${body}`).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestampSeconds), 'webhook-signature': signatures.join(' ') };
}

/**
 * What a receiver does before it believes a message. `webhook-id` stays the same when a message comes again: whoever has seen it drops it.
 *
 * @throws WebhookError naming the header at fault.
 */
export function verifyMessage(
  message: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: string },
  receiver: { readonly secret: string; readonly nowSeconds: number },
): void {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp = '', 'webhook-signature': signature = '' } = message.headers;
  if (id === undefined || id === '') throw new WebhookError('webhook-id', 'is missing');
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('webhook-timestamp', 'must be a time in seconds');
  if (Math.abs(receiver.nowSeconds - Number(timestamp)) > REPLAY_WINDOW_SECONDS) throw new WebhookError('webhook-timestamp', 'is outside the replay window');
  const expected = sign(receiver.secret, `${id}.${timestamp}.${message.body}`);
  const matches = signature.split(' ').map((entry) => {
    const [version, encoded = ''] = entry.split(',');
    const given = Buffer.from(encoded, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!matches.includes(true)) throw new WebhookError('webhook-signature', 'does not match');
}
