import type { AppDeps, Logger } from '../app-deps.ts';
import { createFresh } from '../apps/fresh.ts';
import type { RegisteredApp } from '../apps/port.ts';
import { createStoredRegistry } from '../apps/stored-registry.ts';
import { type AssetsConfig, assetDeps } from '../assets/config.ts';
import type { ChainConfig } from '../chain/gateway.ts';
import { createRegisteredGateway } from '../chain/registered-gateway.ts';
import type { OperatorSettings } from '../ciam/operators.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import type { EnclaveClient } from '../enclave-client/port.ts';
import type { PrometheusMetrics } from '../http/prometheus.ts';
import { createIssuerKeys } from '../idp/issuer-keys.ts';
import type { Store } from '../store/store.ts';
import type { Tracing } from '../tracing/port.ts';
import { traceChains, traceEnclave, traceStore } from '../tracing/traced-parts.ts';
import { deliverWebhooks } from '../webhooks/deliver.ts';
import { createPost } from '../webhooks/post.ts';
import type { Checkout } from './checkout.ts';
import { createStaticFiles } from './static-files.ts';

export type ServerParts = {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly fetch: typeof globalThis.fetch;
  readonly logger: Logger;
  readonly metrics: PrometheusMetrics;
  readonly store: Store;
  readonly storeKind: 'sqlite' | 'postgresql';
  /** Null where nobody collects traces. */
  readonly tracing: Tracing | null;
  readonly enclave: EnclaveClient;
  readonly checkout: Checkout;
  readonly walletOrigin: string;
  readonly tokenSecret: Uint8Array;
  /** Source of the module with a development's pins; null where the widget was built with its own. */
  readonly pins: string | null;
  readonly assets: AssetsConfig;
  readonly allowPrivateWebhooks: boolean;
  readonly fund: AppDeps['fund'];
  readonly builtInApps: readonly RegisteredApp[];
  readonly builtInChains: readonly ChainConfig[];
  /** Null where nobody may manage the deployment by its page. */
  readonly operators: OperatorSettings | null;
};

/** The wallet server's dependencies, the same whether it is the only one of a machine or one of many. */
export async function createServerDeps(parts: ServerParts): Promise<AppDeps> {
  const { clock, random, fetch, logger, metrics, checkout, tokenSecret, builtInChains, tracing } = parts;
  const store = tracing === null ? parts.store : traceStore(parts.store, tracing, parts.storeKind);
  const builtInApps = parts.builtInApps.map(({ createdAtMs: _built, ...app }) => app);
  const fresh = createFresh(store, clock);
  const post = createPost({ allowPrivate: parts.allowPrivateWebhooks });
  metrics.watchStore(store);
  const chains = await createRegisteredGateway({ builtIn: builtInChains, store, fresh, clock, fetch, random, observe: metrics.observeNode });
  return {
    clock,
    random,
    logger,
    store,
    enclave: tracing === null ? parts.enclave : traceEnclave(parts.enclave, tracing),
    chains: tracing === null ? chains : traceChains(chains, tracing),
    registry: createStoredRegistry({ store, fresh, builtIn: parts.builtInApps }),
    files: createStaticFiles({
      folders: { 'w/': checkout.widget, 'sdk/v1/': checkout.hostSdk, 'admin/': checkout.admin },
      generated: parts.pins === null ? {} : { 'w/pins.js': parts.pins },
    }),
    walletOrigin: parts.walletOrigin,
    issuerKeys: createIssuerKeys({ fetch, clock }),
    tokenSecret,
    fund: parts.fund,
    ...assetDeps(parts.assets, { fetch, clock }),
    deliverWebhooks: () => deliverWebhooks({ store, clock, random, logger, tokenSecret, post }),
    metrics,
    ...(tracing === null ? {} : { tracing }),
    ...(parts.operators === null ? {} : { admin: { ...parts.operators, builtInApps, builtInChains } }),
  };
}
