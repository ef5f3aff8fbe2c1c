import { expect, fixture, html } from '@open-wc/testing';
import { type AlcApproveEvent, AlcItemEvent } from '../../events.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { app, chain, ownAddress, savings } from '../views.mocks.ts';
import { connections, proposal } from '../walletconnect.mocks.ts';
import './proposal-view.ts';
import type { AlcProposalView } from './proposal-view.ts';

const { walletConnect } = connections();
const view = (state: typeof walletConnect = walletConnect): Promise<AlcProposalView> =>
  fixture<AlcProposalView>(
    html`<alc-proposal-view .frame=${{ ...frame, origin: null }} .approval=${proposal} .chains=${[chain]} .state=${state}></alc-proposal-view>`,
  );

describe('alc-proposal-view', () => {
  withTokens();

  it('says what the app will be able to do, on which networks, and that its address is unknown', async () => {
    const element = await view();
    const text = words(element);
    for (const said of [
      'Connect an app?',
      'Ask you to approve payments',
      'Ask you to sign messages',
      'It cannot move money unless you approve',
      chain.name,
      'Unknown',
    ])
      expect(text).to.contain(said);
    expect(text).to.contain('eth_signTypedData_v4');
    await expect(element).to.be.accessible();
  });

  it('lets the person choose the account, and shows the one that counts', async () => {
    const element = await view();
    const radios = [...(element.shadowRoot?.querySelectorAll<HTMLInputElement>('input[type=radio]') ?? [])];
    expect(radios.map(({ value, checked }) => [value, checked])).to.deep.equal([
      [ownAddress, true],
      [savings.address, false],
    ]);
    const changes: AlcItemEvent['change'][] = [];
    element.addEventListener(AlcItemEvent.type, ({ change }) => changes.push(change));
    radios[1]?.click();
    expect(changes).to.deep.equal([{ what: 'walletconnect', command: { do: 'choose', address: savings.address } }]);
    element.state = walletConnect === null ? null : { ...walletConnect, account: savings.address };
    await element.updateComplete;
    expect(radios.map(({ checked }) => checked)).to.deep.equal([false, true]);
  });

  it('offers no choice in a window of its own, where nothing could come of it', async () => {
    const element = await view(null);
    expect(element.shadowRoot?.querySelectorAll('input[type=radio]').length).to.equal(0);
    expect(element.shadowRoot?.querySelector('fieldset alc-address')?.getAttribute('address')).to.equal(ownAddress);
  });

  it('connects by the armed button, under the id of this proposal', async () => {
    const element = await view();
    const heard: string[] = [];
    element.addEventListener('alc-approve', (event: AlcApproveEvent) => heard.push(event.approvalId));
    part(element, '#approve').dispatchEvent(new Event('alc-armed-click'));
    expect([heard, app.name]).to.deep.equal([[proposal.id], 'Tea Shop']);
  });
});
