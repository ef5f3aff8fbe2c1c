import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { invalid, isPlainObject } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { APPROVAL_LIFETIME_MS } from '../approvals/queue.ts';
import { activeChain, type MethodDeps, type MethodHandlers, visibleAccounts } from './request-context.ts';

/** Stable name of this wallet in `web3_clientVersion`. */
const CLIENT_VERSION = 'Alcove/0.1.0';

/** EIP-2255: which capability this site has, and for which accounts. */
function permissionsOf(deps: MethodDeps, origin: string): Json {
  const accounts = visibleAccounts(deps, origin);
  if (accounts.length === 0) return [];
  return [
    {
      invoker: origin,
      parentCapability: 'eth_accounts',
      caveats: [{ type: 'restrictReturnedAccounts', value: accounts }],
      date: deps.permissions.grantedAtMs(origin),
    },
  ];
}

function assertRevocable(params: readonly Json[]): void {
  const [request] = params;
  if (!isPlainObject(request) || Object.keys(request).length === 0) throw invalid('params[0]', 'must name the permissions to revoke');
  for (const name of Object.keys(request)) if (name !== 'eth_accounts') throw invalid('params[0]', 'names a permission this wallet does not have');
}

/** Methods about accounts, permissions and the active chain. */
export function createAccountMethods(deps: MethodDeps): MethodHandlers {
  const { store, gate, queue, permissions, nowMs } = deps;
  return {
    async eth_requestAccounts(_params, { origin, method, signal }) {
      const account = await gate.account(signal);
      if (!permissions.isConnected(origin)) {
        const createdAtMs = nowMs();
        const approval = {
          id: crypto.randomUUID(),
          origin,
          method,
          createdAtMs,
          expiresAtMs: createdAtMs + APPROVAL_LIFETIME_MS,
          content: { kind: 'connect', accounts: [account] },
        } as const;
        const work = {
          needsPin: () => false,
          run: async () => {
            await permissions.grant(origin, nowMs());
            return { value: null, transaction: null };
          },
        };
        await queue.add(approval, work, signal);
      }
      return visibleAccounts(deps, origin);
    },
    eth_accounts: async (_params, { origin }) => visibleAccounts(deps, origin),
    eth_coinbase: async (_params, { origin }) => visibleAccounts(deps, origin)[0] ?? null,
    eth_chainId: async () => `0x${activeChain(deps).chainId.toString(16)}`,
    net_version: async () => String(activeChain(deps).chainId),
    web3_clientVersion: async () => CLIENT_VERSION,
    async wallet_switchEthereumChain({ chainId }) {
      const { app, chains } = store.get();
      if (!app?.chainIds.includes(chainId) || !chains.some((chain) => chain.chainId === chainId)) {
        throw new WalletError(4902, `The wallet does not know the chain ${chainId}.`, { reason: 'chain_unknown', field: 'params[0].chainId' });
      }
      if (store.get().activeChainId !== chainId) store.set({ activeChainId: chainId, balanceWei: null });
      return null;
    },
    wallet_getPermissions: async (_params, { origin }) => permissionsOf(deps, origin),
    async wallet_revokePermissions(params, { origin }) {
      assertRevocable(params);
      await permissions.revoke(origin);
      return null;
    },
  };
}
