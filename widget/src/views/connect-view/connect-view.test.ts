import { expect, fixture, html } from '@open-wc/testing';
import type { AlcRejectEvent } from '../../events.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { account, approval, ownAddress } from '../views.mocks.ts';
import './connect-view.ts';
import type { AlcConnectView } from './connect-view.ts';

withTokens();

const asked = approval({ kind: 'connect', accounts: [account] });
const open = () => fixture<AlcConnectView>(html`<alc-connect-view .frame=${frame} .approval=${asked}></alc-connect-view>`);

describe('alc-connect-view', () => {
  it('names the site, what it can do, what it cannot, and the account', async () => {
    const view = await open();
    expect(view.headingText).to.equal('Connect to shop.example');
    expect(part(view, 'alc-header').shadowRoot?.textContent).to.contain('https://shop.example');
    expect(words(view)).to.contain('It cannot move money unless you approve');
    expect(part(view, 'alc-address').getAttribute('address')).to.equal(ownAddress);
    await expect(view).to.be.accessible();
  });

  it('starts disarmed, and cancels at once', async () => {
    const view = await open();
    let approved = 0;
    const rejected: string[] = [];
    view.addEventListener('alc-approve', () => approved++);
    view.addEventListener('alc-reject', (event: AlcRejectEvent) => rejected.push(event.approvalId));
    part(view, '#approve').click();
    part(view, '#reject').click();
    expect(approved).to.equal(0);
    expect(rejected).to.deep.equal(['a1']);
  });
});
