import { base64url } from 'jose';
import { sha256 } from '../ciam/keys.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import type { IdempotentReply, Store } from '../store/store.ts';
import type { AppContext, Step } from './context.ts';
import { ApiProblem } from './problem.ts';

export const IDEMPOTENCY_LIFETIME_MS = 86_400_000;
/** A call that has not ended by then has died with its server; every wait inside a call is shorter. */
const RUNNING_LIFETIME_MS = 30_000;
const RUNNING_RETRY_MS = 500;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const IV_LENGTH = 12;
/** Headers that are part of a reply, beside those every response gets anew. */
const STORED_HEADERS = ['content-type', 'set-cookie'] as const;

export type IdempotencyDeps = {
  readonly store: Pick<Store, 'beginIdempotent' | 'finishIdempotent' | 'abandonIdempotent'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** AES-256-GCM: a stored reply may hold a token, and a copy of the database must not. */
  readonly replyKey: CryptoKey;
};

type StoredReply = { readonly body: string; readonly headers: readonly (readonly [string, string])[] };

/** A key belongs to a person, or before there is one to a session key, and to a route. */
function scopedKey(context: AppContext, key: string): string {
  const owner = context.get('session')?.userId ?? context.get('proof').thumbprint;
  return `${owner} ${context.req.method} ${context.req.path} ${key}`;
}

async function seal(reply: StoredReply, key: string, deps: IdempotencyDeps): Promise<string> {
  const iv = deps.random(IV_LENGTH);
  const additionalData = new TextEncoder().encode(key);
  const plaintext = new TextEncoder().encode(JSON.stringify(reply));
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, deps.replyKey, plaintext));
  return `${base64url.encode(iv)}.${base64url.encode(ciphertext)}`;
}

async function open(reply: IdempotentReply, key: string, deps: IdempotencyDeps): Promise<Response> {
  const [iv, ciphertext] = reply.body.split('.').map((part) => new Uint8Array(base64url.decode(part)));
  if (iv === undefined || ciphertext === undefined) throw new Error('a stored reply is malformed');
  const additionalData = new TextEncoder().encode(key);
  const plaintext = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, deps.replyKey, ciphertext);
  const { body, headers } = JSON.parse(new TextDecoder().decode(plaintext)) as StoredReply;
  return new Response(body, { status: reply.status, headers: headers.map(([name, value]): [string, string] => [name, value]) });
}

async function storedReply(response: Response): Promise<StoredReply> {
  const headers = STORED_HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { body: await response.clone().text(), headers };
}

/**
 * One effect per `Idempotency-Key` (UUIDv4), for 24 hours: the same key with the same body is answered with the stored
 * reply; with another body, or while the first call is still running, it is 409. Only successes are stored: a refusal
 * changed nothing, so the same key may be tried again.
 *
 * Stands behind the steps that read the body and authenticate. Exempt are the calls it would not help: a challenge and an
 * attestation are made for one nonce and change nothing a second one could spoil; a refresh is single-use by its token;
 * chain reads change nothing; a DELETE is idempotent as it is (RFC 9110 §9.2.2).
 */
export function idempotent(deps: IdempotencyDeps): Step {
  return async function claimIdempotencyKey(context, next) {
    const header = context.req.header('idempotency-key');
    if (header === undefined || !UUID_V4.test(header)) throw new ApiProblem('idempotency_key_required', { field: 'idempotency-key' });
    const key = scopedKey(context, header);
    const requestHash = sha256(context.get('rawBody'));
    const nowMs = deps.clock.nowMs();
    const claim = await deps.store.beginIdempotent(key, requestHash, { nowMs, runningUntilMs: nowMs + RUNNING_LIFETIME_MS });
    if (claim.kind === 'conflict') throw new ApiProblem('idempotency_conflict', { field: 'idempotency-key' });
    if (claim.kind === 'running') {
      throw new ApiProblem('idempotency_conflict', { detail: 'The same request is still running.', retryAfterMs: RUNNING_RETRY_MS });
    }
    if (claim.kind === 'done') return open(claim.reply, key, deps);

    await next();
    if (!context.res.ok) return deps.store.abandonIdempotent(key);
    const body = await seal(await storedReply(context.res), key, deps);
    await deps.store.finishIdempotent(key, { requestHash, status: context.res.status, body }, deps.clock.nowMs() + IDEMPOTENCY_LIFETIME_MS);
  };
}
