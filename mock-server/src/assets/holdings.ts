import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { AssetsResponse, NftDescription, TokenDescription } from '../../../widget/src/contract/assets-api.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { ChainGateway } from '../chain/port.ts';
import { within } from '../http/deadline.ts';
import { callContracts, readAddress, reads, readText, readUint } from './contract-reads.ts';
import type { Metadata } from './nft-metadata.ts';
import { plainLabel } from './plain-label.ts';
import { NAME_LENGTH, SYMBOL_LENGTH, type TokenList } from './token-list.ts';
import { createArrivals, type Piece } from './transfers.ts';

export type HoldingsParts = {
  readonly chains: Pick<ChainGateway, 'rpc' | 'chains'>;
  readonly tokens: TokenList;
  readonly metadataOf: (chainId: number, piece: Piece) => Promise<Metadata | null>;
  /** A path for a picture, signed. */
  readonly imageUrlOf: (chainId: number, piece: Piece) => Promise<string>;
};

/** A hundred pictures are more than anybody looks at; the newest come first. */
const NFT_LIMIT = 100;
/** Others' servers may be slow: what is not there by then has no name and no picture this time. */
const METADATA_TIMEOUT_MS = 4_000;
const DESCRIPTION_LIMIT = 2_000;
const DECIMALS_LIMIT = 36;

/** Letters and digits: a symbol that is an address of the web or a sentence is an advertisement. */
const plainSymbol = /^[\p{L}\p{N}$+_-]{1,16}$/u;

/**
 * What belongs to an account, as far as the chain tells by itself: no list of somebody's, no service in between.
 *
 * A token that nobody listed shows up when it has come to the account, unless it bears the symbol of the chain's money or of a listed
 * token: that is how people are led to take one for the other.
 */
export function createHoldings({ chains, tokens, metadataOf, imageUrlOf }: HoldingsParts): (chainId: number, account: Hex) => Promise<AssetsResponse> {
  const arrivalsOf = createArrivals(chains);
  /** What a contract says of itself: asked once. Null for one that is no token. */
  const described = new BoundedMap<string, TokenDescription | null>(DESCRIPTION_LIMIT);
  const collections = new BoundedMap<string, string>(DESCRIPTION_LIMIT);

  async function describe(chainId: number, addresses: readonly Hex[]): Promise<readonly TokenDescription[]> {
    const unknown = addresses.filter((address) => !described.has(`${chainId} ${address}`));
    const results = await callContracts(
      chains,
      chainId,
      unknown.flatMap((to) => [reads.symbol(to), reads.name(to), reads.decimals(to)]),
    );
    for (const [index, address] of unknown.entries()) {
      const [symbol, name, decimals] = results.slice(index * 3, index * 3 + 3);
      const shown = plainLabel(readText(symbol ?? null) ?? '', SYMBOL_LENGTH);
      const digits = readUint(decimals ?? null);
      const isToken = plainSymbol.test(shown) && digits !== null && digits <= DECIMALS_LIMIT;
      const description = { address, symbol: shown, name: plainLabel(readText(name ?? null) ?? '', NAME_LENGTH) || shown, decimals: Number(digits) };
      described.set(`${chainId} ${address}`, isToken ? description : null);
    }
    return addresses.flatMap((address) => described.get(`${chainId} ${address}`) ?? []);
  }

  async function tokensOf(chainId: number, arrived: readonly Hex[]): Promise<readonly TokenDescription[]> {
    const listed = tokens(chainId);
    const native = (await chains.chains()).find((chain) => chain.chainId === chainId)?.nativeCurrency.symbol ?? '';
    const taken = new Set([native, ...listed.map(({ symbol }) => symbol)].map((symbol) => symbol.toUpperCase()));
    const others = arrived.filter((address) => !listed.some((token) => token.address === address));
    return [...listed, ...(await describe(chainId, others)).filter(({ symbol }) => !taken.has(symbol.normalize('NFKC').toUpperCase()))];
  }

  async function nameCollections(chainId: number, pieces: readonly Piece[]): Promise<void> {
    const unknown = [...new Set(pieces.map(({ contract }) => contract))].filter((contract) => !collections.has(`${chainId} ${contract}`));
    const names = await callContracts(chains, chainId, unknown.map(reads.name));
    for (const [index, contract] of unknown.entries()) collections.set(`${chainId} ${contract}`, plainLabel(readText(names[index] ?? null) ?? '', NAME_LENGTH));
  }

  async function nftsOf(chainId: number, account: Hex, pieces: readonly Piece[]): Promise<readonly NftDescription[]> {
    const own = account.toLowerCase();
    const answers = await callContracts(
      chains,
      chainId,
      pieces.map(({ contract, tokenId, standard }) => (standard === 'erc721' ? reads.ownerOf(contract, tokenId) : reads.amountOf(contract, account, tokenId))),
    );
    const held = pieces
      .map((piece, index) => {
        const answer = answers[index] ?? null;
        return { piece, amount: piece.standard === 'erc721' ? BigInt(readAddress(answer) === own) : (readUint(answer) ?? 0n) };
      })
      .filter(({ amount }) => amount > 0n)
      .slice(0, NFT_LIMIT);
    await nameCollections(
      chainId,
      held.map(({ piece }) => piece),
    );
    return Promise.all(
      held.map(async ({ piece, amount }): Promise<NftDescription> => {
        const { contract, tokenId, standard } = piece;
        const metadata = await within(METADATA_TIMEOUT_MS, metadataOf(chainId, piece)).catch(() => null);
        const collection = collections.get(`${chainId} ${contract}`) ?? '';
        return {
          ...{ contract, standard, tokenId: tokenId.toString(), amount: amount.toString() },
          name: plainLabel(metadata?.name ?? '', NAME_LENGTH) || plainLabel(`${collection} #${tokenId}`.trim(), NAME_LENGTH),
          collection,
          imageUrl: metadata?.image == null ? null : await imageUrlOf(chainId, piece),
        };
      }),
    );
  }

  return async (chainId, account) => {
    const arrivals = await arrivalsOf(chainId, account);
    const [known, nfts] = await Promise.all([tokensOf(chainId, arrivals.tokens), nftsOf(chainId, account, arrivals.pieces)]);
    return { tokens: [...known], nfts: [...nfts] };
  };
}
