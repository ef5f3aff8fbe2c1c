import { expect } from '@open-wc/testing';
import { AlcoveWalletElement } from './wallet-element.ts';

type Global = { readonly version: string; readonly createWallet: (options: object) => { status(): { phase: string }; destroy(): void } };

describe('Alcove, the global', () => {
  let Alcove: Global;
  const early = document.createElement('alcove-wallet');
  const walletOrigin = `http://localhost:${location.port}`;

  before(async () => {
    early.setAttribute('app-id', 'early');
    document.body.append(early);
    const script = document.createElement('script');
    script.src = `${walletOrigin}/sdk/v1/alcove.js`;
    Object.defineProperty(document, 'currentScript', { value: script, configurable: true });
    await import('./global.ts');
    Reflect.deleteProperty(document, 'currentScript');
    ({ Alcove } = globalThis as unknown as { readonly Alcove: Global });
  });
  after(() => early.remove());

  it('takes the wallet from where the script came from, for elements that were there before it too', async () => {
    expect(AlcoveWalletElement.defaultWalletUrl).to.equal(walletOrigin);
    expect(early.wallet.status().phase).to.equal('loading');
  });

  it('is the one name the script adds, and cannot be replaced', () => {
    expect(Object.keys(Alcove)).to.deep.equal(['version', 'createWallet']);
    expect(Object.isFrozen(Alcove)).to.equal(true);
    expect(() => Object.assign(globalThis, { Alcove: {} })).to.throw();
  });

  it('carries the version of the build', () => {
    expect(Alcove.version).to.match(/^\d+\.\d+\.\d+/);
  });

  it('defines the element', () => {
    expect(customElements.get('alcove-wallet')).to.equal(AlcoveWalletElement);
  });

  it('creates and announces a wallet', () => {
    let announced = 0;
    const count = (): void => void announced++;
    addEventListener('eip6963:announceProvider', count);
    const wallet = Alcove.createWallet({ appId: 'demo', walletUrl: 'http://localhost:1' });
    removeEventListener('eip6963:announceProvider', count);
    expect([announced, wallet.status().phase]).to.deep.equal([1, 'idle']);
    wallet.destroy();
  });
});
