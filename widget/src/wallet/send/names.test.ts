import { expect } from '@open-wc/testing';
import type { ApiClient } from '../../api/wallet-client.ts';
import { namehash, normaliseName, resolveName } from './names.ts';

const registry = '0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e';
const resolver = '0x231b0Ee14048e9dCcD1d247744d114a4EB5E8E63';
const shop = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const word = (address: string) => `0x${'0'.repeat(24)}${address.slice(2).toLowerCase()}`;
const nothing = `0x${'0'.repeat(64)}`;

describe('names', () => {
  it('hashes as ENSIP-1 says', () => {
    expect(namehash('eth')).to.equal('0x93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae');
    expect(namehash('foo.eth')).to.equal('0xde9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f');
  });

  it('gives one spelling to what is the same name', () => {
    expect(normaliseName('Alice.ETH')).to.equal('alice.eth');
    expect(normaliseName('ａｌｉｃｅ.eth')).to.equal('alice.eth');
  });

  it('refuses letters of other scripts that look like these', () => {
    // Cyrillic а, Greek ο, Armenian օ, Cherokee Ꮮ among Latin; controls; empty labels.
    for (const name of ['аlice.eth', 'οpensea.eth', 'gօօgle.eth', 'Ꮮido.eth', 'al\u202eice.eth', 'a..eth', '.eth', 'a_b.eth', 'xn--ls8h.eth', ''])
      expect(normaliseName(name), JSON.stringify(name)).to.equal(null);
  });

  it('asks the registry, and then the resolver it names', async () => {
    const asked: string[] = [];
    const api: Pick<ApiClient, 'rpc'> = {
      rpc: async (_chainId, method, params) => {
        const { to, data } = params[0] as { to: string; data: string };
        asked.push(`${method} ${to} ${data}`);
        return word(to === registry ? resolver : shop);
      },
    };
    expect(await resolveName(api, { chainId: 1, registry }, 'foo.eth')).to.equal(shop);
    const node = namehash('foo.eth').slice(2);
    expect(asked).to.deep.equal([`eth_call ${registry} 0x0178b8bf${node}`, `eth_call ${resolver} 0x3b3b57de${node}`]);
  });

  it('finds nobody where there is no resolver, no address, or an answer that is none', async () => {
    for (const answers of [[nothing], [word(resolver), nothing], [word(resolver), '0x'], ['0x'], [`0x${'1'.repeat(64)}`]]) {
      const left = [...answers];
      expect(await resolveName({ rpc: async () => left.shift() ?? null }, { chainId: 1, registry }, 'foo.eth'), answers.join()).to.equal(null);
    }
  });
});
