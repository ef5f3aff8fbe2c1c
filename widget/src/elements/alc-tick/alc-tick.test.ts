import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './alc-tick.ts';
import type { AlcTick } from './alc-tick.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

describe('alc-tick', () => {
  it('draws itself once', async () => {
    const element = await fixture<AlcTick>(html`<alc-tick></alc-tick>`);
    const animations = element.shadowRoot?.querySelector('path')?.getAnimations() ?? [];
    expect(animations.map((animation) => animation.effect?.getTiming().iterations)).to.deep.equal([1]);
  });
  it('can be named', async () => {
    const element = await fixture<AlcTick>(html`<alc-tick label="Sent"></alc-tick>`);
    expect(element.shadowRoot?.querySelector('svg')?.getAttribute('aria-label')).to.equal('Sent');
    await expect(element).to.be.accessible();
  });
});
