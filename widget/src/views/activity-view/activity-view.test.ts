import { expect, fixture, html } from '@open-wc/testing';
import { frame, withTokens, words } from '../testing.mocks.ts';
import { activity, chain, nowMs, ownAddress } from '../views.mocks.ts';
import './activity-view.ts';
import type { AlcActivityView } from './activity-view.ts';

withTokens();

const open = (shown: typeof activity | null) =>
  fixture<AlcActivityView>(
    html`<alc-activity-view .frame=${frame} .account=${ownAddress} .chains=${[chain]} .activity=${shown} .nowMs=${nowMs}></alc-activity-view>`,
  );

describe('alc-activity-view', () => {
  it('lists by day with headings a screen reader can jump to', async () => {
    const view = await open(activity);
    const days = [...(view.shadowRoot?.querySelectorAll('h2') ?? [])].map((day) => day.textContent);
    expect(days.slice(0, 2)).to.deep.equal(['Today', 'Yesterday']);
    expect(view.shadowRoot?.querySelectorAll('.transaction')).to.have.length(activity.length);
    await expect(view).to.be.accessible();
  });

  it('says where things will show up', async () => {
    expect(words(await open([]))).to.contain('Payments you make or receive show up here');
  });

  it('says that the list is loading', async () => {
    const loading = await open(null);
    expect(loading.shadowRoot?.querySelector('[aria-busy="true"]')).not.to.equal(null);
    await expect(loading).to.be.accessible();
  });
});
