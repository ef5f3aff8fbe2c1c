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
  const { clock, random, fetch, logger, metrics, store, checkout, tokenSecret, builtInChains } = parts;
  const builtInApps = parts.builtInApps.map(({ createdAtMs: _built, ...app }) => app);
  const fresh = createFresh(store, clock);
  const post = createPost({ allowPrivate: parts.allowPrivateWebhooks });
  metrics.watchStore(store);
  return {
    clock,
    random,
    logger,
    store,
    enclave: parts.enclave,
    chains: await createRegisteredGateway({ builtIn: builtInChains, store, fresh, clock, fetch, random, observe: metrics.observeNode }),
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
    ...(parts.operators === null ? {} : { admin: { ...parts.operators, builtInApps, builtInChains } }),
  };
}
