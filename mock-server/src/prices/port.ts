import type { Currency, Hex } from '../../../host-sdk/src/contract/types.ts';

/** `token` null: the chain's own money. Addresses in lower case. */
export type PricedAsset = { readonly chainId: number; readonly token: Hex | null };

/**
 * What one whole unit is worth: as many answers as assets, in order, each a positive number or null. A source that fails, or that
 * knows only an old price, answers null: no price is better than a wrong one. Never rejects.
 */
export type PriceSource = (assets: readonly PricedAsset[], currency: Currency) => Promise<readonly (number | null)[]>;

/** One name for one asset, e.g. `31337:native` or `1:0xa0b8…`. */
export function assetKey({ chainId, token }: PricedAsset): string {
  return `${chainId}:${token ?? 'native'}`;
}
