import type { Hex } from '../../../host-sdk/src/contract/types.ts';

/** Native money (`address` null) or an ERC-20 token an account holds. `price`: of one whole unit in the chosen currency, a decimal number; null when none is known. */
export type TokenBalance = {
  readonly chainId: number;
  readonly address: Hex | null;
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
  readonly balance: bigint;
  readonly price: number | null;
};

/** A piece of an ERC-721 or ERC-1155 collection an account holds. `imageUrl` is a path under the wallet's own origin. */
export type Nft = {
  readonly chainId: number;
  readonly contract: Hex;
  readonly tokenId: bigint;
  readonly standard: 'erc721' | 'erc1155';
  readonly amount: bigint;
  readonly name: string;
  readonly collection: string;
  readonly imageUrl: string | null;
};

/** What the active account holds on the active chain, as far as the wallet knows. */
export type Assets = { readonly tokens: readonly TokenBalance[]; readonly nfts: readonly Nft[] };
