import type { WatchAssetParams } from '../../../host-sdk/src/contract/asset-guard.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { invalid } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { readTokenMetadata } from '../clear-signing/token-metadata.ts';
import type { Asset } from '../state/state.ts';
import { approvalFor } from './approval-parts.ts';
import { activeChain, checksummed, findChain, type MethodDeps, type MethodHandlers, type RequestContext, visibleAccounts } from './request-context.ts';

/** Stable name of this wallet in `web3_clientVersion`. */
const CLIENT_VERSION = 'Alcove/0.1.0';

type Unit = { readonly symbol: string; readonly decimals: number };

/** @throws WalletError -32602 where a page says something else of a currency or token than is known of it. */
function assertUnit(place: string, stated: { readonly [Key in keyof Unit]: Unit[Key] | null }, known: Unit): void {
  for (const key of ['symbol', 'decimals'] as const) {
    if (stated[key] !== null && stated[key] !== known[key]) throw invalid(`${place}.${key}`, `must be ${known[key]}`, `${key}_mismatch`);
  }
}

/** @throws WalletError -32602 unless the contract says the same of itself as the page. */
async function readAsset(deps: MethodDeps, params: WatchAssetParams, context: RequestContext): Promise<Asset> {
  const address = checksummed('options.address', params.address);
  const chain = params.chainId === null ? (context.chain ?? activeChain(deps)) : findChain(deps, params.chainId);
  if (chain === null) throw invalid('options.chainId', 'is not a network of this wallet', 'chain_unknown');
  const { chainId } = chain;
  // Asked first by itself, because a network that is down is no fault of the token's.
  const code = await deps.api.rpc(chainId, 'eth_getCode', [address, 'latest']);
  const token = code === '0x' ? null : await readTokenMetadata(deps.api, chainId, address);
  if (token === null) throw invalid('options.address', 'is not a token on this network', 'not_a_token');
  assertUnit('options', params, token);
  return { chainId, address, ...token };
}

/** Methods about accounts, the active chain and listed tokens. */
export function createAccountMethods(deps: MethodDeps): MethodHandlers {
  const { store, queue, assets } = deps;

  function switchTo(chainId: number): null {
    if (store.get().activeChainId !== chainId) store.set({ activeChainId: chainId, balanceWei: null });
    return null;
  }

  return {
    eth_accounts: async (_params, { origin }) => visibleAccounts(deps, origin),
    eth_coinbase: async (_params, { origin }) => visibleAccounts(deps, origin)[0] ?? null,
    eth_chainId: async () => `0x${activeChain(deps).chainId.toString(16)}`,
    net_version: async () => String(activeChain(deps).chainId),
    web3_clientVersion: async () => CLIENT_VERSION,
    async wallet_switchEthereumChain({ chainId }) {
      if (findChain(deps, chainId) === null) {
        throw invalid('params[0].chainId', `is ${chainId}, which the wallet does not know`, 'chain_unknown', 4902);
      }
      return switchTo(chainId);
    },
    async wallet_addEthereumChain({ chainId, ...stated }) {
      const chain = findChain(deps, chainId);
      if (chain === null) {
        const hint = `Ask the operator of this wallet to add chain ${chainId} to the app.`;
        throw new WalletError(4902, `The chain ${chainId} can only be added by the operator.`, { reason: 'chain_unknown', field: 'params[0].chainId', hint });
      }
      assertUnit('params[0].nativeCurrency', stated, chain.nativeCurrency);
      return switchTo(chainId);
    },
    async wallet_watchAsset(params, context) {
      const [account] = visibleAccounts(deps, context.origin) as readonly [Hex];
      const asset = await readAsset(deps, params, context);
      const work = {
        needsPin: () => false,
        run: async () => {
          await assets.add(account, asset);
          return { value: true, transaction: null };
        },
      };
      const content = { kind: 'message', account, text: null, bytes: '0x', warnings: [], asset } as const;
      return queue.add(approvalFor(deps, context, content), work, context.signal);
    },
  };
}
