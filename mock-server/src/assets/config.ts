import * as v from 'valibot';
import type { AppDeps } from '../app-deps.ts';
import { demoContracts } from '../chain/fixtures.ts';
import type { Clock } from '../deps.ts';
import { createFixedPrices, firstOf } from '../prices/fixed-prices.ts';
import { createHttpPrices, httpPricesSchema } from '../prices/http-prices.ts';
import { createOutside } from './outside.ts';
import { createTokenList, tokenListSchema } from './token-list.ts';

/** The file `ALCOVE_ASSETS_FILE` names (README, "What a wallet shows"). All of it may be left out. */
const configSchema = v.strictObject({
  prices: v.optional(httpPricesSchema),
  /** A token list as it stands (https://tokenlists.org). */
  tokenList: v.optional(tokenListSchema, { tokens: [] }),
  /** e.g. `https://ipfs.example/ipfs`. */
  ipfsGateway: v.optional(v.nullable(v.pipe(v.string(), v.url(), v.startsWith('http'))), null),
  /** For development and networks of one's own: documents and pictures of collectibles over http and from private addresses. */
  allowPrivate: v.optional(v.boolean(), false),
});
export type AssetsConfig = v.InferOutput<typeof configSchema>;

/** @throws TypeError that names the field, so that a wrong file never starts. */
export function parseAssetsConfig(text: string): AssetsConfig {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new TypeError('is not JSON');
  }
  const result = v.safeParse(configSchema, parsed);
  if (!result.success) throw new TypeError(`${v.getDotPath(result.issues[0]) ?? 'the whole'} is not valid`);
  return result.output;
}

const dollar = demoContracts.demoDollar.address.toLowerCase();

/** Worth nothing; the numbers are near what such things cost, so that screens look as they will. */
const demoPrices = {
  '31337:native': { USD: 2_500, KRW: 3_450_000, JPY: 375_000, EUR: 2_300 },
  [`31337:${dollar}`]: { USD: 1, KRW: 1_380, JPY: 150, EUR: 0.92 },
};
const demoTokens = [{ chainId: 31_337, address: dollar, symbol: 'DUSD', name: 'Demo Dollar', decimals: 6 }];

/** What the server needs to show an account's belongings: the development chain's as they are, others' as the operator says. */
export function assetDeps(
  config: AssetsConfig,
  parts: { readonly fetch: typeof globalThis.fetch; readonly clock: Clock },
): Pick<AppDeps, 'prices' | 'tokenList' | 'collectibles'> {
  const { prices, tokenList, ipfsGateway, allowPrivate } = config;
  return {
    prices: firstOf([createFixedPrices(demoPrices), ...(prices === undefined ? [] : [createHttpPrices({ options: prices, ...parts })])]),
    tokenList: createTokenList([...demoTokens, ...tokenList.tokens]),
    collectibles: { fetch: createOutside({ allowPrivate }), ipfsGateway },
  };
}
