import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createFresh } from '../apps/fresh.ts';
import type { ManageDeps } from '../apps/manage.ts';
import { removeChain, setChain } from '../apps/manage-deployment.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { createRegisteredGateway } from './registered-gateway.ts';

const chain = (chainId: number, rpcUrls: readonly string[]) => ({
  ...{ chainId, name: `Chain ${chainId}`, nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: false },
  rpcUrls: [...rpcUrls],
});
const blockNumber = [{ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber' }] as const;

describe('chains of the registry', () => {
  let store: Store;
  let nowMs: number;
  let deps: ManageDeps;
  const asked: string[] = [];
  beforeEach(async () => {
    store = await openSqliteStore({ path: ':memory:' });
    nowMs = 1_800_000_000_000;
    asked.length = 0;
    deps = { store, clock: { nowMs: () => nowMs }, random: (length) => new Uint8Array(length), actor: 'operator:test' };
  });
  afterEach(() => store.close());

  /** Each host says the chain id in its name; `dead` ones do not answer. */
  const fetchFake = (async (url: string | URL | Request, init?: RequestInit) => {
    const { hostname } = new URL(String(url));
    const calls = JSON.parse(String(init?.body)) as { id: number; method: string } | { id: number; method: string }[];
    if (hostname.startsWith('dead')) throw new TypeError('fetch failed');
    const answer = ({ id, method }: { id: number; method: string }) => {
      asked.push(`${hostname} ${method}`);
      return { jsonrpc: '2.0', id, result: method === 'eth_chainId' ? `0x${Number(hostname.split('.')[0]?.slice(1)).toString(16)}` : '0x7' };
    };
    return new Response(JSON.stringify(Array.isArray(calls) ? calls.map(answer) : answer(calls)));
  }) as typeof fetch;
  const open = () =>
    createRegisteredGateway({ builtIn: [], store, fresh: createFresh(store, deps.clock), clock: deps.clock, fetch: fetchFake, wait: async () => undefined });

  it('behavior: a chain that is set is there a second later, asks the next node when one fails, and goes when it is removed', async () => {
    const gateway = await open();
    await assert.rejects(gateway.rpc(5, blockNumber), { code: 'chain_unknown' });
    await setChain(chain(5, ['https://dead.example', 'https://c5.example']), deps);
    nowMs += 1_000;
    const chains = await gateway.chains();
    assert.deepEqual(
      chains.map(({ chainId }) => chainId),
      [5],
    );
    // The widget is told what the contract names, and no address of a node.
    assert.doesNotMatch(JSON.stringify(chains), /rpcUrls|example/);
    assert.deepEqual(await gateway.rpc(5, blockNumber), [{ jsonrpc: '2.0', id: 1, result: '0x7' }]);
    await removeChain(5, deps);
    nowMs += 1_000;
    await assert.rejects(gateway.rpc(5, blockNumber), { code: 'chain_unknown' });
  });

  it('behavior: a change of one chain leaves what was learned of the others', async () => {
    await setChain(chain(5, ['https://c5.example']), deps);
    const gateway = await open();
    await gateway.rpc(5, blockNumber);
    await setChain(chain(6, ['https://c6.example']), deps);
    nowMs += 1_000;
    await gateway.rpc(6, blockNumber);
    asked.length = 0;
    await gateway.rpc(5, blockNumber);
    assert.ok(!asked.includes('c5.example eth_chainId'), asked.join());
  });

  it('behavior: a chain that cannot be read, as one that a newer server wrote, leaves those that were known', async () => {
    await setChain(chain(5, ['https://c5.example']), deps);
    const gateway = await open();
    const before = await gateway.chains();
    const event = { atMs: nowMs, actor: 'operator:test', detail: {}, appId: 'chains', action: 'chain.set', subject: '6' };
    await store.saveChain({ chainId: 6, config: '{"chainId":6}', updatedAtMs: nowMs }, null, event);
    nowMs += 1_000;
    assert.deepEqual(await gateway.chains(), before);
    await assert.rejects(gateway.rpc(5, blockNumber));
  });

  it('error: a node of another chain is never asked', async () => {
    await setChain(chain(5, ['https://c6.example']), deps);
    const gateway = await open();
    await assert.rejects(gateway.rpc(5, blockNumber), { code: 'chain_unavailable' });
    assert.ok(!asked.includes('c6.example eth_blockNumber'), asked.join());
  });
});
