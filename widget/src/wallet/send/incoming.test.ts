import { expect } from '@open-wc/testing';
import type { Json } from '../../../../host-sdk/src/contract/types.ts';
import { RpcError } from '../../api/api-error.ts';
import { fetchIncoming } from './incoming.ts';

const own = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const shop = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const word = (digits: string) => `0x${digits.toLowerCase().padStart(64, '0')}`;
const log = (change: { readonly [field: string]: Json } = {}): Json => ({
  ...{ address: token.toLowerCase(), topics: [word('1'), word(shop.slice(2)), word(own.slice(2))], data: word('5'), logIndex: '0x0' },
  ...{ transactionHash: word('aa'), blockNumber: '0x2', ...change },
});

function chain(logs: Json, refusals = 0) {
  const ranges: string[] = [];
  return {
    ranges,
    rpc: async (_chainId: number, method: string, params: readonly Json[]): Promise<Json> => {
      if (method === 'eth_blockNumber') return '0x30d40';
      if (method === 'eth_getBlockByNumber') return { timestamp: '0x64' };
      ranges.push((params[0] as { fromBlock: string }).fromBlock);
      if (ranges.length <= refusals) throw new RpcError(-32005, 'too many blocks');
      return logs;
    },
  };
}

describe('fetchIncoming', () => {
  it('lists what came in, newest first, with its time', async () => {
    const piece = log({ topics: [word('1'), word(shop.slice(2)), word(own.slice(2)), word('7')], data: '0x', blockNumber: '0x3', logIndex: '0x4' });
    const [second, first] = await fetchIncoming(chain([log(), piece]), 1, own);
    expect(first).to.deep.equal({
      ...{ id: `${word('aa')}:0`, hash: word('aa'), token, from: shop, amount: 5n, tokenId: null, blockNumber: 2, atMs: 100_000 },
    });
    expect([second?.amount, second?.tokenId]).to.deep.equal([null, 7n]);
  });

  it('asks for less where a node refuses as much', async () => {
    const api = chain([log()], 2);
    expect(await fetchIncoming(api, 1, own)).to.have.length(1);
    expect(api.ranges).to.deep.equal(['0x2e630', '0x30958', '0x30cdc']);
  });

  it('leaves out nothings, what one sent oneself, what was taken back and what cannot be read', async () => {
    const odd: Json = [
      log({ data: word('0') }),
      log({ topics: [word('1'), word(own.slice(2)), word(own.slice(2))] }),
      log({ removed: true }),
      log({ transactionHash: 'x' }),
      log({ data: 'much' }),
      log({ address: '0x12' }),
      {},
    ];
    expect(await fetchIncoming(chain(odd), 1, own)).to.deep.equal([]);
    expect(await fetchIncoming(chain({ not: 'a list' }), 1, own)).to.deep.equal([]);
  });
});
