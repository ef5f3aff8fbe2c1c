import { expect } from '@open-wc/testing';
import type { WalletError } from './contract/errors.ts';
import { checkOptions, type WalletOptions } from './options.ts';

const page = { origin: 'https://shop.example', isSecureContext: true };
const good: WalletOptions = { appId: 'demo', walletUrl: 'https://wallet.example' };

type Row = { readonly name: string; readonly options: unknown; readonly reason: string; readonly at?: Partial<typeof page> };

const refused: readonly Row[] = [
  { name: 'no app id', options: { walletUrl: 'https://wallet.example' }, reason: 'app_id' },
  { name: 'an empty app id', options: { ...good, appId: '' }, reason: 'app_id' },
  { name: 'an app id that would change the address', options: { ...good, appId: 'a&mode=inline' }, reason: 'app_id' },
  { name: 'an app id of 65 letters', options: { ...good, appId: 'a'.repeat(65) }, reason: 'app_id' },
  { name: 'no wallet URL', options: { appId: 'demo' }, reason: 'wallet_url' },
  { name: 'a wallet URL without scheme', options: { ...good, walletUrl: 'wallet.example' }, reason: 'wallet_url' },
  { name: 'a wallet over plain http', options: { ...good, walletUrl: 'http://wallet.example' }, reason: 'wallet_url' },
  { name: 'plain http on a host that only looks local', options: { ...good, walletUrl: 'http://localhost.evil.example' }, reason: 'wallet_url' },
  { name: 'a user named localhost at another host', options: { ...good, walletUrl: 'http://localhost:1@evil.example' }, reason: 'wallet_url' },
  { name: 'a script address', options: { ...good, walletUrl: 'javascript:alert(1)' }, reason: 'wallet_url' },
  { name: 'a data address', options: { ...good, walletUrl: 'data:text/html,x' }, reason: 'wallet_url' },
  { name: 'a wallet on the page’s own origin', options: { ...good, walletUrl: 'https://shop.example/wallet' }, reason: 'wallet_same_origin' },
  { name: 'a page that was not loaded securely', options: good, reason: 'insecure_page', at: { isSecureContext: false } },
  { name: 'an unknown mode', options: { ...good, mode: 'window' }, reason: 'mode' },
  { name: 'the inline mode without a container', options: { ...good, mode: 'inline' }, reason: 'mode' },
];

describe('checkOptions', () => {
  for (const { name, options, reason, at } of refused) {
    it(`refuses ${name}, and says what to write instead`, () => {
      try {
        checkOptions(options as WalletOptions, { ...page, ...at });
      } catch (error) {
        const { code, data, message } = error as WalletError;
        expect([code, data?.reason]).to.deep.equal([-32080, reason]);
        expect(message).to.contain(data?.hint);
        return;
      }
      throw new Error('nothing was refused');
    });
  }

  const accepted: readonly (readonly [walletUrl: string, widgetUrl: string])[] = [
    ['https://wallet.example', 'https://wallet.example/w/'],
    ['https://wallet.example/', 'https://wallet.example/w/'],
    ['https://wallet.example/at/here', 'https://wallet.example/at/here/w/'],
    ['http://localhost:4100', 'http://localhost:4100/w/'],
    ['http://127.0.0.1:4100', 'http://127.0.0.1:4100/w/'],
  ];
  for (const [walletUrl, widgetUrl] of accepted) {
    it(`finds the widget of ${walletUrl}`, () => {
      expect(checkOptions({ ...good, walletUrl }, page).widgetUrl.href).to.equal(widgetUrl);
    });
  }

  it('takes a dialog, a dialog with windows for its approvals, and a place on the page', () => {
    const modes = (['dialog', 'popup', 'inline'] as const).map((mode) => checkOptions({ ...good, mode, container: document.body }, page).mode);
    expect(modes).to.deep.equal(['dialog', 'popup', 'inline']);
  });

  it('takes another port of the page’s own host for another origin', () => {
    expect(checkOptions({ ...good, walletUrl: 'http://localhost:2' }, { ...page, origin: 'http://localhost:1' }).mode).to.equal('dialog');
  });
});
