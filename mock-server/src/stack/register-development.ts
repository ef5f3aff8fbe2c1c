import { canonicalJson } from '../apps/manage.ts';
import { DEPLOYMENT_CHAIN } from '../apps/manage-deployment.ts';
import type { RegisteredApp } from '../apps/port.ts';
import type { ChainConfig } from '../chain/gateway.ts';
import type { Clock } from '../deps.ts';
import type { RegistryStore } from '../store/registry-rows.ts';

/** Puts the demo app and the development chain into the registry where they are not: servers with the role `api` have nothing built in. */
export async function registerDevelopment(
  store: RegistryStore,
  { createdAtMs: _built, ...app }: RegisteredApp,
  chain: ChainConfig,
  clock: Clock,
): Promise<void> {
  const atMs = clock.nowMs();
  const event = { atMs, actor: 'development', detail: {} };
  const { chainId } = chain.chain;
  const config = canonicalJson({ ...chain.chain, rpcUrls: chain.rpcUrls });
  await store.saveChain({ chainId, config, updatedAtMs: atMs }, null, { ...event, appId: DEPLOYMENT_CHAIN, action: 'chain.set', subject: String(chainId) });
  const row = { appId: app.appId, config: canonicalJson(app), createdAtMs: atMs, updatedAtMs: atMs, removedAtMs: null };
  await store.saveApp(row, null, { ...event, appId: app.appId, action: 'app.added', subject: app.appId });
}
