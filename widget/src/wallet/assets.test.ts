import { expect } from '@open-wc/testing';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Asset } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { chain, ownAddress, ready, savings } from '../views/views.mocks.ts';
import { createAssets, inOrder } from './assets.ts';

const dusd = `0x${'d0'.repeat(20)}` as const;
const odd = `0x${'0d'.repeat(20)}` as const;
const word = (value: bigint) => `0x${value.toString(16).padStart(64, '0')}`;
const nft = { contract: odd, tokenId: '7', standard: 'erc721', amount: '1', name: 'Piece', collection: 'Art', imageUrl: '/v1/images/x.y' };

/** The server: what it answers to each path, and what it was asked. */
function world(change: { results?: Record<string, unknown>; fails?: RegExp; own?: readonly Asset[]; nfts?: readonly object[]; price?: number | null } = {}) {
  const asked: string[] = [];
  const results: Record<string, unknown> = { eth_getBalance: '0xde0b6b3a7640000', [dusd]: word(5_000_000n), [odd]: word(1n), ...change.results };
  const send = async ({ path, body }: { readonly path: string; readonly body?: unknown }) => {
    asked.push(path);
    if (change.fails?.test(path)) throw new Error('down');
    if (path.startsWith('/v1/assets/'))
      return {
        tokens: [
          { address: dusd, symbol: 'DUSD', name: 'Demo Dollar', decimals: 6 },
          { address: odd, symbol: 'ODD', name: 'Odd', decimals: 0 },
        ],
        nfts: change.nfts ?? [nft],
      };
    if (path.startsWith('/v1/prices')) {
      const native = path.includes('currency=USD') ? 2_500 : 375_000;
      return { atMs: 0, native, tokens: [{ address: dusd, price: change.price === undefined ? 1 : change.price }] };
    }
    return (body as { id: number; method: string; params: [{ to?: string }] }[]).map(({ id, method, params }) => {
      return { id, result: method === 'eth_call' ? results[params[0].to?.toLowerCase() ?? ''] : results[method] };
    });
  };
  const store = createStore({ ...ready, assets: null as typeof ready.assets });
  const watched = { list: async () => change.own ?? [] };
  const assets = createAssets({ store, api: { send: send as unknown as ApiClient['send'] }, watched });
  return { store, asked, assets };
}
const held = ({ store }: ReturnType<typeof world>) => store.get().assets?.tokens.map(({ symbol, balance, price }) => `${balance} ${symbol} ${price}`);

describe('what an account holds', () => {
  it('is listed by the server, counted by the chain, and priced', async () => {
    const here = world();
    await here.assets.refresh();
    expect(held(here)).to.deep.equal(['1000000000000000000 ETH 2500', '5000000 DUSD 1', '1 ODD null']);
    const [piece] = here.store.get().assets?.nfts ?? [];
    expect(piece?.contract.toLowerCase()).to.equal(odd);
    expect([piece?.tokenId, piece?.amount, piece?.name, piece?.imageUrl]).to.deep.equal([7n, 1n, 'Piece', '/v1/images/x.y']);
    expect(here.asked).to.have.length(3);
  });

  it('leaves out tokens there are none of, but not those the person asked to be listed', async () => {
    const own = [
      { chainId: chain.chainId, address: odd, symbol: 'ODD', decimals: 0 },
      { chainId: 5, address: dusd, symbol: 'ELSE', decimals: 0 },
    ];
    const here = world({ results: { [dusd]: word(0n), [odd]: word(0n) }, own });
    await here.assets.refresh();
    expect(held(here)).to.deep.equal(['1000000000000000000 ETH 2500', '0 ODD null']);
  });

  for (const lie of ['0x', `0x${'ff'.repeat(64)}`, 'x', null, 7, {}, '-0x1']) {
    it(`leaves out a token that answers ${JSON.stringify(lie)?.slice(0, 20)}`, async () => {
      const here = world({ results: { [odd]: lie } });
      await here.assets.refresh();
      expect(held(here)).to.have.length(2);
    });
  }

  it('takes the largest balance there can be as it is', async () => {
    const here = world({ results: { [odd]: word(2n ** 256n - 1n) } });
    await here.assets.refresh();
    expect(held(here)?.[2]).to.equal(`${2n ** 256n - 1n} ODD null`);
  });

  it('has amounts without prices when there is no source of prices', async () => {
    const here = world({ fails: /prices/ });
    await here.assets.refresh();
    expect(held(here)).to.deep.equal(['1000000000000000000 ETH null', '5000000 DUSD null', '1 ODD null']);
  });

  it('stays what it is when it cannot be read', async () => {
    const here = world();
    await here.assets.refresh();
    const before = here.store.get().assets;
    const down = world({ fails: /rpc/ });
    down.store.set({ assets: before });
    await down.assets.refresh();
    expect(down.store.get().assets).to.equal(before);
  });

  it('is gone with the account, and another’s comes', async () => {
    const here = world();
    await here.assets.refresh();
    here.store.set({ activeAccount: savings });
    expect(here.store.get().assets).to.equal(null);
    await waitUntil(() => here.store.get().assets !== null);
    expect(here.asked.at(-3)).to.contain(savings.address);
    expect(here.asked.at(0)).to.contain(ownAddress);
  });

  it('has no price of one currency beside the sign of another, not for a moment', async () => {
    const here = world();
    await here.assets.refresh();
    here.store.set({ currency: 'JPY' });
    expect(here.store.get().assets?.tokens.every(({ price }) => price === null)).to.equal(true);
    await waitUntil(() => held(here)?.[0] === '1000000000000000000 ETH 375000');
  });

  it('is not overwritten by a slow answer about another account', async () => {
    const here = world();
    const first = here.assets.refresh();
    here.store.set({ activeAccount: savings });
    await first;
    await waitUntil(() => here.store.get().assets !== null);
    expect(here.asked.filter((path) => path.includes('/v1/assets/'))).to.have.length(2);
  });
});

describe('the order of tokens', () => {
  it('is the chain’s money, then worth, then name', () => {
    const token = { chainId: 1, address: dusd, name: '', decimals: 0, balance: 1n };
    const list = [
      { ...token, symbol: 'B', price: null },
      { ...token, symbol: 'A', price: null },
      { ...token, symbol: 'SMALL', price: 1 },
      { ...token, symbol: 'LARGE', price: 9 },
      { ...token, symbol: 'ETH', address: null, price: null },
    ];
    expect(inOrder(list).map(({ symbol }) => symbol)).to.deep.equal(['ETH', 'LARGE', 'SMALL', 'A', 'B']);
  });
});
