import { expect, fixture, html } from '@open-wc/testing';
import './alc-spinner.ts';
import type { AlcSpinner } from './alc-spinner.ts';

describe('alc-spinner', () => {
  it('moves, and is decoration without a label', async () => {
    const element = await fixture<AlcSpinner>(html`<alc-spinner></alc-spinner>`);
    const svg = element.shadowRoot?.querySelector('svg') as SVGElement;
    expect(svg.getAnimations().length).to.equal(1);
    expect(svg.getAttribute('aria-hidden')).to.equal('true');
  });
  it('says what is waited for', async () => {
    const element = await fixture<AlcSpinner>(html`<alc-spinner label="Signing"></alc-spinner>`);
    expect(element.shadowRoot?.querySelector('svg')?.getAttribute('aria-label')).to.equal('Signing');
    await expect(element).to.be.accessible();
  });
});
