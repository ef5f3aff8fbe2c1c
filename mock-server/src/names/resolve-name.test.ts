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

/** Answers in turn; null is a contract that reverts. */
function chainThatAnswers(...answers: readonly (string | null)[]) {
  const asked: JsonRpcRequest[] = [];
  const chains: Pick<ChainGateway, 'rpc'> = {
    rpc: async (_chainId, requests) =>
      requests.map(({ id, ...request }) => {
        const result = answers[asked.push({ id, ...request }) - 1];
        return result == null ? { jsonrpc: '2.0', id, error: { code: 3, message: 'execution reverted' } } : { jsonrpc: '2.0', id, result };
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
    for (const name of ['аlice.eth', 'οpensea.eth', 'gօօgle.eth', 'Ꮮido.eth', 'al\u202eice.eth', 'a..eth', '.eth', 'a_b.eth', 'xn--ls8h.eth', ''])
      assert.equal(normaliseName(name), null, JSON.stringify(name));
  });

  it('behavior: asks the registry, and then the resolver it names', async () => {
    const { asked, resolve } = chainThatAnswers(word(resolver), word(shop));
    assert.equal(await resolve(), shop);
    assert.deepEqual(
      asked.map(({ method, params }) => [method, ...(params ?? [])]),
      [
        ['eth_call', { to: registry, data: `0x0178b8bf${node}` }, 'latest'],
        ['eth_call', { to: resolver, data: `0x3b3b57de${node}` }, 'latest'],
      ],
    );
  });

  it('behavior: finds nobody where there is no resolver, no address, or an answer that is none', async () => {
    for (const answers of [[nothing], [word(resolver), nothing], [word(resolver), '0x'], [word(resolver), null], ['0x'], [`0x${'1'.repeat(64)}`], [null]]) {
      const { asked, resolve } = chainThatAnswers(...answers);
      assert.equal(await resolve(), null, answers.join());
      assert.equal(asked.length, answers.length);
    }
  });
});
