import { expect, fixture, html } from '@open-wc/testing';
import type { AlcItemEvent } from '../../events.ts';
import type { AppState } from '../../state/state.ts';
import { ownStates } from '../own-words/own.mocks.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { nowMs, ownAddress } from '../views.mocks.ts';
import './activity-view.ts';
import type { AlcActivityView } from './activity-view.ts';

withTokens();

function open(name: string) {
  const { activity, history, chains } = ownStates[name] as AppState;
  return fixture<AlcActivityView>(html`<alc-activity-view
    .frame=${frame}
    .account=${ownAddress}
    .chains=${chains}
    .activity=${activity}
    .history=${history}
    .nowMs=${nowMs}
  ></alc-activity-view>`);
}

describe('alc-activity-view', () => {
  for (const name of Object.keys(ownStates).filter((one) => one.startsWith('activity'))) {
    it(`is accessible: ${name}`, async () => expect(await open(name)).to.be.accessible());
  }

  it('lists by day with headings a screen reader can jump to, and what came in among it', async () => {
    const view = await open('activity');
    const days = [...(view.shadowRoot?.querySelectorAll('h2') ?? [])].map((day) => day.textContent);
    expect(days.slice(0, 2)).to.deep.equal(['Today', 'Yesterday']);
    expect(words(view)).to.match(/Received ?from 0x3C44…93BC ?\+250\.5.DUSD/);
    expect(words(view)).to.match(/Spending allowed ?for 0x5FbD…0aa3 ?No limit/);
  });

  it('leads to what is known of one', async () => {
    const view = await open('activity-waiting');
    const shown: unknown[] = [];
    view.addEventListener('alc-item', ({ change }: AlcItemEvent) => change.what === 'send' && shown.push(change.change));
    part(view, `#line-0x${'a1'.repeat(32)}`).click();
    expect(shown).to.deep.equal([{ what: 'show', id: `0x${'a1'.repeat(32)}` }]);
  });

  it('tells the two of a replacement apart', async () => {
    expect(words(await open('activity-replacing'))).to.match(/Waiting.*Being replaced/);
    expect(words(await open('activity-replaced'))).to.contain('Replaced');
  });

  it('says where things will show up', async () => {
    expect(words(await open('activity-empty'))).to.contain('Payments you make or receive show up here');
  });
});
