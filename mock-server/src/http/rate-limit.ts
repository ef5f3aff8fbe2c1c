import type { BucketLimit, RateLimits } from '../app-deps.ts';
import type { AppRegistry } from '../apps/port.ts';
import type { Clock } from '../deps.ts';
import type { Step } from './context.ts';
import { ApiProblem } from './problem.ts';

/**
 * A page that opens a wallet makes some tens of calls at once and a few a second afterwards; several people may share an
 * address. Logins are dearer: each one is two signature checks, one of them inside the enclave. A person may have several sessions,
 * an app many persons; what a single page asks to be signed is counted for itself, so that one page in a loop leaves the app's others alone.
 */
export const defaultRateLimits: RateLimits = {
  address: { burst: 600, perSecond: 200 },
  login: { burst: 30, perSecond: 1 },
  session: { burst: 200, perSecond: 50 },
  user: { burst: 400, perSecond: 100 },
  app: { burst: 10_000, perSecond: 2_000 },
  origin: { burst: 600, perSecond: 100 },
};

/** Buckets kept at most; the one used longest ago makes room. */
const BUCKET_COUNT_LIMIT = 10_000;

export type TokenBuckets = {
  /** @param limit in place of the usual one. @throws ApiProblem `rate_limited` with the time until the next token. */
  take(key: string, limit?: BucketLimit): void;
};

export function createTokenBuckets(usual: BucketLimit, clock: Clock): TokenBuckets {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(key, limit = usual) {
      const nowMs = clock.nowMs();
      const bucket = buckets.get(key) ?? { tokens: limit.burst, atMs: nowMs };
      // A clock that was set back must not take tokens away.
      const elapsedSeconds = Math.max(0, nowMs - bucket.atMs) / 1000;
      const tokens = Math.min(limit.burst, bucket.tokens + elapsedSeconds * limit.perSecond);
      buckets.delete(key);
      const taken = tokens >= 1 ? tokens - 1 : tokens;
      buckets.set(key, { tokens: taken, atMs: nowMs });
      const [oldest] = buckets.keys();
      if (buckets.size > BUCKET_COUNT_LIMIT && oldest !== undefined) buckets.delete(oldest);
      if (tokens < 1) throw new ApiProblem('rate_limited', { retryAfterMs: Math.ceil(((1 - tokens) / limit.perSecond) * 1000) });
    },
  };
}

/** Counts every call against the client's network address. Where there is none (a service worker), nobody is in the way. */
export function limitAddress(buckets: TokenBuckets): Step {
  return async function limitByAddress(context, next) {
    const { clientAddress } = context.env;
    if (clientAddress !== undefined) buckets.take(clientAddress);
    await next();
  };
}

/**
 * Counts every call of a session against its person and its app too, by the app's own limits where it has some. Stands behind the
 * step that authenticates.
 */
export function limitCaller(
  authenticate: Step,
  buckets: { readonly user: TokenBuckets; readonly app: TokenBuckets },
  registry: Pick<AppRegistry, 'find'>,
): Step {
  return async function authenticateAndCount(context, next) {
    await authenticate(context, async () => {
      const { userId, appId } = context.get('session');
      const limits = (await registry.find(appId))?.limits;
      buckets.user.take(userId, limits?.user);
      buckets.app.take(appId, limits?.app);
      await next();
    });
  };
}
