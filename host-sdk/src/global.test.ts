import { expect } from '@open-wc/testing';
import { AlcoveWalletElement } from './element.ts';
import './global.ts';

type Global = { readonly version: string; readonly createWallet: (options: object) => { status(): { phase: string }; destroy(): void } };

describe('Alcove, the global', () => {
  const { Alcove } = globalThis as unknown as { readonly Alcove: Global };

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
