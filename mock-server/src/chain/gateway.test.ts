import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keccak256 } from 'viem/utils';
import { createGateway } from './gateway.ts';
import type { ChainGateway, JsonRpcRequest } from './port.ts';

type Message = { readonly id: number; readonly method: string; readonly params: readonly unknown[] };
type FakeNode = { readonly seen: string[]; answer: (message: Message) => unknown; fail: (() => Promise<Response>) | null };

const chain = { chainId: 10, name: 'Ten', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
const raw = '0x02aabb';
const hash = keccak256(raw);

function fakeNode(answer: (message: Message) => unknown = () => ({ result: '0x1' })): FakeNode {
  return { seen: [], answer: (message) => (message.method === 'eth_chainId' ? { result: '0xa' } : answer(message)), fail: null };
}

/** Nodes by URL, over an in-process fetch: the gateway's own HTTP code runs, no port is opened. */
function gatewayOver(
  nodes: readonly FakeNode[],
  options: { readonly timeoutMs?: number } = {},
): { gateway: ChainGateway; clock: { now: number; nowMs(): number } } {
  const clock = {
    now: 1_000,
    nowMs() {
      return this.now;
    },
  };
  const fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const node = nodes[Number(new URL(String(url)).port) - 1] as FakeNode;
    const body = JSON.parse(String(init?.body)) as Message | Message[];
    const messages = Array.isArray(body) ? body : [body];
    node.seen.push(...messages.map((message) => message.method));
    if (node.fail !== null) {
      const signal = init?.signal;
      return await Promise.race([node.fail(), new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))]);
    }
    // Out of order on purpose: answers belong to ids, not to positions.
    const answers = messages.map((message) => ({ jsonrpc: '2.0', id: message.id, ...(node.answer(message) as object) })).reverse();
    return Response.json(Array.isArray(body) ? answers : answers[0]);
  };
  const rpcUrls = nodes.map((_, index) => `http://node.test:${index + 1}`);
  const wait = async (pauseMs: number) => {
    clock.now += pauseMs;
  };
  return { gateway: createGateway({ chains: [{ chain, rpcUrls }], clock, fetch, wait, ...options }), clock };
}

const request = (method: string, params: readonly unknown[] = [], id: number | string = 1): JsonRpcRequest => ({ jsonrpc: '2.0', id, method, params });

describe('chain gateway: reads', () => {
  it("behavior: answers a batch in order under the caller's own ids, even when they repeat", async () => {
    const { gateway } = gatewayOver([fakeNode((message) => ({ result: message.params[0] ?? '0x1' }))]);
    const answers = await gateway.rpc(10, [request('eth_getBalance', ['a'], 'x'), request('eth_getBalance', ['b'], 'x'), request('eth_chainId', [], 9)]);
    assert.deepEqual(answers, [
      { jsonrpc: '2.0', id: 'x', result: 'a' },
      { jsonrpc: '2.0', id: 'x', result: 'b' },
      { jsonrpc: '2.0', id: 9, result: '0xa' },
    ]);
  });

  for (const method of ['eth_sendRawTransaction', 'eth_sendTransaction', 'anvil_setBalance', 'debug_traceCall', 'eth_newFilter', '__proto__', 'constructor']) {
    it(`error: ${method} is refused and no node is asked`, async () => {
      const node = fakeNode();
      const { gateway } = gatewayOver([node]);
      await assert.rejects(gateway.rpc(10, [request('eth_blockNumber'), request(method)]), { name: 'ChainError', code: 'rpc_method_not_allowed' });
      assert.deepEqual(node.seen, []);
    });
  }

  it('error: a long method name is cut and escaped in the message', async () => {
    const { gateway } = gatewayOver([fakeNode()]);
    await assert.rejects(gateway.rpc(10, [request(`\n${'x'.repeat(10_000)}`)]), (error: Error) => error.message.length < 130 && !error.message.includes('\n'));
  });

  it('error: an unknown chain', async () => {
    await assert.rejects(gatewayOver([fakeNode()]).gateway.rpc(11, [request('eth_blockNumber')]), { code: 'chain_unknown' });
  });

  it("behavior: a node's own error is an answer, with its data", async () => {
    const { gateway } = gatewayOver([fakeNode(() => ({ error: { code: 3, message: 'execution reverted', data: '0x08c379a0' } }))]);
    assert.deepEqual(await gateway.rpc(10, [request('eth_call', [{}])]), [
      { jsonrpc: '2.0', id: 1, error: { code: 3, message: 'execution reverted', data: '0x08c379a0' } },
    ]);
  });

  it('behavior: a block by hash is asked once; balances and unseen blocks every time', async () => {
    let block: object | null = null;
    const node = fakeNode((message) => ({ result: message.method === 'eth_getBlockByHash' ? block : '0x1' }));
    const { gateway } = gatewayOver([node]);
    await gateway.rpc(10, [request('eth_getBlockByHash', ['0xb', false])]);
    block = { hash: '0xb' };
    await gateway.rpc(10, [request('eth_getBlockByHash', ['0xb', false])]);
    await gateway.rpc(10, [request('eth_getBlockByHash', ['0xb', false]), request('eth_getBalance', ['0xa', 'latest'])]);
    await gateway.rpc(10, [request('eth_getBlockByHash', ['0xb', true]), request('eth_getBalance', ['0xa', 'latest'])]);
    assert.equal(node.seen.filter((method) => method === 'eth_getBlockByHash').length, 3);
    assert.equal(node.seen.filter((method) => method === 'eth_getBalance').length, 2);
  });
});

describe('chain gateway: failover', () => {
  const failures: Readonly<Record<string, () => Promise<Response>>> = {
    'connection refused': async () => {
      throw new TypeError('fetch failed');
    },
    'a gateway page': async () => new Response('<html>502</html>', { status: 502 }),
    'an empty object': async () => Response.json({}),
    null: async () => Response.json(null),
    'a rate limit': async () => new Response('slow down', { status: 429 }),
    silence: () => new Promise(() => undefined),
  };
  for (const [name, fail] of Object.entries(failures)) {
    it(`behavior: ${name} from the first node, the second answers, the first rests and comes back`, async () => {
      const [first, second] = [fakeNode(() => ({ result: 'first' })), fakeNode(() => ({ result: 'second' }))];
      const { gateway, clock } = gatewayOver([first, second], { timeoutMs: 200 });
      first.fail = fail;
      assert.deepEqual(await gateway.rpc(10, [request('eth_blockNumber')]), [{ jsonrpc: '2.0', id: 1, result: 'second' }]);
      const asked = first.seen.length;
      await gateway.rpc(10, [request('eth_blockNumber')]);
      assert.equal(first.seen.length, asked);
      first.fail = null;
      clock.now += 5_001;
      assert.deepEqual(await gateway.rpc(10, [request('eth_blockNumber')]), [{ jsonrpc: '2.0', id: 1, result: 'first' }]);
    });
  }

  it('error: all nodes down is chain_unavailable in time, and the next question works once one is back', async () => {
    const node = fakeNode();
    const { gateway } = gatewayOver([node], { timeoutMs: 100 });
    node.fail = () => new Promise(() => undefined);
    await assert.rejects(gateway.rpc(10, [request('eth_blockNumber')]), { code: 'chain_unavailable' });
    node.fail = null;
    assert.equal((await gateway.rpc(10, [request('eth_blockNumber')])).length, 1);
  });

  it('behavior: a node of another chain is quarantined before it is asked anything', async () => {
    const checked = ['eth_chainId', 'eth_blockNumber'];
    const [wrong, right] = [fakeNode(), fakeNode(() => ({ result: 'right' }))];
    wrong.answer = () => ({ result: '0x1' });
    const { gateway, clock } = gatewayOver([wrong, right]);
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(await gateway.rpc(10, [request('eth_gasPrice')]), [{ jsonrpc: '2.0', id: 1, result: 'right' }]);
    }
    assert.deepEqual(wrong.seen, checked);
    right.fail = async () => new Response('', { status: 503 });
    await assert.rejects(gateway.rpc(10, [request('eth_gasPrice')]), { code: 'chain_unavailable' });
    assert.deepEqual(wrong.seen, checked);
    clock.now += 60_001;
    await assert.rejects(gateway.rpc(10, [request('eth_gasPrice')]), { code: 'chain_unavailable' });
    assert.deepEqual(wrong.seen, [...checked, ...checked]);
  });
});

describe('chain gateway: transactions', () => {
  it('behavior: broadcast answers the hash', async () => {
    assert.equal(await gatewayOver([fakeNode(() => ({ result: hash }))]).gateway.broadcast(10, raw), hash);
  });

  for (const message of ['already known', 'nonce too low', 'transaction already imported']) {
    it(`behavior: "${message}" is success when the node has the transaction, refusal when it has not`, async () => {
      let known: object | null = { hash };
      const node = fakeNode((asked) => (asked.method === 'eth_getTransactionByHash' ? { result: known } : { error: { code: -32000, message } }));
      const { gateway } = gatewayOver([node]);
      assert.equal(await gateway.broadcast(10, raw), hash);
      known = null;
      await assert.rejects(gateway.broadcast(10, raw), { code: 'transaction_rejected', message });
    });
  }

  it('error: a node that answers another hash is not believed', async () => {
    await assert.rejects(gatewayOver([fakeNode(() => ({ result: `0x${'00'.repeat(32)}` }))]).gateway.broadcast(10, raw), { code: 'chain_unavailable' });
  });

  it('behavior: receipts carry status, block and fee; a pending one is null', async () => {
    let result: object | null = { status: '0x0', blockNumber: '0x10', gasUsed: '0x5208', effectiveGasPrice: '0x3b9aca00' };
    const { gateway } = gatewayOver([fakeNode(() => ({ result }))]);
    assert.deepEqual(await gateway.receipt(10, hash), { status: 'failed', blockNumber: 16, feeWei: 21_000_000_000_000n });
    result = { blockNumber: null };
    assert.equal(await gateway.receipt(10, hash), null);
    result = null;
    assert.equal(await gateway.receipt(10, hash), null);
    result = { status: '0x1', blockNumber: '0x10', gasUsed: 'many', effectiveGasPrice: '0x1' };
    await assert.rejects(gateway.receipt(10, hash), { code: 'chain_unavailable' });
  });

  it("behavior: the transaction count is the node's pending view", async () => {
    const node = fakeNode((message) => ({ result: message.params[1] === 'pending' ? '0x7' : '0x0' }));
    assert.equal(await gatewayOver([node]).gateway.transactionCount(10, '0x00000000000000000000000000000000000000aa'), 7);
  });
});
