import { expect } from '@open-wc/testing';
import { createWallet } from './create-wallet.ts';

/* What a wallet does to the page it is on: nothing that the page has to live with. */

const walletUrl = `http://localhost:${location.port}/test/fixtures/bridge`;

/** All of the page that others could trip over. */
function look() {
  return {
    head: document.head.childElementCount,
    viewport: [...document.querySelectorAll('meta')].map(({ content }) => content),
    body: document.body.childElementCount,
    styles: [document.documentElement.getAttribute('style'), document.body.getAttribute('style'), document.adoptedStyleSheets.length],
    globals: Object.getOwnPropertyNames(window).filter((name) => Number.isNaN(Number(name))).length,
    stored: [localStorage.length, sessionStorage.length, document.cookie],
  };
}

describe('the page', () => {
  it('is as it was before when the wallet is gone: no node, style, viewport, global, cookie or stored value is left', async () => {
    const before = look();
    for (let round = 0; round < 3; round++) {
      const wallet = createWallet({ appId: 'demo', walletUrl });
      await wallet.login();
      await wallet.open();
      await wallet.close();
      wallet.destroy();
    }
    expect(look()).to.deep.equal(before);
  });

  it('is told nothing on its console while all is well', async () => {
    const { log, info, warn, error, debug } = console;
    const printed: unknown[] = [];
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) console[level] = (...values: unknown[]) => void printed.push(values);
    const wallet = createWallet({ appId: 'demo', walletUrl });
    try {
      await wallet.provider.request({ method: 'test_echo', params: [1] });
    } finally {
      Object.assign(console, { log, info, warn, error, debug });
      wallet.destroy();
    }
    expect(printed).to.deep.equal([]);
  });

  it('may ask, close, and ask again: what was closed is never answered for what comes after', async () => {
    const wallet = createWallet({ appId: 'demo', walletUrl });
    const ended: unknown[] = [];
    const abandoned = wallet.provider.request({ method: 'wallet_wait' }).catch((error) => ended.push(error.code));
    await wallet.provider.request({ method: 'test_echo' });
    wallet.stop();
    await abandoned;
    expect(await wallet.provider.request({ method: 'test_echo', params: ['second'] })).to.deep.equal(['second']);
    expect(ended).to.deep.equal([4900]);
    wallet.destroy();
  });
});
