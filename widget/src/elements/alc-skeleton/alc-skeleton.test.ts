import { expect, fixture, html } from '@open-wc/testing';
import './alc-skeleton.ts';
import type { AlcSkeleton } from './alc-skeleton.ts';

describe('alc-skeleton', () => {
  it('has the size it was given and is not read', async () => {
    const element = await fixture<AlcSkeleton>(html`<alc-skeleton width="120" height="2em"></alc-skeleton>`);
    element.style.fontSize = '10px';
    const { width, height } = element.getBoundingClientRect();
    expect([width, height, element.getAttribute('aria-hidden')]).to.deep.equal([120, 20, 'true']);
  });
  it('takes nothing that is no length', async () => {
    const element = await fixture<AlcSkeleton>(html`<alc-skeleton width="url(x)" height="1px;color:red"></alc-skeleton>`);
    expect(element.style.getPropertyValue('--alc-skeleton-width')).to.equal('100%');
    expect(element.style.getPropertyValue('--alc-skeleton-height')).to.equal('1em');
  });
});
