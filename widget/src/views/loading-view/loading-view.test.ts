import { expect, fixture, html } from '@open-wc/testing';
import { frame, withTokens } from '../testing.mocks.ts';
import './loading-view.ts';
import type { AlcLoadingView } from './loading-view.ts';

withTokens();

describe('alc-loading-view', () => {
  for (const shape of ['start', 'approval', 'list'] as const) {
    it(`keeps the place of what comes: ${shape}`, async () => {
      const view = await fixture<AlcLoadingView>(html`<alc-loading-view .frame=${frame} .shape=${shape}></alc-loading-view>`);
      expect(view.headingText).to.equal('Your wallet is loading');
      expect(view.shadowRoot?.querySelectorAll('.content alc-skeleton').length).to.be.above(2);
      await expect(view).to.be.accessible();
    });
  }

  it('says that a screen did not come, and fetches it again on demand', async () => {
    const view = await fixture<AlcLoadingView>(html`<alc-loading-view .frame=${frame} failed></alc-loading-view>`);
    expect(view.headingText).to.equal('A part of the wallet did not load');
    let proceeded = 0;
    view.addEventListener('alc-continue', () => proceeded++);
    view.shadowRoot?.querySelector<HTMLElement>('#retry')?.click();
    expect(proceeded).to.equal(1);
    await expect(view).to.be.accessible();
  });
});
