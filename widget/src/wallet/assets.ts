import * as v from 'valibot';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import { assetsSchema, type NftDescription, pricesSchema } from '../contract/assets-api.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { Assets, Nft, TokenBalance } from '../state/asset.ts';
import type { AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { WatchedAssets } from './watched-assets.ts';

export type AssetsParts = {
  readonly store: Store;
  readonly api: Pick<ApiClient, 'send'>;
  readonly watched: Pick<WatchedAssets, 'list'>;
};

export type AssetsLoader = {
  /** Reads everything again. What cannot be read leaves what is there. Never rejects. */
  refresh(): Promise<void>;
};

/** What the server takes in one batch of reads, and in one question for prices. */
const BATCH_LIMIT = 50;
const PRICE_LIMIT = 100;
/** Selector of `balanceOf(address)`. */
const BALANCE_OF = '0x70a08231';

const answersSchema = v.array(v.object({ id: v.number(), result: v.optional(v.unknown()) }));

type Described = Omit<TokenBalance, 'balance' | 'price'>;
type Call = { readonly method: string; readonly params: readonly unknown[] };

/** A word of the ABI, or a quantity; null for whatever else a contract may say. */
function readAmount(result: unknown): bigint | null {
  return typeof result === 'string' && result.length <= 66 && /^0x[0-9a-f]+$/i.test(result) ? BigInt(result) : null;
}

const isPlace = (one: AppState, other: AppState) => one.activeAccount?.address === other.activeAccount?.address && one.activeChainId === other.activeChainId;

/** The chain's own money first, then by what it is worth, then what has a price before what has none, then by name. */
export function inOrder(tokens: readonly TokenBalance[]): readonly TokenBalance[] {
  const worth = ({ address, balance, decimals, price }: TokenBalance) =>
    address === null ? Number.POSITIVE_INFINITY : price === null ? -1 : (Number(balance) / 10 ** decimals) * price;
  return [...tokens].sort((one, other) => {
    const [first, second] = [worth(one), worth(other)];
    return first === second ? one.symbol.localeCompare(other.symbol) : second - first;
  });
}

function toNft(chainId: number, nft: NftDescription): Nft {
  return { ...nft, chainId, contract: checksumAddress(nft.contract), tokenId: BigInt(nft.tokenId), amount: BigInt(nft.amount) };
}

/**
 * Fills `state.assets`: which tokens and collectibles there are comes from the server, how much of each from the chain, what it is
 * worth from the server's source of prices. Loaded when home is looked at for the first time.
 *
 * From then on it watches what is active: what belonged to another account or chain is gone at once, and so is a price in another
 * currency, before anything new is asked for.
 */
export function createAssets({ store, api, watched }: AssetsParts): AssetsLoader {
  async function read(chainId: number, calls: readonly Call[]): Promise<readonly (bigint | null)[]> {
    const batches = Array.from({ length: Math.ceil(calls.length / BATCH_LIMIT) }, (_, index) => calls.slice(index * BATCH_LIMIT, (index + 1) * BATCH_LIMIT));
    const answers = await Promise.all(
      batches.map((batch) => {
        const body = batch.map((call, id) => ({ jsonrpc: '2.0', id, ...call }));
        return api.send({ method: 'POST', path: `/v1/rpc/${chainId}`, body, schema: answersSchema, authentication: 'none' });
      }),
    );
    return batches.flatMap((batch, at) => batch.map((_, id) => readAmount(answers[at]?.find((answer) => answer.id === id)?.result)));
  }

  async function pricesOf(chainId: number, currency: string, tokens: readonly Hex[]): Promise<ReadonlyMap<string | null, number | null>> {
    const list = tokens.slice(0, PRICE_LIMIT).join(',').toLowerCase();
    const path = `/v1/prices?chainId=${chainId}&currency=${currency}${list === '' ? '' : `&tokens=${list}`}`;
    const { native, tokens: found } = await api.send({ method: 'GET', path, schema: pricesSchema, authentication: 'token' });
    return new Map<string | null, number | null>([[null, native], ...found.map(({ address, price }) => [address, price] as const)]);
  }

  async function load({ activeAccount, activeChainId, chains, currency }: AppState): Promise<Assets | null> {
    const chain = chains.find(({ chainId }) => chainId === activeChainId);
    if (activeAccount === null || chain === undefined) return null;
    const { chainId, nativeCurrency } = chain;
    const { address: account } = activeAccount;
    const path = `/v1/assets/${chainId}/${account}`;
    const [known, listed] = await Promise.all([
      api.send({ method: 'GET', path, schema: assetsSchema, authentication: 'token' }),
      watched.list(account).catch(() => []),
    ]);
    const native: Described = { chainId, address: null, ...nativeCurrency };
    const own = listed.filter((token) => token.chainId === chainId);
    // What the person asked to be listed stays listed when there is none of it.
    const kept = new Set<Hex | null>([null, ...own.map(({ address }) => checksumAddress(address))]);
    const tokens = new Map<Hex | null, Described>([[null, native]]);
    for (const token of own) tokens.set(checksumAddress(token.address), { ...token, address: checksumAddress(token.address), name: token.symbol });
    for (const token of known.tokens) tokens.set(checksumAddress(token.address), { ...token, chainId, address: checksumAddress(token.address) });
    const all = [...tokens.values()];
    const balances = await read(
      chainId,
      all.map(({ address: to }) =>
        to === null
          ? { method: 'eth_getBalance', params: [account, 'latest'] }
          : { method: 'eth_call', params: [{ to, data: BALANCE_OF + account.slice(2).toLowerCase().padStart(64, '0') }, 'latest'] },
      ),
    );
    const held = all.flatMap((token, index) => {
      const balance = balances[index] ?? null;
      return balance === null || (balance === 0n && !kept.has(token.address)) ? [] : [{ ...token, balance }];
    });
    const addresses = held.flatMap(({ address }) => address ?? []);
    // Without prices there are still amounts.
    const prices = await pricesOf(chainId, currency, addresses).catch(() => null);
    const priced = held.map((token) => ({ ...token, price: prices?.get(token.address?.toLowerCase() ?? null) ?? null }));
    return { tokens: inOrder(priced), nfts: known.nfts.map((nft) => toNft(chainId, nft)) };
  }

  let round = 0;
  async function refresh(): Promise<void> {
    const mine = ++round;
    const asked = store.get();
    const assets = await load(asked).catch(() => null);
    // A slow answer about what was active before must not overwrite what is active now.
    const now = store.get();
    if (assets !== null && mine === round && isPlace(asked, now) && asked.currency === now.currency) store.set({ assets });
  }

  let before = store.get();
  store.subscribe(() => {
    const now = store.get();
    const last = before;
    before = now;
    if (!isPlace(last, now)) {
      store.set({ assets: null });
      void refresh();
    } else if (last.currency !== now.currency) {
      const { assets } = now;
      if (assets !== null) store.set({ assets: { ...assets, tokens: assets.tokens.map((token) => ({ ...token, price: null })) } });
      void refresh();
    }
  });
  return { refresh };
}

let loader: AssetsLoader | null = null;

/** Reads everything again; the first time it begins to watch as well. */
export function refreshAssets(parts: AssetsParts): Promise<void> {
  loader ??= createAssets(parts);
  return loader.refresh();
}
