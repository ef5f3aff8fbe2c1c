import { expect, fixture, html } from '@open-wc/testing';
import type { AlcItemEvent } from '../../events.ts';
import type { SendChange } from '../../state/send.ts';
import type { AppState } from '../../state/state.ts';
import { ownStates } from '../own-words/own.mocks.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import './transaction-view.ts';
import type { AlcTransactionView } from './transaction-view.ts';

withTokens();

async function open(name: string) {
  const state = ownStates[name] as AppState;
  const view = await fixture<AlcTransactionView>(html`<alc-transaction-view .frame=${frame} .state=${state}></alc-transaction-view>`);
  const told: SendChange[] = [];
  view.addEventListener('alc-item', ({ change }: AlcItemEvent) => change.what === 'send' && told.push(change.change));
  return { view, told };
}

describe('alc-transaction-view', () => {
  for (const name of Object.keys(ownStates).filter((one) => one.startsWith('transaction'))) {
    it(`is accessible: ${name}`, async () => {
      const { view } = await open(name);
      await expect(view).to.be.accessible();
    });
  }

  it('says what was done, and shows it in the explorer', async () => {
    const { view } = await open('transaction');
    expect(view.headingText).to.match(/^Sent 5.DUSD to 0x3C44…93BC$/);
    const link = part<HTMLAnchorElement>(view, '#explorer');
    expect([link.href, link.rel]).to.deep.equal([`https://explorer.example/tx/0x${'a1'.repeat(32)}`, 'noopener noreferrer']);
  });

  it('does not say of what was not carried out that it was done', async () => {
    for (const name of ['transaction-failed', 'transaction-dropped', 'transaction-replaced']) {
      const { headingText } = (await open(name)).view;
      expect(headingText, name).to.match(/\S/);
      expect(headingText, name).not.to.match(/^(Sent|Allowed|Called|Stopped)/);
    }
  });

  it('speeds up and cancels what waits, and nothing else', async () => {
    const { view, told } = await open('transaction-waiting');
    part(view, '#speed-up').click();
    part(view, '#cancel').click();
    expect(told.map(({ what }) => what)).to.deep.equal(['speed-up', 'cancel']);
    for (const name of ['transaction', 'transaction-replacing', 'transaction-replaced', 'transaction-failed', 'transaction-dropped', 'transaction-received']) {
      expect((await open(name)).view.shadowRoot?.querySelector('#speed-up'), name).to.equal(null);
    }
  });

  it('leads to what took its place', async () => {
    const { view, told } = await open('transaction-replaced');
    expect(words(view)).to.contain('took its place');
    part(view, '#replacement').click();
    expect(told).to.deep.equal([{ what: 'show', id: `0x${'b2'.repeat(32)}` }]);
  });
});
