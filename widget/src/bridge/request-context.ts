import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { RpcMethod, rpcMethods } from '../../../host-sdk/src/contract/rpc.ts';
import { invalid } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Hex, Json, WalletView } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { AccountGate } from '../approvals/account-gate.ts';
import type { ApprovalQueue } from '../approvals/queue.ts';
import type { Chain } from '../contract/api.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { Account } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { PeerClaim } from '../state/wallet-connect.ts';
import type { Signing } from '../wallet/signing.ts';
import type { Transactions } from '../wallet/transactions.ts';
import type { WatchedAssets } from '../wallet/watched-assets.ts';
import type { CallBundles } from './call-bundles.ts';
import type { Permissions } from './permissions.ts';

/** What the methods work with. */
export type MethodDeps = {
  readonly appId: string;
  readonly store: Store;
  readonly api: ApiClient;
  readonly gate: AccountGate;
  readonly queue: ApprovalQueue;
  readonly permissions: Permissions;
  readonly signing: Signing;
  readonly transactions: Transactions;
  readonly bundles: CallBundles;
  readonly assets: WatchedAssets;
  /** Brings a screen of the wallet up. */
  readonly show: (view: WalletView) => void;
  readonly nowMs: () => number;
  /** What the asker says of itself, where it is no page that the browser vouches for. */
  readonly claim?: PeerClaim;
};

/** One request, after its parameters were guarded. */
export type RequestContext = {
  readonly id: string;
  /** Exact origin of the page, from the browser. */
  readonly origin: string;
  readonly method: RpcMethod;
  /** The chain the request is for where it names one (CAIP-27); null is the active one. */
  readonly chain: Chain | null;
  /** Aborts with the error the page gets. */
  readonly signal: AbortSignal;
};

export type ParamsOf<Method extends RpcMethod> = ReturnType<(typeof rpcMethods)[Method]['params']>;
export type MethodHandler<Method extends RpcMethod> = (params: ParamsOf<Method>, context: RequestContext) => Promise<Json>;
/** A handler for each method that the wallet answers itself; the others are the chain's. */
export type MethodHandlers = { readonly [Method in RpcMethod]?: MethodHandler<Method> };

/** EIP-55: all one case carries no checksum; mixed case must carry the right one. @throws WalletError -32602 */
export function checksummed(field: string, address: Hex): Hex {
  const digits = address.slice(2);
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  const correct = checksumAddress(address);
  if (mixed && address !== correct) throw invalid(field, 'has a wrong checksum (EIP-55); was it mistyped?', 'checksum');
  return correct;
}

/** The accounts an origin may see: the active one, once it is connected. */
export function visibleAccounts({ store, permissions }: Pick<MethodDeps, 'store' | 'permissions'>, origin: string): readonly Hex[] {
  const { activeAccount, status } = store.get();
  const ready = status.phase === 'locked' || status.phase === 'unlocked';
  return ready && activeAccount !== null && permissions.isConnected(origin) ? [activeAccount.address] : [];
}

/** @throws WalletError 4100 unless `address` is an account this origin may use. */
export function grantedAccount(deps: Pick<MethodDeps, 'store' | 'permissions'>, origin: string, field: string, address: Hex): Account {
  const wanted = checksummed(field, address);
  const account = deps.store.get().accounts.find((candidate) => candidate.address === wanted);
  if (account === undefined || !visibleAccounts(deps, origin).includes(wanted)) {
    throw new WalletError(4100, 'This account has not been authorised for this site.', { reason: 'account_not_granted', field });
  }
  return account;
}

/** A chain the app may use; null for any other. */
export function findChain({ store }: Pick<MethodDeps, 'store'>, chainId: number): Chain | null {
  const { app, chains } = store.get();
  return (app?.chainIds.includes(chainId) && chains.find((chain) => chain.chainId === chainId)) || null;
}

/** @throws WalletError 4901 while no chain is known. */
export function activeChain({ store }: Pick<MethodDeps, 'store'>): Chain {
  const { chains, activeChainId } = store.get();
  const chain = chains.find(({ chainId }) => chainId === activeChainId);
  if (chain === undefined) throw new WalletError(4901, 'The wallet cannot reach this network right now.', { reason: 'chain_unavailable', retriable: true });
  return chain;
}
