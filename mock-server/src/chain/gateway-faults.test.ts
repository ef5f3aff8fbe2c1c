import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { keccak256 } from 'viem/utils';
import type { NodeObservation } from './endpoint-pool.ts';
import { createGateway } from './gateway.ts';
import type { ChainGateway, JsonRpcRequest } from './port.ts';

/*
 * R8, against nodes over HTTP on free ports: what one of three does wrong, and that the person notices nothing of it.
 */

type Message = { readonly id: number; readonly method: string; readonly params: readonly unknown[] };
type Behaviour = (request: IncomingMessage, response: ServerResponse, messages: readonly Message[]) => 'answered' | 'well';
type TestNode = { url: string; name: string; chainId: number; head: number; fork: string; seen: string[]; behave: Behaviour | null; close(): Promise<void> };

const chain = { chainId: 10, name: 'Ten', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
const nodes: TestNode[] = [];

function resultOf(node: TestNode, { method, params }: Message): unknown {
  if (method === 'eth_chainId') return `0x${node.chainId.toString(16)}`;
  if (method === 'eth_blockNumber') return `0x${node.head.toString(16)}`;
  if (method === 'eth_getBlockByNumber')
    return { number: `0x${node.head.toString(16)}`, hash: keccak256(new TextEncoder().encode(`${node.fork} ${node.head}`)) };
  if (method === 'eth_sendRawTransaction') return keccak256(params[0] as `0x${string}`);
  return node.name;
}

async function startNode(name: string): Promise<TestNode> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Message | Message[];
    const messages = Array.isArray(body) ? body : [body];
    node.seen.push(...messages.map(({ method }) => method));
    if (node.behave?.(request, response, messages) === 'answered') return;
    const answers = messages.map((message) => ({ jsonrpc: '2.0', id: message.id, result: resultOf(node, message) }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(Array.isArray(body) ? answers : answers[0]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node: TestNode = {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, name, chainId: 10, head: 100, fork: 'a', seen: [], behave: null },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  nodes.push(node);
  return node;
}

type World = {
  gateway: ChainGateway;
  clock: { ms: number; nowMs(): number };
  pauses: number[];
  observed: NodeObservation[];
  ask(method: string): Promise<unknown>;
};

function over(rpcNodes: readonly TestNode[], timeoutMs = 2_000): World {
  // Time stands still but for pauses, so that what a slow machine takes is no part of it.
  const clock = { ms: 1_000_000, nowMs: () => clock.ms };
  const pauses: number[] = [];
  const observed: NodeObservation[] = [];
  const gateway = createGateway({
    ...{ chains: [{ chain, rpcUrls: rpcNodes.map(({ url }) => url) }], clock, fetch, timeoutMs, observe: (observation) => observed.push(observation) },
    wait: async (pauseMs) => {
      pauses.push(pauseMs);
      clock.ms += pauseMs;
    },
  });
  const ask = async (method: string) => {
    const request: JsonRpcRequest = { jsonrpc: '2.0', id: 1, method, params: method === 'eth_getBalance' ? ['0xa', 'latest'] : [] };
    const [response] = await gateway.rpc(10, [request]);
    return response !== undefined && 'result' in response ? response.result : response?.error;
  };
  return { gateway, clock, pauses, observed, ask };
}

const three = () => Promise.all(['first', 'second', 'third'].map(startNode)) as Promise<[TestNode, TestNode, TestNode]>;
/** Until a condition holds; the checks in passing are nobody's to wait for. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});

describe('R8: one of three nodes fails', () => {
  const behaviours: Readonly<Record<string, Behaviour>> = {
    '429': (_request, response) => {
      response.writeHead(429, { 'retry-after': '7' }).end('{"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"slow down"}}');
      return 'answered';
    },
    '500 with a page': (_request, response) => {
      response.writeHead(500).end('<html>oops</html>');
      return 'answered';
    },
    '503': (_request, response) => {
      response.writeHead(503).end();
      return 'answered';
    },
    timeout: () => 'answered',
    'garbage JSON': (_request, response) => {
      response.end('{"jsonrpc":"2.0","id":0,"resu');
      return 'answered';
    },
    'JSON that is no JSON-RPC': (_request, response) => {
      response.end('[[1],null,"x"]');
      return 'answered';
    },
    'an answer too long': (_request, response) => {
      response.end(`"${'x'.repeat(9 * 1024 * 1024)}"`);
      return 'answered';
    },
    'a cut connection': (request) => {
      request.socket.destroy();
      return 'answered';
    },
  };

  for (const [name, behave] of Object.entries(behaviours)) {
    for (const since of ['from the start', 'later']) {
      it(`R8 ${name} ${since}: the next node answers, without a pause, and the broken one rests`, async () => {
        const [first, second, third] = await three();
        // The share of the deadline that a silent node gets is waited for in full.
        const world = over([first, second, third], name === 'timeout' ? 600 : 2_000);
        if (since === 'later') assert.equal(await world.ask('eth_gasPrice'), 'first');
        first.behave = behave;
        assert.equal(await world.ask('eth_gasPrice'), 'second');
        assert.deepEqual(world.pauses, []);
        const asked = first.seen.length;
        assert.equal(await world.ask('eth_gasPrice'), 'second');
        assert.equal(first.seen.length, asked);
        assert.ok(world.observed.some(({ node, outcome }) => node === 0 && outcome === 'failed'));
      });
    }
  }

  it('R8 429: a node is left alone for as long as it says', async () => {
    const [first, second] = await three();
    const world = over([first, second]);
    first.behave = behaviours['429'] ?? null;
    assert.equal(await world.ask('eth_gasPrice'), 'second');
    first.behave = null;
    world.clock.ms += 6_999;
    assert.equal(await world.ask('eth_gasPrice'), 'second');
    world.clock.ms += 1;
    assert.equal(await world.ask('eth_gasPrice'), 'first');
  });

  it('R8 wrong chainId: quarantined before it is asked or given anything, also when it was right before', async () => {
    const [first, second, third] = await three();
    first.chainId = 1;
    const world = over([first, second, third]);
    const raw = '0x02aabb';
    assert.equal(await world.gateway.broadcast(10, raw), keccak256(raw));
    assert.ok(!first.seen.includes('eth_sendRawTransaction'));
    second.chainId = 1;
    second.behave = behaviours['503'] ?? null;
    assert.equal(await world.ask('eth_gasPrice'), 'third');
    second.behave = null;
    third.behave = behaviours['503'] ?? null;
    world.clock.ms += 5_001;
    await assert.rejects(world.ask('eth_gasPrice'), { code: 'chain_unavailable' });
    assert.equal(second.seen.filter((method) => method === 'eth_gasPrice').length, 1);
  });

  it('R8 stale head: a node more than three blocks behind is passed over until it has caught up', async () => {
    const [first, second, third] = await three();
    first.head = 96;
    const world = over([first, second, third]);
    await world.ask('eth_gasPrice');
    await until(() => second.seen.length >= 2 && third.seen.length >= 2);
    assert.equal(await world.ask('eth_gasPrice'), 'second');
    second.behave = behaviours['503'] ?? null;
    third.behave = behaviours['503'] ?? null;
    assert.equal(await world.ask('eth_gasPrice'), 'first', 'one that lags is better than none');
    for (const node of [second, third]) node.behave = null;
    first.head = 97;
    world.clock.ms += 10_000;
    const looked = first.seen.length;
    await world.ask('eth_gasPrice');
    await until(() => first.seen.length >= looked + 2);
    await world.ask('eth_gasPrice');
    assert.equal(await world.ask('eth_gasPrice'), 'first');
  });

  it('R8 backoff: when all three fail they are asked again, at most five times, with pauses that double', async () => {
    const all = await three();
    const world = over(all, 60_000);
    for (const node of all) node.behave = behaviours['503'] ?? null;
    await assert.rejects(world.ask('eth_gasPrice'), { code: 'chain_unavailable' });
    assert.deepEqual(world.pauses, [250, 500, 1_000, 2_000]);
    assert.equal(all[2].seen.filter((method) => method === 'eth_chainId').length >= 5, true);
  });

  it('R8 backoff: one that comes back in time is the answer, and no pause goes beyond the deadline', async () => {
    const [first] = await three();
    const world = over([first]);
    let refusals = 3;
    first.behave = (_request, response) => {
      if (refusals-- <= 0) return 'well';
      response.writeHead(503).end();
      return 'answered';
    };
    assert.equal(await world.ask('eth_gasPrice'), 'first');
    assert.deepEqual(world.pauses, [250, 500, 1_000]);
    refusals = 100;
    world.pauses.length = 0;
    await assert.rejects(world.ask('eth_gasPrice'), { code: 'chain_unavailable' });
    assert.ok(world.pauses.reduce((sum, pause) => sum + pause, 0) < 2_000);
  });
});

describe('R8: reads', () => {
  it('behavior: the same question by many at once is one question', async () => {
    const first = await startNode('first');
    const world = over([first]);
    const answers = await Promise.all(Array.from({ length: 40 }, () => world.ask('eth_gasPrice')));
    assert.deepEqual(new Set(answers), new Set(['first']));
    assert.equal(first.seen.filter((method) => method === 'eth_gasPrice').length, 1);
  });

  it('behavior: what was read at a block is asked again with the next block, and with another block of the same height', async () => {
    const first = await startNode('first');
    const world = over([first]);
    const asked = () => first.seen.filter((method) => method === 'eth_getBalance').length;
    for (let round = 0; round < 3; round++) await world.ask('eth_getBalance');
    assert.equal(asked(), 1);
    first.head += 1;
    first.name = 'richer';
    assert.equal(await world.ask('eth_getBalance'), 'richer');
    assert.equal(asked(), 2);
    first.fork = 'b';
    first.name = 'poorer';
    assert.equal(await world.ask('eth_getBalance'), 'poorer');
    assert.equal(asked(), 3);
  });

  it('behavior: a read that began before a payment was sent is shared with nobody who asks after it', async () => {
    const first = await startNode('first');
    const world = over([first]);
    await world.ask('eth_gasPrice');
    const held: (() => void)[] = [];
    first.behave = (_request, response, messages) => {
      if (messages[0]?.method !== 'eth_gasPrice') return 'well';
      held.push(() => response.end(JSON.stringify({ jsonrpc: '2.0', id: 0, result: `answer ${held.length}` })));
      return 'answered';
    };
    const before = world.ask('eth_gasPrice');
    await until(() => held.length === 1);
    await world.gateway.broadcast(10, '0x02aabb');
    const after = world.ask('eth_gasPrice');
    await until(() => held.length === 2);
    for (const answer of held) answer();
    await Promise.all([before, after]);
    assert.equal(held.length, 2);
  });

  it('behavior: sixty calls go in batches of at most twenty-five, each entry with its own answer or error', async () => {
    const first = await startNode('first');
    const world = over([first]);
    const lengths: number[] = [];
    first.behave = (_request, response, messages) => {
      if (messages[0]?.method !== 'eth_getStorageAt') return 'well';
      lengths.push(messages.length);
      const answers = messages.map(({ id, params }) =>
        Number(params[1]) % 2 === 0 ? { id, result: params[1] } : { id, error: { code: 3, message: 'reverted', data: params[1] } },
      );
      response.end(JSON.stringify(messages.length === 1 ? answers[0] : answers));
      return 'answered';
    };
    const requests = Array.from(
      { length: 60 },
      (_, index): JsonRpcRequest => ({ jsonrpc: '2.0', id: index, method: 'eth_getStorageAt', params: ['0xa', index, '0x1'] }),
    );
    const answers = await world.gateway.rpc(10, requests);
    assert.deepEqual(lengths.sort(), [10, 25, 25]);
    assert.deepEqual(
      answers.map((answer) => ('result' in answer ? answer.result : answer.error.data)),
      Array.from({ length: 60 }, (_, index) => index),
    );
  });
});
