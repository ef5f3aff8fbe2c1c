import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { ChainError, type JsonRpcRequest, type JsonRpcResponse } from '../chain/port.ts';
import { FakeChain } from './testing/fake-chain.ts';
import { createHarness, expectProblem, WALLET_ORIGIN } from './testing/harness.ts';

const registry = `0x${'e5'.repeat(20)}`;
const resolver = `0x${'0a'.repeat(20)}`;
const shop = `0x${'3e'.repeat(20)}`;
const word = (address: string) => `0x${'0'.repeat(24)}${address.slice(2)}`;

/** One chain with a registry in which every name has the same resolver, and one without. */
class NamedChain extends FakeChain {
  override async chains() {
    const [chain] = await super.chains();
    if (chain === undefined) throw new Error('the fake has a chain');
    return [
      { ...chain, ensRegistry: registry },
      { ...chain, chainId: 5 },
    ];
  }

  override async rpc(chainId: number, requests: readonly JsonRpcRequest[]): Promise<readonly JsonRpcResponse[]> {
    await super.rpc(chainId, []);
    return requests.map(({ id, params = [] }) => ({ jsonrpc: '2.0', id, result: word((params as [{ to: string }])[0].to === registry ? resolver : shop) }));
  }
}

describe('names', async () => {
  const chain = new NamedChain();
  const harness = await createHarness({ chains: chain });
  after(() => harness.close());
  const client = await harness.signIn();
  const ask = (name: string, chainId: number | string = 31337) => client.call('POST', `/v1/names/${chainId}`, { body: { name } });

  it('behavior: tells the name in its one spelling, and whom it stands for', async () => {
    const response = await ask('Älice.ETH');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { name: 'älice.eth', address: shop, isElsewhere: false });
  });

  it('error: what is no name, and chains without names', async () => {
    for (const name of ['аlice.eth', 'a/b.eth', 'a..eth', '', `${'a'.repeat(255)}.eth`, `${'a.'.repeat(16)}eth`])
      await expectProblem(await ask(name), 400, 'invalid_request', 'name');
    await expectProblem(await ask('alice.eth', '0x1'), 400, 'invalid_request', 'chainId');
    await expectProblem(await ask('alice.eth', 9), 404, 'chain_unknown', 'chainId');
    await expectProblem(await ask('alice.eth', 5), 404, 'not_found', 'chainId');
  });

  it('error: nobody is asked for strangers, and a chain that is down says so', async () => {
    const init = { method: 'POST', body: '{"name":"alice.eth"}', headers: { host: 'localhost:4100', 'content-type': 'application/json' } };
    const anonymous = await harness.app(new Request(`${WALLET_ORIGIN}/v1/names/31337`, init));
    await expectProblem(anonymous, 401, 'unauthorized');
    chain.failure = new ChainError('chain_unavailable', 'no node answers');
    await expectProblem(await ask('alice.eth'), 503, 'chain_unavailable');
    chain.failure = null;
  });
});
