import { expect, fixture, html } from '@open-wc/testing';
import type { AlcItemEvent } from '../../events.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { devices, wireError } from '../views.mocks.ts';
import './devices-view.ts';
import type { AlcDevicesView } from './devices-view.ts';

withTokens();

const open = (shown: typeof devices | null) => fixture<AlcDevicesView>(html`<alc-devices-view .frame=${frame} .devices=${shown}></alc-devices-view>`);

describe('alc-devices-view', () => {
  it('lists where the person is signed in, and which device this is', async () => {
    const view = await open(devices);
    const items = [...(view.shadowRoot?.querySelectorAll('.item') ?? [])].map((item) => item.textContent?.replace(/\s+/g, ' ').trim());
    expect(items).to.have.length(3);
    expect(items[0]).to.equal('Chrome on Linux This device');
    expect(items[1]).to.match(/^Safari on iPhone Last used .+ Sign out$/);
    await expect(view).to.be.accessible();
  });

  it('signs another device out after a question, and offers no such thing for this one', async () => {
    const view = await open(devices);
    const changes: AlcItemEvent['change'][] = [];
    view.addEventListener('alc-item', ({ change }) => changes.push(change));
    expect(view.shadowRoot?.querySelector('#ask-d1')).to.equal(null);
    part(view, '#ask-d2').click();
    await view.updateComplete;
    await waitUntil(() => view.focusedControlId === 'confirm', 'the focus is there');
    await expect(view).to.be.accessible();
    part(view, '#confirm').click();
    expect(changes).to.deep.equal([{ what: 'revoke-device', id: 'd2' }]);
  });

  it('keeps its shape while they come, and says what went wrong', async () => {
    const view = await open(null);
    expect(view.shadowRoot?.querySelectorAll('alc-skeleton')).to.have.length(2);
    view.problem = wireError(-32083);
    await view.updateComplete;
    expect(words(view)).to.contain('The wallet service is not answering');
    await expect(view).to.be.accessible();
  });
});
