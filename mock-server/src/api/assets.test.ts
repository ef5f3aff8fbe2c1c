import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { encodeAbiParameters, encodeFunctionResult, parseAbi, toEventSelector, toFunctionSelector } from 'viem/utils';
import type { AppDeps } from '../app-deps.ts';
import { createTokenList } from '../assets/token-list.ts';
import type { JsonRpcResponse } from '../chain/port.ts';
import { createFixedPrices } from '../prices/fixed-prices.ts';
import { FakeChain } from './testing/fake-chain.ts';
import { createHarness, expectProblem, WALLET_ORIGIN } from './testing/harness.ts';

const account = `0x${'ab'.repeat(20)}` as const;
const at = (byte: string) => `0x${byte.repeat(20)}` as const;
const topic = (value: bigint | string) => `0x${BigInt(value).toString(16).padStart(64, '0')}`;
const transfer = toEventSelector('Transfer(address,address,uint256)');
const single = toEventSelector('TransferSingle(address,address,address,uint256,uint256)');
const batch = toEventSelector('TransferBatch(address,address,address,uint256[],uint256[])');
const two = [{ type: 'uint256' }, { type: 'uint256' }] as const;
const lists = [{ type: 'uint256[]' }, { type: 'uint256[]' }] as const;

const abi = parseAbi(['function text() view returns (string)', 'function number() view returns (uint256)', 'function owner() view returns (address)']);
const text = (value: string) => encodeFunctionResult({ abi, functionName: 'text', result: value });
const number = (value: bigint) => encodeFunctionResult({ abi, functionName: 'number', result: value });
const owner = (value: `0x${string}`) => encodeFunctionResult({ abi, functionName: 'owner', result: value });

const dusd = at('d0');
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.from('0000004000000040', 'hex'), Buffer.alloc(40)]);
const document = (image: string, name = 'Piece') => `data:application/json,${encodeURIComponent(JSON.stringify({ name, image }))}`;
const dataPng = `data:image/png;base64,${png.toString('base64')}`;

/** A chain whose contracts answer from a table: `contract selector [first argument]`. */
class TableChain extends FakeChain {
  logs: readonly object[] = [];
  answers: Record<string, string> = {};
  fullScans = 0;
  refusesLongRanges = false;

  override async rpc(chainId: number, requests: Parameters<FakeChain['rpc']>[1]): Promise<readonly JsonRpcResponse[]> {
    await super.rpc(chainId, []);
    return requests.map(({ id, method, params = [] }): JsonRpcResponse => {
      const [first] = params as [{ to: string; data: string; fromBlock: string; topics: unknown[] }];
      if (method === 'eth_blockNumber') return { jsonrpc: '2.0', id, result: '0x10000' };
      if (method === 'eth_getLogs') {
        if (first.fromBlock === '0x0') this.fullScans++;
        if (this.refusesLongRanges && first.fromBlock === '0x0') return { jsonrpc: '2.0', id, error: { code: -32000, message: 'range too large' } };
        return { jsonrpc: '2.0', id, result: first.topics.length === 3 ? this.logs : [] };
      }
      const key = `${first.to} ${first.data.slice(0, 10)}`;
      const result = this.answers[`${key} ${first.data.slice(10)}`] ?? this.answers[key];
      return result === undefined ? { jsonrpc: '2.0', id, error: { code: 3, message: 'execution reverted' } } : { jsonrpc: '2.0', id, result };
    });
  }

  token(address: string, symbol: string, name = symbol, decimals = 18n): object {
    this.answers[`${address} ${toFunctionSelector('symbol()')}`] = text(symbol);
    this.answers[`${address} ${toFunctionSelector('name()')}`] = text(name);
    this.answers[`${address} ${toFunctionSelector('decimals()')}`] = number(decimals);
    return { address, topics: [transfer, topic(0n), topic(account)], data: number(5n) };
  }

  piece(address: string, id: bigint, uri: string, held: `0x${string}` = account): object {
    this.answers[`${address} ${toFunctionSelector('name()')}`] = text('Art\u202e House');
    this.answers[`${address} ${toFunctionSelector('ownerOf(uint256)')} ${id.toString(16).padStart(64, '0')}`] = owner(held);
    this.answers[`${address} ${toFunctionSelector('tokenURI(uint256)')} ${id.toString(16).padStart(64, '0')}`] = text(uri);
    return { address, topics: [transfer, topic(0n), topic(account), topic(id)], data: '0x' };
  }
}

const closing: (() => Promise<void>)[] = [];
after(() => Promise.all(closing.map((close) => close())));

async function world(change: Partial<AppDeps> = {}) {
  const chain = new TableChain();
  const tokenList = createTokenList([{ chainId: 31337, address: dusd, symbol: 'DUSD', name: 'Demo Dollar', decimals: 6 }]);
  const harness = await createHarness({ chains: chain, tokenList, ...change });
  closing.push(() => harness.close());
  const client = await harness.signIn();
  const assets = async () =>
    (await client.call('GET', `/v1/assets/31337/${account}`)).json() as Promise<{
      tokens: { symbol: string }[];
      nfts: { name: string; imageUrl: string | null; amount: string }[];
    }>;
  const image = (path: string, headers: Record<string, string> = {}) =>
    harness.app(new Request(`${WALLET_ORIGIN}${path}`, { headers: { host: 'localhost:4100', ...headers } }));
  return { chain, harness, client, assets, image };
}

describe('assets', () => {
  it('behavior: listed tokens, and those that came; named by their contracts', async () => {
    const { chain, assets } = await world();
    chain.logs = [chain.token(at('01'), 'GOOD', 'Good\u200b Token', 8n), { ...chain.token(dusd, 'LIES'), address: dusd.toUpperCase().replace('X', 'x') }];
    assert.deepEqual((await assets()).tokens, [
      { address: dusd, symbol: 'DUSD', name: 'Demo Dollar', decimals: 6 },
      { address: at('01'), symbol: 'GOOD', name: 'Good Token', decimals: 8 },
    ]);
  });

  it('error: impostors, advertisements, and what is no token do not show up', async () => {
    const { chain, assets } = await world();
    chain.logs = [
      ...[chain.token(at('01'), 'DUSD'), chain.token(at('02'), 'eth'), chain.token(at('03'), 'ＤＵＳＤ'), chain.token(at('04'), 'D\u200bUSD')],
      ...[chain.token(at('05'), 'win.example'), chain.token(at('06'), 'Claim now'), chain.token(at('07'), 'A'.repeat(1_000)), chain.token(at('08'), '')],
      ...[chain.token(at('09'), 'BIG', 'Big', 255n), chain.token(at('0a'), 'BIGGER', 'Bigger', 2n ** 255n), chain.token(at('0b'), '\u202e\u202e')],
      { address: at('0c'), topics: [transfer, topic(0n), topic(account)], data: number(1n) },
      ...[
        null,
        7,
        { address: 'x' },
        { address: at('0d'), topics: ['0x12'], data: '0x' },
        { address: at('0e'), topics: [batch, topic(0n), topic(0n), topic(account)], data: '0xff' },
      ],
    ] as object[];
    assert.deepEqual(
      (await assets()).tokens.map(({ symbol }) => symbol),
      ['DUSD'],
    );
  });

  it('behavior: collectibles still held, of both standards, newest first', async () => {
    const { chain, assets } = await world();
    const balanceOf = toFunctionSelector('balanceOf(address,uint256)');
    const of = (id: bigint) => `${at('1e')} ${balanceOf} ${account.slice(2).padStart(64, '0')}${id.toString(16).padStart(64, '0')}`;
    Object.assign(chain.answers, {
      [of(1n)]: number(3n),
      [of(8n)]: number(1n),
      [of(9n)]: number(0n),
      [`${at('1e')} ${toFunctionSelector('uri(uint256)')}`]: text('data:application/json,{"name":"Item {id}"}'),
    });
    chain.logs = [
      ...[
        chain.piece(at('71'), 1n, document(dataPng)),
        chain.piece(at('71'), 2n, document(dataPng), at('ee')),
        chain.piece(at('71'), 3n, 'data:text/plain,nothing'),
      ],
      { address: at('1e'), topics: [single, topic(0n), topic(0n), topic(account)], data: encodeAbiParameters(two, [1n, 3n]) },
      {
        address: at('1e'),
        topics: [batch, topic(0n), topic(0n), topic(account)],
        data: encodeAbiParameters(lists, [
          [8n, 9n],
          [1n, 1n],
        ]),
      },
    ];
    const { nfts } = await assets();
    assert.deepEqual(
      nfts.map(({ name, amount }) => `${amount} ${name}`),
      [`1 Item ${'8'.padStart(64, '0')}`, `3 Item ${'1'.padStart(64, '0')}`, '1 Art House #3', '1 Piece'].map((entry) =>
        entry.length > 62 ? `${entry.slice(0, 61)}…` : entry,
      ),
    );
    assert.deepEqual(
      nfts.map(({ imageUrl }) => imageUrl !== null),
      [false, false, false, true],
    );
  });

  it('behavior: the chain is looked through once, then its new blocks; where a node refuses that, its end', async () => {
    const { chain, assets } = await world();
    await assets();
    await assets();
    assert.equal(chain.fullScans, 2, 'one question for each of the two kinds of logs');
    const short = await world();
    short.chain.refusesLongRanges = true;
    short.chain.logs = [short.chain.token(at('01'), 'GOOD')];
    assert.equal((await short.assets()).tokens.length, 2);
  });

  it('error: nobody who is not signed in, no chain that is not here, no address that is none', async () => {
    const { harness, client } = await world();
    const anonymous = await harness.app(new Request(`${WALLET_ORIGIN}/v1/assets/31337/${account}`, { headers: { host: 'localhost:4100' } }));
    assert.equal(anonymous.status, 401);
    await expectProblem(await client.call('GET', `/v1/assets/5/${account}`), 404, 'chain_unknown');
    await expectProblem(await client.call('GET', '/v1/assets/31337/0x12'), 400, 'invalid_request', 'account');
    await expectProblem(await client.call('GET', `/v1/assets/0x1/${account}`), 400, 'invalid_request', 'chainId');
  });
});

describe('pictures', () => {
  it('behavior: a raster picture, as what it is, for the wallet’s own page', async () => {
    const { chain, assets, image } = await world();
    chain.logs = [chain.piece(at('71'), 1n, document(dataPng.replace('image/png', 'image/jpeg')))];
    const path = (await assets()).nfts[0]?.imageUrl ?? '';
    const response = await image(path, { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'image' });
    assert.equal(response.status, 200);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), png);
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-dest': 'document' }, { 'sec-fetch-dest': 'script' }]) {
      await expectProblem(await image(path, headers), 403, 'forbidden_origin');
    }
  });

  it('error: references of somebody’s own making', async () => {
    const { chain, assets, image } = await world();
    chain.logs = [chain.piece(at('71'), 1n, document(dataPng))];
    const path = (await assets()).nfts[0]?.imageUrl ?? '';
    for (const forged of [
      path.replace('.1.erc721', '.2.erc721'),
      path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      '/v1/images/x',
      `${path}x`,
      '/v1/images/https:%2F%2Fevil.example',
    ]) {
      await expectProblem(await image(forged), 404, 'not_found');
    }
  });

  it('error: SVG, HTML, what is too large in bytes or in pixels, and what is not there', async () => {
    const served: Record<string, Uint8Array<ArrayBuffer>> = {
      svg: new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'),
      html: new TextEncoder().encode(`<!doctype html>${' '.repeat(100)}<script>alert(1)</script>`),
      bomb: new Uint8Array(Buffer.concat([png.subarray(0, 16), Buffer.from('0001000000010000', 'hex'), Buffer.alloc(40)])),
    };
    const limits: number[] = [];
    const fetch = async (url: string, { maxBytes }: { maxBytes: number }) => {
      limits.push(maxBytes);
      const file = served[url.split('/').at(-1) ?? ''];
      if (file === undefined) throw new Error('answers more than is read');
      return file;
    };
    const { chain, assets, image } = await world({ collectibles: { fetch, ipfsGateway: null } });
    const names = ['svg', 'html', 'bomb', 'two-hundred-megabytes'];
    chain.logs = names.map((name, index) => chain.piece(at('71'), BigInt(index), document(`https://art.example/${name}`)));
    const { nfts } = await assets();
    assert.equal(nfts.length, names.length);
    for (const { imageUrl } of nfts) {
      assert.ok(imageUrl);
      const refused = await image(imageUrl);
      assert.equal(refused.headers.get('cache-control'), 'no-store');
      await expectProblem(refused, 404, 'not_found');
    }
    assert.ok(limits.every((limit) => limit === 1024 * 1024));
  });

  it('error: a document that names itself as its picture is read once more, and is no picture', async () => {
    let reads = 0;
    const fetch = async () => {
      reads++;
      return new TextEncoder().encode(JSON.stringify({ name: 'Loop', image: 'https://art.example/loop.json' }));
    };
    const { chain, assets, image } = await world({ collectibles: { fetch, ipfsGateway: null } });
    chain.logs = [chain.piece(at('71'), 1n, 'https://art.example/loop.json')];
    const [loop] = (await assets()).nfts;
    assert.equal(loop?.name, 'Loop');
    await expectProblem(await image(loop?.imageUrl ?? ''), 404, 'not_found');
    await assets();
    assert.equal(reads, 2);
  });
});

describe('prices', () => {
  const prices = createFixedPrices({ '31337:native': { USD: 2500, KRW: 1, JPY: 1, EUR: 1 }, [`31337:${dusd}`]: { USD: 1, KRW: 1, JPY: 1, EUR: 1 } });

  it('behavior: of the money and of tokens, null where none is known', async () => {
    const { client, harness } = await world({ prices });
    const response = await client.call('GET', `/v1/prices?chainId=31337&currency=USD&tokens=${dusd},${at('01')}`);
    assert.deepEqual(await response.json(), {
      atMs: harness.clock.ms,
      native: 2500,
      tokens: [
        { address: dusd, price: 1 },
        { address: at('01'), price: null },
      ],
    });
    assert.equal(((await (await client.call('GET', '/v1/prices?chainId=5&currency=KRW')).json()) as { native: unknown }).native, null);
  });

  it('behavior: without a source, none', async () => {
    const { client } = await world();
    assert.equal(((await (await client.call('GET', '/v1/prices?chainId=31337&currency=EUR')).json()) as { native: unknown }).native, null);
  });

  for (const [query, field] of [
    ['chainId=1&currency=GBP', 'currency'],
    ['chainId=1&currency=USD&tokens=0x12', 'tokens'],
    [`chainId=1&currency=USD&tokens=${Array.from({ length: 101 }, () => dusd).join(',')}`, 'tokens'],
    ['chainId=-1&currency=USD', 'chainId'],
    ['currency=USD', 'chainId'],
  ] as const) {
    it(`error: ${query.slice(0, 50)}`, async () => {
      const { client } = await world({ prices });
      await expectProblem(await client.call('GET', `/v1/prices?${query}`), 400, 'invalid_request', field);
    });
  }
});
