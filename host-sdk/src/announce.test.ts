import { expect } from '@open-wc/testing';
import { announceProvider, type ProviderInfo, rdnsOf } from './announce.ts';
import type { Provider } from './provider.ts';

type Detail = { readonly info: ProviderInfo; readonly provider: Provider };

describe('announceProvider', () => {
  const provider = { isAlcove: true } as Provider;
  let heard: Detail[] = [];
  const listener = (event: Event): void => void heard.push((event as CustomEvent<Detail>).detail);
  beforeEach(() => {
    heard = [];
    addEventListener('eip6963:announceProvider', listener);
  });
  afterEach(() => removeEventListener('eip6963:announceProvider', listener));

  it('announces at once and whenever asked, until it is ended', () => {
    const stop = announceProvider(provider, 'example.wallet');
    expect(heard.length).to.equal(1);
    dispatchEvent(new Event('eip6963:requestProvider'));
    expect(heard.length).to.equal(2);
    expect(heard[1]?.provider).to.equal(provider);
    expect(heard[1]?.info.uuid).to.equal(heard[0]?.info.uuid);
    stop();
    dispatchEvent(new Event('eip6963:requestProvider'));
    expect(heard.length).to.equal(2);
  });

  it('gives what EIP-6963 asks for, frozen', async () => {
    announceProvider(provider, 'example.wallet')();
    const [detail] = heard;
    expect(detail?.info).to.include({ name: 'Alcove', rdns: 'example.wallet' });
    expect(detail?.info.uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([Object.isFrozen(detail), Object.isFrozen(detail?.info)]).to.deep.equal([true, true]);
    const image = new Image();
    image.src = detail?.info.icon ?? '';
    await image.decode();
    expect(image.naturalWidth).to.be.greaterThan(0);
  });

  it('names the operator by the wallet’s host', () => {
    expect(rdnsOf('https://wallet.example.com/at')).to.equal('com.example.wallet');
    expect(rdnsOf('http://localhost:4100')).to.equal('localhost');
  });
});
