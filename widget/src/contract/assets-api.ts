import * as v from 'valibot';

/*
 * What the wallet shows of an account's belongings: which tokens and collectibles there are, what money is worth, and pictures. In a
 * file of its own, so that the first screen does not carry it. Balances are no part of it: the widget reads them from the chain.
 */

/** `:image` is a reference that the server has signed; nobody else can make one. */
export const assetRoutes = {
  assets: 'GET /v1/assets/:chainId/:account',
  prices: 'GET /v1/prices',
  image: 'GET /v1/images/:image',
} as const;

const address = v.pipe(v.string(), v.regex(/^0x[0-9a-f]{40}$/, 'must be a lower-case address'));
const quantity = v.pipe(v.string(), v.regex(/^[0-9]{1,78}$/, 'must be a decimal integer'));

/** Text from a contract: what could hide or turn other text is gone, and there is not much of it. */
const label = v.pipe(v.string(), v.maxLength(120));

export const tokenSchema = v.object({
  address,
  symbol: label,
  name: label,
  decimals: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
/** A token as its list or its contract describes it. */
export type TokenDescription = v.InferOutput<typeof tokenSchema>;

export const nftSchema = v.object({
  contract: address,
  tokenId: quantity,
  standard: v.picklist(['erc721', 'erc1155']),
  amount: quantity,
  name: label,
  collection: label,
  /** Path under the wallet's origin; null where there is no picture that may be shown. */
  imageUrl: v.nullable(v.pipe(v.string(), v.regex(/^\/v1\/images\/[A-Za-z0-9._-]+$/, "must be a path of the wallet's own"))),
});
export type NftDescription = v.InferOutput<typeof nftSchema>;

/** Tokens that are listed for the chain or have come to the account, whether it still has any or not; collectibles it has. */
export const assetsSchema = v.object({ tokens: v.array(tokenSchema), nfts: v.array(nftSchema) });
export type AssetsResponse = v.InferOutput<typeof assetsSchema>;

/** Of one whole unit; null where none is known. Never more than 1e12, so that it can be counted with. */
const price = v.nullable(v.number());

/** `?chainId=1&currency=USD&tokens=0x…,0x…`; at most 100 tokens. */
export const pricesSchema = v.object({
  /** When they were asked for. */
  atMs: v.number(),
  native: price,
  /** In the order asked. */
  tokens: v.array(v.object({ address, price })),
});
export type PricesResponse = v.InferOutput<typeof pricesSchema>;
