import type { TokenKeyRow } from '../store/registry-rows.ts';
import type { RegisteredChain } from './app-config.ts';
import { checkChain } from './check-app.ts';
import { ConfigError, ConflictError } from './config-error.ts';
import { canonicalJson, digestOf, type ManageDeps, versionOf } from './manage.ts';

/** Chain of the audit log for what belongs to no app. No app can have this id. */
export const DEPLOYMENT_CHAIN = '$deployment';

/** Longer than an access token lives, and than any server may not know of the new key. */
export const TOKEN_KEY_OVERLAP_MS = 600_000;

/**
 * Adds a chain or puts another in its place.
 *
 * @param version of what is to be replaced (`versionOf`), null where nothing is. Default: whatever is there.
 * @throws ConfigError, ConflictError
 */
export async function setChain(candidate: unknown, deps: ManageDeps, version?: string | null): Promise<RegisteredChain> {
  const chain = checkChain(candidate);
  const { chainId } = chain;
  const row = (await deps.store.listChains()).find((one) => one.chainId === chainId);
  if (version !== undefined && version !== (row === undefined ? null : versionOf(row))) throw new ConflictError('chainId');
  const earlier = row?.config ?? null;
  if (earlier === canonicalJson(chain)) return chain;
  const atMs = deps.clock.nowMs();
  const detail = { before: earlier === null ? null : digestOf(JSON.parse(earlier)), after: digestOf(chain) };
  const event = { appId: DEPLOYMENT_CHAIN, atMs, actor: deps.actor, action: 'chain.set', subject: String(chainId), detail };
  const saved = await deps.store.saveChain({ chainId, config: canonicalJson(chain), updatedAtMs: atMs }, earlier, event);
  if (!saved) throw new ConflictError('chainId');
  return chain;
}

/** @throws ConfigError when an app still uses it. */
export async function removeChain(chainId: number, deps: ManageDeps): Promise<void> {
  const users = (await deps.store.listApps()).filter(
    (row) => row.removedAtMs === null && (JSON.parse(row.config) as RegisteredAppChains).chainIds.includes(chainId),
  );
  if (users.length > 0) throw new ConfigError('chainId', `is used by ${users.map(({ appId }) => appId).join(', ')}`);
  const earlier = (await deps.store.listChains()).find((row) => row.chainId === chainId);
  const detail = { before: earlier === undefined ? null : digestOf(JSON.parse(earlier.config)), after: null };
  const event = { appId: DEPLOYMENT_CHAIN, atMs: deps.clock.nowMs(), actor: deps.actor, action: 'chain.removed', subject: String(chainId), detail };
  if (!(await deps.store.deleteChain(chainId, event))) throw new ConfigError('chainId', 'is not registered');
}

type RegisteredAppChains = { readonly chainIds: readonly number[] };

/**
 * From now on access tokens are signed with a new key. The one before verifies for ten minutes more, so nobody notices; with
 * `atOnce` it does not, and every wallet that is open asks for a new token at its next call.
 */
export async function rotateTokenKey(deps: ManageDeps, options: { readonly atOnce?: boolean } = {}): Promise<Pick<TokenKeyRow, 'kid' | 'previousUntilMs'>> {
  const nowMs = deps.clock.nowMs();
  const kid = Buffer.from(deps.random(6)).toString('hex');
  const previousUntilMs = options.atOnce === true ? nowMs : nowMs + TOKEN_KEY_OVERLAP_MS;
  const [before] = await deps.store.listTokenKeys();
  const detail = { before: before?.kid ?? null, after: kid, previousUntilMs };
  const event = { appId: DEPLOYMENT_CHAIN, atMs: nowMs, actor: deps.actor, action: 'token-key.rotated', subject: kid, detail };
  await deps.store.addTokenKey({ kid, salt: deps.random(32), createdAtMs: nowMs, previousUntilMs }, event);
  return { kid, previousUntilMs };
}
