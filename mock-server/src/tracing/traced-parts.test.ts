import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChainGateway } from '../chain/port.ts';
import type { EnclaveClient } from '../enclave-client/port.ts';
import type { Store } from '../store/store.ts';
import type { SpanAttributes, Tracing } from './port.ts';
import { traceChains, traceEnclave, traceStore } from './traced-parts.ts';

function recorder() {
  const steps: (readonly [name: string, attributes: SpanAttributes])[] = [];
  const tracing: Tracing = {
    begin: () => assert.fail('no request'),
    async step(name, attributes, work) {
      steps.push([name, attributes]);
      return work();
    },
  };
  return { steps, tracing };
}

test('each call of a part is a step that names what it is, and none of what it was given', async () => {
  const { steps, tracing } = recorder();
  const store = traceStore({ findUser: async (userId: string) => ({ userId }) } as unknown as Store, tracing, 'sqlite');
  const enclave = traceEnclave(
    Object.fromEntries(
      ['attest', 'challenge', 'sessionOpen', 'sessionRevoke', 'call', 'ledgerHead', 'health'].map((name) => [name, async () => name]),
    ) as unknown as EnclaveClient,
    tracing,
  );
  const gateway = { chains: async () => [], rpc: async () => [], broadcast: async () => '0x', transactionCount: async () => 7, receipt: async () => null };
  const chains = traceChains(gateway as unknown as ChainGateway, tracing);

  assert.deepEqual(await store.findUser('somebody'), { userId: 'somebody' });
  assert.equal(await enclave.call({ operation: 'sign_intent', walletId: 'a-wallet' } as never, null), 'call');
  assert.equal(await enclave.health(), 'health');
  assert.equal(await chains.transactionCount(31337, '0x1234'), 7);
  await chains.rpc(31337, [{ jsonrpc: '2.0', id: 1, method: 'eth_call', params: ['0x1234'] }]);
  assert.deepEqual(await chains.chains(), []);
  assert.deepEqual(steps, [
    ['store findUser', { 'db.system.name': 'sqlite', 'db.operation.name': 'findUser' }],
    ['enclave call', { 'alcove.enclave.operation': 'sign_intent' }],
    ['enclave health', {}],
    ['chain transactionCount', { 'alcove.chain.id': 31337 }],
    ['chain rpc', { 'alcove.chain.id': 31337, 'alcove.chain.requests': 1 }],
  ]);
});
