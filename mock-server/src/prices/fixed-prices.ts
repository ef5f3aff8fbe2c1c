import type { Currency } from '../../../host-sdk/src/contract/types.ts';
import { assetKey, type PriceSource } from './port.ts';

/** By `assetKey`. */
export type FixedPrices = { readonly [asset: string]: Readonly<Record<Currency, number>> };

/**
 * Prices that never move, for chains whose money is worth nothing: one sees what the wallet looks like with values.
 *
 * @example
 * ```ts
 * const source = createFixedPrices({ '31337:native': { USD: 2500, KRW: 3_450_000, JPY: 375_000, EUR: 2300 } });
 * await source([{ chainId: 31337, token: null }], 'USD'); // [2500]
 * ```
 */
export function createFixedPrices(prices: FixedPrices): PriceSource {
  return async (assets, currency) =>
    assets.map((asset) => {
      const key = assetKey(asset);
      return Object.hasOwn(prices, key) ? (prices[key]?.[currency] ?? null) : null;
    });
}

/** The first that knows a price. Those behind are asked only for what those before do not know. */
export function firstOf(sources: readonly PriceSource[]): PriceSource {
  return async (assets, currency) => {
    const found: (number | null)[] = assets.map(() => null);
    for (const source of sources) {
      const open = assets.flatMap((asset, index) => (found[index] === null ? [{ asset, index }] : []));
      if (open.length === 0) break;
      const answers = await source(
        open.map(({ asset }) => asset),
        currency,
      );
      for (const [position, { index }] of open.entries()) found[index] = answers[position] ?? null;
    }
    return found;
  };
}
