import { expect } from '@open-wc/testing';
import type { BridgeRequest } from './contract/bridge.ts';
import type { WalletError } from './contract/errors.ts';
import { createEmitter } from './emitter.ts';
import { createProvider, type Provider, type ProviderEvents } from './provider.ts';

function setUp(): { readonly provider: Provider; readonly sent: BridgeRequest[]; readonly emitter: ReturnType<typeof createEmitter<ProviderEvents>> } {
  const emitter = createEmitter<ProviderEvents>();
  const sent: BridgeRequest[] = [];
  const provider = createProvider(emitter, async (request) => {
    sent.push(request);
    return request.params ?? null;
  });
  return { provider, sent, emitter };
}

describe('provider', () => {
  for (const bad of [undefined, null, 'eth_accounts', 1, [], {}, { method: 1 }, { method: null }, { method: ['eth_accounts'] }]) {
    it(`rejects request(${JSON.stringify(bad)}) as no request`, async () => {
      const { provider, sent } = setUp();
      const error: WalletError = await provider.request(bad as never).then(
        () => expect.fail(),
        (reason) => reason,
      );
      expect([error.code, error.message]).to.deep.equal([-32600, 'request must be an object with a string method']);
      expect(sent).to.deep.equal([]);
    });
  }

  it('leaves every method and parameter to the widget', async () => {
    const { provider, sent } = setUp();
    await provider.request({ method: '__proto__' });
    await provider.request({ method: 'eth_accounts', params: 'x' });
    expect(sent.map(({ method, params }) => ({ method, params }))).to.deep.equal([
      { method: '__proto__', params: undefined },
      { method: 'eth_accounts', params: 'x' },
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).to.equal(2);
  });

  it('brings parameters to plain JSON', async () => {
    const { provider } = setUp();
    const params = new Proxy([{ to: '0x1', gas: undefined, when: new Date(0) }], {});
    expect(await provider.request({ method: 'a', params: params as never })).to.deep.equal([{ to: '0x1', when: '1970-01-01T00:00:00.000Z' }]);
  });

  it('refuses parameters that are no JSON', async () => {
    const { provider, sent } = setUp();
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    for (const params of [cyclic, [1n], () => 1]) {
      const error: WalletError = await provider.request({ method: 'a', params: params as never }).then(
        () => expect.fail(),
        (reason) => reason,
      );
      expect([error.code, error.data?.reason]).to.deep.equal([-32600, 'unserialisable']);
    }
    expect(sent).to.deep.equal([]);
  });

  it('chains on and removeListener, and hears no more after it', () => {
    const { provider, emitter } = setUp();
    const heard: string[] = [];
    const listener = (chainId: string): void => void heard.push(chainId);
    expect(provider.on('chainChanged', listener)).to.equal(provider);
    emitter.emit('chainChanged', '0x1');
    expect(provider.removeListener('chainChanged', listener)).to.equal(provider);
    emitter.emit('chainChanged', '0x2');
    expect(heard).to.deep.equal(['0x1']);
    expect(provider.isAlcove).to.equal(true);
  });
});
