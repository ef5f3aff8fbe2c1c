import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGateway } from '../chain/gateway.ts';
import { ChainError } from '../chain/port.ts';
import { isBoundedSimulation } from './bounded-simulation.ts';

const call = { from: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', to: '0x5FbDB2315678afecb367f032d93F642f64180aa3', value: '0x0', input: '0x' };
const asked = { blockStateCalls: [{ calls: [call] }], traceTransfers: true, validation: false };

describe('isBoundedSimulation', () => {
  it('lets the run of an approval through, and several calls of one', () => {
    assert.equal(isBoundedSimulation([asked, 'latest']), true);
    assert.equal(isBoundedSimulation([asked]), true);
    assert.equal(isBoundedSimulation([{ ...asked, blockStateCalls: [{ calls: Array(10).fill(call) }] }, 'latest']), true);
  });

  const refused: readonly (readonly [string, readonly unknown[] | undefined])[] = [
    ['nothing', undefined],
    ['no object', ['latest']],
    ['another block', [asked, '0x1']],
    ['a third parameter', [asked, 'latest', {}]],
    ['no blocks', [{ ...asked, blockStateCalls: [] }]],
    ['two blocks', [{ ...asked, blockStateCalls: [{ calls: [call] }, { calls: [call] }] }]],
    ['no calls', [{ ...asked, blockStateCalls: [{ calls: [] }] }]],
    ['eleven calls', [{ ...asked, blockStateCalls: [{ calls: Array(11).fill(call) }] }]],
    ['state overrides', [{ ...asked, blockStateCalls: [{ calls: [call], stateOverrides: {} }] }]],
    ['block overrides', [{ ...asked, blockStateCalls: [{ calls: [call], blockOverrides: { gasLimit: '0xffffffff' } }] }]],
    ['whole transactions', [{ ...asked, returnFullTransactions: true }]],
    ['validation', [{ ...asked, validation: true }]],
    ['a call with gas', [{ ...asked, blockStateCalls: [{ calls: [{ ...call, gas: '0xffffffffff' }] }] }]],
    ['a call with a number', [{ ...asked, blockStateCalls: [{ calls: [{ ...call, value: 0 }] }] }]],
    ['a call that is a list', [{ ...asked, blockStateCalls: [{ calls: [[]] }] }]],
  ];
  for (const [name, params] of refused) it(`refuses ${name}`, () => assert.equal(isBoundedSimulation(params), false));

  it('behavior: the gateway asks no node for a run that is refused', async () => {
    let requests = 0;
    const fetch: typeof globalThis.fetch = async () => {
      requests++;
      return Response.json({ jsonrpc: '2.0', id: 0, result: '0x1' });
    };
    const chain = { chainId: 1, name: 'One', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
    const gateway = createGateway({ chains: [{ chain, rpcUrls: ['http://127.0.0.1:1'] }], clock: { nowMs: () => 0 }, fetch });
    const ask = (params: readonly unknown[]) => gateway.rpc(1, [{ jsonrpc: '2.0', id: 1, method: 'eth_simulateV1', params }]);
    await assert.rejects(ask([{ ...asked, validation: true }]), (error) => error instanceof ChainError && error.code === 'rpc_method_not_allowed');
    assert.equal(requests, 0);
    await ask([asked, 'latest']);
    assert.ok(requests > 0);
  });
});
