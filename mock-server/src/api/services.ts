import type { AppDeps } from '../app-deps.ts';
import type { createHoldings } from '../assets/holdings.ts';
import type { Images } from '../assets/images.ts';
import type { Sessions } from '../ciam/sessions.ts';
import type { Step } from '../http/context.ts';
import type { TokenBuckets } from '../http/rate-limit.ts';

/** What the endpoints work with: the server's dependencies, and the steps made from them once. */
export type Services = AppDeps & {
  readonly sessions: Sessions;
  readonly authenticate: Step;
  readonly requireProof: Step;
  readonly idempotent: Step;
  readonly holdings: ReturnType<typeof createHoldings>;
  readonly images: Images;
  readonly loginBuckets: TokenBuckets;
  /** By app and page. */
  readonly originBuckets: TokenBuckets;
  /** In front of what is dear. */
  readonly admit: Step;
};
