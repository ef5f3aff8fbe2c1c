import { expect, fixture, html } from '@open-wc/testing';
import type { AppState } from '../../state/state.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import './window-view.ts';
import type { AlcWindowView } from './window-view.ts';

withTokens();

const open = (step: AppState['approvalWindow']) =>
  fixture<AlcWindowView>(html`<alc-window-view .frame=${frame} approvalId="a1" .step=${step}></alc-window-view>`);

describe('alc-window-view', () => {
  for (const [step, heading, button] of [
    ['needed', 'Continue in a window of the wallet', 'Continue'],
    ['blocked', 'Continue in a window of the wallet', 'Continue'],
    ['open', 'Finish in the window that opened', 'Show the window'],
  ] as const) {
    it(`has one next step: ${step}`, async () => {
      const view = await open(step);
      expect(view.headingText).to.equal(heading);
      expect(part(view, '#continue').textContent?.trim()).to.equal(button);
      expect(words(view).includes('no site can cover it')).to.equal(true);
      await expect(view).to.be.accessible();
    });
  }

  it('says that the browser blocked the window, and what to do', async () => {
    const banner = part(await open('blocked'), 'alc-banner');
    expect(banner.getAttribute('heading')).to.equal('The browser blocked the window');
    expect(banner.getAttribute('role')).to.equal('alert');
    expect(banner.textContent).to.contain('Allow windows for this site');
    const needed = await open('needed');
    expect(needed.shadowRoot?.querySelector('alc-banner')).to.equal(null);
  });

  it('asks for the window inside the click, and rejects the approval it stands for', async () => {
    const view = await open('needed');
    const seen: string[] = [];
    view.addEventListener('alc-continue', () => seen.push('continue'));
    view.addEventListener('alc-reject', (event) => seen.push(`reject ${event.approvalId}`));
    part(view, '#continue').click();
    expect(seen).to.deep.equal(['continue']);
    part(view, '#reject').click();
    expect(seen).to.deep.equal(['continue', 'reject a1']);
  });
});
