import { expect, fixture, html } from '@open-wc/testing';
import './alc-icon.ts';
import type { AlcIcon, IconName } from './alc-icon.ts';
import { icons } from './icons.ts';
import { moreIcons } from './more-icons.ts';

describe('alc-icon', () => {
  for (const name of Object.keys({ ...icons, ...moreIcons }) as IconName[]) {
    it(`draws ${name} in 20 px`, async () => {
      const element = await fixture<AlcIcon>(html`<alc-icon name=${name}></alc-icon>`);
      expect(element.shadowRoot?.querySelectorAll('svg > *').length).to.be.greaterThan(0);
      expect(element.getBoundingClientRect().width).to.equal(20);
    });
  }
  it('is decoration without a label', async () => {
    const element = await fixture<AlcIcon>(html`<alc-icon name="lock"></alc-icon>`);
    expect(element.shadowRoot?.querySelector('svg')?.getAttribute('aria-hidden')).to.equal('true');
  });
  it('is an image with a label', async () => {
    const element = await fixture<AlcIcon>(html`<alc-icon name="lock" label="Encrypted"></alc-icon>`);
    const svg = element.shadowRoot?.querySelector('svg');
    expect([svg?.getAttribute('role'), svg?.getAttribute('aria-label'), svg?.hasAttribute('aria-hidden')]).to.deep.equal(['img', 'Encrypted', false]);
    await expect(element).to.be.accessible();
  });
});
