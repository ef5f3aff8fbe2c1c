import { expect, fixture, html } from '@open-wc/testing';
import type { AlcAddress } from '../../elements/alc-address/alc-address.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { account, chain, ownAddress } from '../views.mocks.ts';
import './receive-view.ts';
import type { AlcReceiveView } from './receive-view.ts';

withTokens();

describe('alc-receive-view', () => {
  it('shows every digit of the address and the network it is for', async () => {
    const view = await fixture<AlcReceiveView>(html`<alc-receive-view .frame=${frame} .account=${account} .chain=${chain}></alc-receive-view>`);
    const address = part<AlcAddress>(view, 'alc-address');
    expect(address.full).to.equal(true);
    expect(address.shadowRoot?.querySelector('.digits')?.textContent?.replace(/\s/g, '')).to.equal(ownAddress);
    expect(words(view)).to.contain('Have it sent on Alcove Devnet');
    await expect(view).to.be.accessible();
  });

  it('keeps its shape while the account is on its way', async () => {
    const view = await fixture<AlcReceiveView>(html`<alc-receive-view .frame=${frame}></alc-receive-view>`);
    expect(part(view, 'alc-skeleton')).not.to.equal(null);
    await expect(view).to.be.accessible();
  });
});
