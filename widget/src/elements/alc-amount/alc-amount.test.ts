import { expect, fixture, html } from '@open-wc/testing';
import './alc-amount.ts';
import type { AlcAmount } from './alc-amount.ts';

const text = (element: AlcAmount, part: string): string | undefined =>
  element.shadowRoot?.querySelector(`[part=${part}]`)?.textContent?.replace(/\s+/g, ' ').trim();

describe('alc-amount', () => {
  it('shows number, symbol and money', async () => {
    const element = await fixture<AlcAmount>(html`<alc-amount size="large" value="1234.5" symbol="ETH" money="≈ $3,850,000"></alc-amount>`);
    expect([text(element, 'amount'), text(element, 'money')]).to.deep.equal(['1,234.5 ETH', '≈ $3,850,000']);
    await expect(element).to.be.accessible();
  });
  it('leaves out what it does not know', async () => {
    const element = await fixture<AlcAmount>(html`<alc-amount value="0.01"></alc-amount>`);
    expect(text(element, 'amount')).to.equal('0.01');
    expect(text(element, 'money')).to.equal(undefined);
  });
  it('loses no digit of a long sum, and wraps rather than run out of its box', async () => {
    const value = '115792089237316195423570985008687907853269984665640564039457.584007913129639935';
    const box = await fixture<HTMLElement>(html`<div><alc-amount size="large" value=${value} symbol="ETH"></alc-amount></div>`);
    box.style.cssText = 'width: 272px; overflow-wrap: anywhere';
    const element = box.firstElementChild as AlcAmount;
    expect(text(element, 'amount')?.replace(/[,\s]/g, '')).to.equal(`${value}ETH`);
    expect(box.scrollWidth).to.equal(272);
  });
  it('is in the display type of a theme where it is large, and only there', async () => {
    const root = document.documentElement;
    root.style.setProperty('--alcove-font-display', 'fantasy');
    root.style.setProperty('--alcove-display-weight', '500');
    const [large, small] = await Promise.all(
      ['large', 'normal'].map((size) => fixture<AlcAmount>(html`<alc-amount size=${size} value="1" symbol="ETH"></alc-amount>`)),
    );
    const looks = [large, small].map((element) => {
      const { fontFamily, fontWeight } = getComputedStyle(element?.shadowRoot?.querySelector('.amount') as Element);
      return [fontFamily === 'fantasy', fontWeight];
    });
    root.removeAttribute('style');
    expect(looks).to.deep.equal([
      [true, '500'],
      [false, '400'],
    ]);
  });

  it('shows a formatted text as it is', async () => {
    const element = await fixture<AlcAmount>(html`<alc-amount value="<0.000001" symbol="ETH"></alc-amount>`);
    expect(text(element, 'amount')).to.equal('<0.000001 ETH');
  });
});
