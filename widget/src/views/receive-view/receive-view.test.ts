import { expect, fixture, html } from '@open-wc/testing';
import type { AlcAddress } from '../../elements/alc-address/alc-address.ts';
import type { AlcQr } from '../../elements/alc-qr/alc-qr.ts';
import { assetWords } from '../asset-words/asset-words.ts';
import { token } from '../assets.mocks.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { account, chain, contractAddress, ownAddress } from '../views.mocks.ts';
import './receive-view.ts';
import type { AlcReceiveView } from './receive-view.ts';

withTokens();

const open = () =>
  fixture<AlcReceiveView>(
    html`<alc-receive-view .frame=${frame} .account=${account} .chain=${chain} .assets=${{ tokens: [token()], nfts: [] }}></alc-receive-view>`,
  );

async function type(view: AlcReceiveView, text: string): Promise<void> {
  part<HTMLDetailsElement>(view, 'details').open = true;
  const input = part<HTMLInputElement>(view, '#sum');
  input.value = text;
  input.dispatchEvent(new InputEvent('input'));
  await view.updateComplete;
}

describe('alc-receive-view', () => {
  before(() => assetWords.load());

  it('shows every digit of the address, a code of it, and the network it is for', async () => {
    const view = await open();
    const address = part<AlcAddress>(view, 'alc-address');
    expect(address.full).to.equal(true);
    expect(address.shadowRoot?.querySelector('.digits')?.textContent?.replace(/\s/g, '')).to.equal(ownAddress);
    expect(part<AlcQr>(view, 'alc-qr').text).to.equal(ownAddress);
    expect(words(view)).to.contain('Have it sent on Alcove Devnet');
    await expect(view).to.be.accessible();
  });

  it('asks for an amount of the chain’s money or of a token', async () => {
    const view = await open();
    await type(view, '0.5');
    expect(part<AlcQr>(view, 'alc-qr').text).to.equal(`ethereum:${ownAddress}@31337?value=500000000000000000`);
    expect(part<AlcQr>(view, 'alc-qr').label).to.contain('0.5\u00a0ETH');
    const choice = part<HTMLSelectElement>(view, '#token');
    choice.value = contractAddress;
    choice.dispatchEvent(new Event('change'));
    await view.updateComplete;
    expect(part<AlcQr>(view, 'alc-qr').text).to.equal(`ethereum:${contractAddress}@31337/transfer?address=${ownAddress}&uint256=500000`);
    await expect(view).to.be.accessible();
  });

  it('says what is wrong with an amount, and goes on showing the address', async () => {
    const view = await open();
    await type(view, '1,5');
    expect(words(view)).to.contain('Enter a number, like 0.5.');
    expect(part(view, '#sum').getAttribute('aria-invalid')).to.equal('true');
    expect(part<AlcQr>(view, 'alc-qr').text).to.equal(ownAddress);
    await expect(view).to.be.accessible();
  });

  it('copies the request, and says so or why not', async () => {
    const view = await open();
    await type(view, '2');
    const copied: string[] = [];
    const { writeText } = navigator.clipboard;
    navigator.clipboard.writeText = async (text: string) => void copied.push(text);
    part(view, '#copy').click();
    await new Promise((resolve) => setTimeout(resolve));
    await view.updateComplete;
    expect(copied).to.deep.equal([`ethereum:${ownAddress}@31337?value=2000000000000000000`]);
    expect(part(view, '#copy').textContent).to.contain('Copied');
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    part(view, '#copy').click();
    await new Promise((resolve) => setTimeout(resolve));
    await view.updateComplete;
    expect(part(view, '[role=alert]').textContent).to.contain('Could not copy');
    navigator.clipboard.writeText = writeText;
  });

  it('keeps its shape while the account is on its way', async () => {
    const view = await fixture<AlcReceiveView>(html`<alc-receive-view .frame=${frame}></alc-receive-view>`);
    expect(part(view, 'alc-skeleton')).not.to.equal(null);
    await expect(view).to.be.accessible();
  });
});
