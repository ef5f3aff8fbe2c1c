import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './alc-menu-row.ts';
import type { AlcMenuRow } from './alc-menu-row.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

describe('alc-menu-row', () => {
  it('is a button with title and detail, tall enough for a finger', async () => {
    const element = await fixture<AlcMenuRow>(html`<alc-menu-row icon="globe" heading="Language" detail="English"></alc-menu-row>`);
    const button = element.shadowRoot?.querySelector('button');
    expect(button?.textContent?.replace(/\s+/g, ' ').trim()).to.equal('Language English');
    expect(button?.getBoundingClientRect().height).to.be.at.least(44);
    await expect(element).to.be.accessible();
  });
  it('fires the native click, and none while disabled', async () => {
    const element = await fixture<AlcMenuRow>(html`<alc-menu-row heading="Sign out" variant="danger"></alc-menu-row>`);
    let clicks = 0;
    element.addEventListener('click', () => {
      clicks += 1;
    });
    element.shadowRoot?.querySelector('button')?.click();
    element.disabled = true;
    await element.updateComplete;
    element.shadowRoot?.querySelector('button')?.click();
    expect(clicks).to.equal(1);
    await expect(element).to.be.accessible();
  });
});
