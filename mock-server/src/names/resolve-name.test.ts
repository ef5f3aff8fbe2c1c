import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChainGateway, JsonRpcRequest } from '../chain/port.ts';
import { normaliseName, resolveName } from './resolve-name.ts';

const registry = '0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e';
const resolver = '0x231b0ee14048e9dccd1d247744d114a4eb5e8e63';
const shop = '0x3ede2d9510c3868398b8db081531e56da688469d';
/** Of `foo.eth`, as ENSIP-1 gives it. */
const node = 'de9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f';
const word = (address: string) => `0x${'0'.repeat(24)}${address.slice(2)}`;
const nothing = `0x${'0'.repeat(64)}`;

type Failure = { readonly code: number; readonly message: string; readonly data?: string };
const reverted: Failure = { code: 3, message: 'execution reverted' };

/** Answers in turn. */
function chainThatAnswers(...answers: readonly (string | Failure)[]) {
  const asked: JsonRpcRequest[] = [];
  const chains: Pick<ChainGateway, 'rpc'> = {
    rpc: async (_chainId, requests) =>
      requests.map(({ id, ...request }) => {
        const answer = answers[asked.push({ id, ...request }) - 1] ?? nothing;
        return typeof answer === 'string' ? { jsonrpc: '2.0', id, result: answer } : { jsonrpc: '2.0', id, error: answer };
      }),
  };
  return { asked, resolve: () => resolveName(chains, { chainId: 1, registry }, 'foo.eth') };
}

describe('names', () => {
  it('behavior: gives one spelling to what is the same name', () => {
    for (const name of ['alice.eth', 'Alice.ETH', 'ａｌｉｃｅ.eth']) assert.equal(normaliseName(name), 'alice.eth');
  });

  it('error: refuses letters of other scripts that look like these', () => {
    // Cyrillic а, Greek ο, Armenian օ, Cherokee Ꮮ among Latin; controls; empty labels.
    for (const name of [
      'аlice.eth',
      'οpensea.eth',
      'gօօgle.eth',
      'Ꮮido.eth',
      'al\u202eice.eth',
      'a..eth',
      '.eth',
      'a_b.eth',
      'xn--ls8h.eth',
      '',
      `${'a.'.repeat(16)}eth`,
    ])
      assert.equal(normaliseName(name), null, JSON.stringify(name));
  });

  it('behavior: asks the registry, and then the resolver it names', async () => {
    const { asked, resolve } = chainThatAnswers(word(resolver), word(shop));
    assert.deepEqual(await resolve(), { address: shop, isElsewhere: false });
    assert.deepEqual(
      asked.map(({ method, params }) => [method, ...(params ?? [])]),
      [
        ['eth_call', { to: registry, data: `0x0178b8bf${node}` }, 'latest'],
        ['eth_call', { to: resolver, data: `0x3b3b57de${node}` }, 'latest'],
      ],
    );
  });

  it('behavior: finds nobody where there is no resolver, no address, or an answer that is none', async () => {
    const oddly: Failure = { code: -32000, message: 'VM execution error: revert' };
    for (const second of [nothing, '0x', reverted, oddly, `0x${'1'.repeat(64)}`])
      for (const answers of [[second], [word(resolver), second]]) {
        const { asked, resolve } = chainThatAnswers(...answers);
        assert.deepEqual(await resolve(), { address: null, isElsewhere: false }, JSON.stringify(answers));
        assert.equal(asked.length, answers.length);
      }
  });

  it('behavior: tells of a name that somebody outside of the chain knows, and asks nobody there', async () => {
    const { asked, resolve } = chainThatAnswers(word(resolver), { ...reverted, data: `0x556f1830${'0'.repeat(64)}` });
    assert.deepEqual(await resolve(), { address: null, isElsewhere: true });
    assert.equal(asked.length, 2);
  });

  it('error: a node that does not know says nothing of the name', async () => {
    for (const failure of [
      { code: -32603, message: 'internal error' },
      { code: -32000, message: 'header not found' },
    ])
      for (const answers of [[failure], [word(resolver), failure]]) await assert.rejects(chainThatAnswers(...answers).resolve(), { code: 'chain_unavailable' });
  });
});
