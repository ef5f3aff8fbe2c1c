import { setTimeout as sleep } from 'node:timers/promises';
import type { AppDeps } from '../app-deps.ts';
import { createFaucet } from '../chain/faucet.ts';
import { createEndpoint } from '../chain/json-rpc-endpoint.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { createEnclavePool } from '../enclave-client/enclave-pool.ts';
import { openEnclaveClient } from '../enclave-client/socket-client.ts';
import { createPrometheusMetrics } from '../http/prometheus.ts';
import type { OpenedTracing } from '../tracing/open-telemetry.ts';
import type { ApiSettings } from './api-settings.ts';
import { readAssetsConfig } from './assets-file.ts';
import type { Checkout } from './checkout.ts';
import { createServerDeps } from './server-deps.ts';
import { openOutputLog } from './server-log.ts';
import { readSettingsFile } from './settings.ts';
import { StackError } from './stack-error.ts';
import { openStackStore } from './stack-store.ts';
import { createTeardown } from './teardown.ts';
import { startWalletServer } from './wallet-server.ts';

/** Longer than any wait inside a request. */
const requestGraceMs = 15_000;

/** Either the bytes themselves in base64url, or the data directory's file. */
function parseSecret(text: string): Uint8Array {
  const secret = text.trim().startsWith('{') ? /"secret":\s*"([\w-]{43})"/.exec(text)?.[1] : /^[\w-]{43}$/.exec(text.trim())?.[0];
  if (secret === undefined) throw new StackError('ALCOVE_TOKEN_SECRET_FILE holds no 32 bytes in base64url.');
  return new Uint8Array(Buffer.from(secret, 'base64url'));
}

function developmentFaucet(node: string | null, fetch: typeof globalThis.fetch, logger: AppDeps['logger']): AppDeps['fund'] {
  if (node === null) return null;
  const ask = createEndpoint(node, fetch);
  const onError = (error: unknown) =>
    logger.warn({ part: 'faucet', reason: error instanceof Error ? error.message : 'unknown' }, 'a fresh wallet could not be funded');
  return createFaucet({ ask: () => ask, onError }).fund;
}

export type RunningApi = {
  /** First `/readyz` says that it goes, for as long as the balancer needs to see it; then requests under way are finished. */
  stop(): Promise<void>;
};

/**
 * Starts one of many wallet servers. What they share is in PostgreSQL and in the enclaves; each has caches and rate limits of its own.
 *
 * @throws StackError for what the operator can mend.
 */
export async function startApi(
  settings: ApiSettings,
  options: {
    readonly checkout: Checkout;
    readonly clock: Clock;
    readonly random: RandomBytes;
    readonly fetch: typeof globalThis.fetch;
    readonly tracing: OpenedTracing | null;
  },
): Promise<RunningApi> {
  const { clock, random, fetch, checkout, tracing } = options;
  const tokenSecret = parseSecret(await readSettingsFile('ALCOVE_TOKEN_SECRET_FILE', settings.tokenSecretFile));
  const pins = settings.pinsFile === null ? null : await readSettingsFile('ALCOVE_PINS_FILE', settings.pinsFile);
  const assets = await readAssetsConfig(settings.assetsFile);
  const { logger } = openOutputLog();
  const teardown = createTeardown();
  tracing?.logTo(logger);
  teardown.add('traces', async () => tracing?.stop());
  try {
    const store = await openStackStore({ databaseUrl: settings.databaseUrl, sqlitePath: '', random });
    teardown.add('store', () => store.close());
    const clients = settings.enclaves.map((name) => ({ name, client: openEnclaveClient({ socketPath: name.slice('unix:'.length) }) }));
    teardown.add('enclaves', async () => {
      for (const { client } of clients) client.close();
    });
    let isLeaving = false;
    const deps = await createServerDeps({
      ...{ clock, random, fetch, logger, store, checkout, tokenSecret, pins, assets },
      metrics: createPrometheusMetrics(),
      storeKind: 'postgresql',
      tracing: tracing?.tracing ?? null,
      enclave: createEnclavePool(clients),
      walletOrigin: settings.walletOrigin,
      allowPrivateWebhooks: settings.allowPrivateWebhooks,
      fund: developmentFaucet(settings.faucetNode, fetch, logger),
      builtInApps: [],
      builtInChains: [],
      operators: settings.operators,
    });
    const { host, port, trustedProxies } = settings;
    const server = await startWalletServer({ host, port, trustedProxies }, { ...deps, isLeaving: () => isLeaving });
    teardown.add('wallet', () => server.stop(requestGraceMs));
    logger.info({ port, enclaves: clients.length }, 'ready');
    return {
      async stop() {
        isLeaving = true;
        await sleep(settings.drainMs);
        await teardown.run((name, error) => logger.error({ part: name, reason: error instanceof Error ? error.message : 'unknown' }, 'did not stop cleanly'));
      },
    };
  } catch (error) {
    await teardown.run(() => undefined);
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new StackError(`Port ${settings.port} is in use: set ALCOVE_PORT.`, { cause: error });
    throw error;
  }
}
