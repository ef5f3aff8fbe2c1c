import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './alc-row.ts';
import type { AlcRow } from './alc-row.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

describe('alc-row', () => {
  it('is a term and its description', async () => {
    const element = await fixture<AlcRow>(html`<alc-row label="Network">Ethereum</alc-row>`);
    const list = element.shadowRoot?.querySelector('dl');
    expect(list?.querySelector('dt')?.textContent).to.equal('Network');
    expect(list?.querySelector('dd slot')).to.not.equal(null);
    await expect(element).to.be.accessible();
  });
  it('has a hairline between rows, none before the first', async () => {
    const box = await fixture(html`<div><alc-row label="A">1</alc-row><alc-row label="B">2</alc-row></div>`);
    const widths = [...box.children].map((row) => getComputedStyle(row).borderTopWidth);
    expect(widths).to.deep.equal(['0px', '1px']);
  });
  it('keeps a long value inside its box', async () => {
    const box = await fixture<HTMLElement>(html`<div><alc-row label="Address">${'x'.repeat(200)}</alc-row></div>`);
    box.style.cssText = 'width: 272px; overflow-wrap: anywhere';
    expect(box.scrollWidth).to.equal(272);
  });
});
