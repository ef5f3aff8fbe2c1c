import { expect, fixture, html } from '@open-wc/testing';
import type { AlcItemEvent } from '../../events.ts';
import type { SendChange } from '../../state/send.ts';
import type { AppState } from '../../state/state.ts';
import { ownStates } from '../own-words/own.mocks.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import './send-view.ts';
import type { AlcSendView } from './send-view.ts';

withTokens();

async function open(name: string) {
  const state = ownStates[name] as AppState;
  const view = await fixture<AlcSendView>(html`<alc-send-view .frame=${frame} .state=${state}></alc-send-view>`);
  const told: SendChange[] = [];
  view.addEventListener('alc-item', ({ change }: AlcItemEvent) => change.what === 'send' && told.push(change.change));
  const next = () => part<HTMLElement & { disabled: boolean }>(view, '#next');
  return { view, told, next };
}

describe('alc-send-view', () => {
  for (const name of Object.keys(ownStates).filter((one) => one.startsWith('send-'))) {
    it(`is accessible: ${name}`, async () => {
      const { view } = await open(name);
      expect(view.headingText).not.to.equal('');
      await expect(view).to.be.accessible();
    });
  }

  it('offers money, tokens and pieces', async () => {
    const { view, told } = await open('send-asset');
    part(view, '#token-1').click();
    part(view, '#piece-0').click();
    expect(told.map((change) => (change.what === 'asset' ? change.asset.kind : ''))).to.deep.equal(['token', 'nft']);
  });

  it('tells what was typed, and whom one paid before', async () => {
    const { view, told, next } = await open('send-recipient');
    expect(next().disabled).to.equal(true);
    const field = part<HTMLTextAreaElement>(view, '#recipient');
    field.value = '0x12';
    field.dispatchEvent(new Event('input'));
    part(view, '[id^="to-0x3C44"]').click();
    expect(told.map((change) => (change.what === 'recipient' ? change.text.slice(0, 6) : ''))).to.deep.equal(['0x12', '0x3C44']);
  });

  it('holds one up at a look-alike until it was ticked', async () => {
    const { view, told, next } = await open('send-recipient-alike');
    expect(words(view)).to.contain('only looks like 0x3C44…93BC');
    expect(next().disabled).to.equal(true);
    part(view, 'input[name="look_alike"]').click();
    expect(told).to.deep.equal([{ what: 'acknowledge', on: true }]);
  });

  it('shows the whole address of a name', async () => {
    const { view } = await open('send-recipient-name');
    expect(part(view, '.found alc-address').hasAttribute('full')).to.equal(true);
  });

  it('takes no amount that is not there, and says what there is', async () => {
    const { view, next } = await open('send-amount-short');
    expect(next().disabled).to.equal(true);
    expect(words(view)).to.contain('You have 1.24');
  });

  it('lets one choose the fee in money and time', async () => {
    const { view, told, next } = await open('send-amount-filled');
    expect(next().disabled).to.equal(false);
    expect(words(view)).to.match(/Slow ?about 60 s/);
    part(view, 'input[value="fast"]').click();
    part(view, '#max').click();
    part(view, '#unit').click();
    expect(told.map(({ what }) => what)).to.deep.equal(['speed', 'max', 'amount']);
  });
});
