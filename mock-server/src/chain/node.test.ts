import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../stack/testing/free-port.ts';
import { createFaucet } from './faucet.ts';
import { demoContracts, deployFixtures } from './fixtures.ts';
import { createGateway } from './gateway.ts';
import type { JsonRpcEndpoint } from './json-rpc-endpoint.ts';
import { type EvmNode, startNode } from './node.ts';
import { findAnvil } from './node-binary.ts';

const clock = { nowMs: () => performance.now() };
const wallet = '0x00000000000000000000000000000000000a11ce';
const balanceOfCall = { to: demoContracts.demoDollar.address, data: `0x70a08231${wallet.slice(2).padStart(64, '0')}` };

async function one(ask: JsonRpcEndpoint, method: string, params: readonly unknown[]): Promise<unknown> {
  const [outcome] = await ask([{ method, params }], 3_000);
  assert.ok(outcome !== undefined && 'result' in outcome, JSON.stringify(outcome));
  return outcome.result;
}

describe('EVM node', () => {
  let folder: string;
  let port: number;
  let node: EvmNode;
  const start = async (): Promise<EvmNode> =>
    startNode({
      binary: findAnvil(process, import.meta.url),
      port,
      chainId: 31337,
      statePath: join(folder, 'chain.json'),
      fetch,
      onSnapshotError: () => undefined,
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-node-'));
    port = await freePort();
    node = await start();
  });
  after(async () => {
    await node.stop();
    await rm(folder, { recursive: true });
  });

  it('behavior: demo contracts are deployed once, at addresses that never move', async () => {
    await deployFixtures(node.ask);
    const block = await one(node.ask, 'eth_blockNumber', []);
    await deployFixtures(node.ask);
    assert.equal(await one(node.ask, 'eth_blockNumber', []), block);
    assert.equal(demoContracts.demoDollar.address, '0x700b6A60ce7EaaEA56F065753d8dcB9653dbAD35');
    for (const { address } of Object.values(demoContracts)) assert.notEqual(await one(node.ask, 'eth_getCode', [address, 'latest']), '0x');
  });

  it('behavior: the faucet funds an address once', async () => {
    const errors: unknown[] = [];
    const faucet = createFaucet({ ask: () => node.ask, onError: (error) => errors.push(error) });
    faucet.fund(wallet);
    faucet.fund(wallet);
    await faucet.settled();
    faucet.fund(wallet);
    await faucet.settled();
    assert.deepEqual(errors, []);
    assert.equal(await one(node.ask, 'eth_getBalance', [wallet, 'latest']), '0xde0b6b3a7640000');
    assert.equal(BigInt((await one(node.ask, 'eth_call', [balanceOfCall, 'latest'])) as string), 500_000_000n);
  });

  it('behavior: the gateway reads, batches and refuses against a real node', async () => {
    const chain = { chainId: 31337, name: 'Dev', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
    const gateway = createGateway({ chains: [{ chain, rpcUrls: [node.url] }], clock, fetch });
    const answers = await gateway.rpc(31337, [
      { jsonrpc: '2.0', id: 'a', method: 'eth_getBalance', params: [wallet, 'latest'] },
      { jsonrpc: '2.0', id: 'a', method: 'eth_chainId' },
      { jsonrpc: '2.0', id: 7, method: 'eth_call', params: [balanceOfCall, 'latest'] },
    ]);
    assert.deepEqual(answers[0], { jsonrpc: '2.0', id: 'a', result: '0xde0b6b3a7640000' });
    assert.deepEqual(answers[1], { jsonrpc: '2.0', id: 'a', result: '0x7a69' });
    assert.equal(answers[2]?.id, 7);
    await assert.rejects(gateway.broadcast(31337, '0x02c0'), { name: 'ChainError', code: 'transaction_rejected' });
  });

  it('behavior: a stop and a kill -9 both find the chain again', async () => {
    const block = await one(node.ask, 'eth_blockNumber', []);
    await node.stop();
    node = await start();
    assert.equal(await one(node.ask, 'eth_blockNumber', []), block);
    assert.equal(await one(node.ask, 'eth_getBalance', [wallet, 'latest']), '0xde0b6b3a7640000');

    await one(node.ask, 'anvil_mine', ['0x5']);
    const mined = await one(node.ask, 'eth_blockNumber', []);
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(node.pid, 'SIGKILL');
    await node.exited;
    node = await start();
    assert.equal(await one(node.ask, 'eth_blockNumber', []), mined);
  });

  it('error: a missing program says what to run', () => {
    assert.throws(() => findAnvil({ platform: 'linux', arch: 'riscv64' }, import.meta.url), { name: 'StackError', message: /npm ci/ });
  });
});
