import { unitAt } from './chain-guard.ts';
import { addressAt, countAt, invalid, isPlainObject, namedParams } from './rpc-guards.ts';
import type { Hex } from './types.ts';

/** `wallet_watchAsset` (EIP-747). An image is dropped: nobody vouches for it. */
export type WatchAssetParams = { readonly address: Hex; readonly chainId: number | null; readonly symbol: string | null; readonly decimals: number | null };

/**
 * `wallet_watchAsset`: `{ type: 'ERC20', options }`, by itself or as the only item of a list.
 *
 * @throws WalletError -32602 naming the field.
 * @example
 * ```ts
 * guardWatchAsset({ type: 'ERC20', options: { address, symbol: 'DEMO', decimals: 18 } }).symbol; // 'DEMO'
 * ```
 */
export function guardWatchAsset(params: unknown): WatchAssetParams {
  const { type, options } = namedParams(params);
  if (type !== 'ERC20') throw invalid('type', 'must be ERC20, the one kind of asset this wallet lists', 'asset_type_unsupported');
  if (!isPlainObject(options)) throw invalid('options', 'must be an object with an address');
  const { address, chainId, symbol, decimals } = options;
  const chain = typeof chainId === 'number' && Number.isSafeInteger(chainId) && chainId > 0 ? chainId : null;
  return {
    address: addressAt('options.address', address),
    chainId: chainId === undefined || chainId === null ? null : (chain ?? countAt('options.chainId', chainId)),
    ...unitAt('options', { symbol, decimals }),
  };
}
