import type { Assets, Nft, TokenBalance } from '../state/asset.ts';
import { contractAddress, otherAddress } from './views.mocks.ts';

/** The picture of the demo collectible. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAGAAAABgAgMAAACf9p+rAAAADFBMVEUdK1BbfPqpvP//89armTkMAAAAzklEQVR42u3OuxGDMAyAYSgYwfswAoVFkRG8DyOksCkyAvswAgXKSY6fKLlcypxV+jvrV9e1eT8AANK7ItDX9wF4JnGRtGwIMEkFodJDnFHeVO9SCfTlJuOcre+ixM055+5VhBKOp4qo1wf+okswHmwJcRPvKtpzgCWv9zHBkTE/ygSw+VmKEw/EgyM6A0ogInKkgpVgL4HbG8HJ9RIQ/a4STAKboCdYPewEYwI+luage7+DzcOZw1DDFGHOYSkBMdzboEGDBh8AhPkR/nuepEoL/OM3QR4AAAAASUVORK5CYII=';

const ether: TokenBalance = {
  chainId: 31337,
  address: null,
  symbol: 'ETH',
  name: 'Ether',
  decimals: 18,
  balance: 1_240_000_000_000_000_000n,
  price: 2_500,
};

export function token(change: Partial<TokenBalance> = {}): TokenBalance {
  return { ...ether, address: contractAddress, symbol: 'DUSD', name: 'Demo Dollar', decimals: 6, balance: 500_000_000n, price: 1, ...change };
}

export function nft(change: Partial<Nft> = {}): Nft {
  const pieces = { chainId: 31337, contract: otherAddress, tokenId: 7n, standard: 'erc721', amount: 1n } as const;
  return { ...pieces, name: 'Demo Collectible', collection: 'Demo Collectible', imageUrl: picture, ...change };
}

export const noAssets: Assets = { tokens: [{ ...ether, balance: 0n }], nfts: [] };

export const assets: Assets = {
  tokens: [ether, token(), token({ address: otherAddress, symbol: 'TEA', name: 'Tea Points', decimals: 0, balance: 1_284n, price: null })],
  nfts: [
    nft(),
    nft({ tokenId: 3n, name: 'Morning over the harbour, third of seven', collection: 'Harbour Mornings', contract: contractAddress, imageUrl: null }),
    nft({ tokenId: 12n, name: 'Tea bowl', collection: 'Kiln Works', standard: 'erc1155', amount: 3n }),
  ],
};

/** More than anybody keeps in the head, and some that would like to be looked at. */
export const manyAssets: Assets = {
  tokens: [
    ether,
    token(),
    token({ symbol: 'HUGE', name: 'Everything', decimals: 0, balance: 2n ** 256n - 1n, price: 1e12 }),
    token({ symbol: 'DUST', name: 'Dust', decimals: 18, balance: 1n, price: 1 }),
    token({ symbol: 'LONGSYMBOL', name: 'A token whose name does not end where one would have it end', balance: 123_456_789_123_456n, price: 0.5 }),
    ...Array.from({ length: 9 }, (_, index) =>
      token({ symbol: `TKN${index}`, name: `Token ${index}`, balance: BigInt(index + 1) * 1_500_000n, price: index % 2 ? null : 3 }),
    ),
  ],
  nfts: Array.from({ length: 9 }, (_, index) => nft({ tokenId: BigInt(index) })),
};
