import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './alc-qr.ts';
import type { AlcQr } from './alc-qr.ts';

describe('alc-qr', () => {
  // That it can be read is held in test/e2e/assets.test.ts, by another's decoder from a picture of the screen.
  it('draws one square for each dark module, with the quiet zone that scanners need, and a name', async () => {
    const element = await fixture<AlcQr>(html`<alc-qr text="0x70997970C51812dc3A010C7d01b50e0d17dc79C8" label="A code"></alc-qr>`);
    const svg = element.shadowRoot?.querySelector('svg');
    const size = Number(svg?.getAttribute('viewBox')?.split(' ')[2]);
    const modules = [
      ...(svg
        ?.querySelector('path')
        ?.getAttribute('d')
        ?.matchAll(/M(\d+) (\d+)h1v1h-1z/g) ?? []),
    ].map(([, x, y]) => [Number(x), Number(y)] as const);
    expect(modules[0]).to.deep.equal([4, 4]);
    for (const [x, y] of modules) expect(Math.min(x, y, size - 1 - x, size - 1 - y)).to.be.at.least(4);
    expect(modules.length).to.be.within(size, size * size);
    await expect(element).to.be.accessible();
  });

  it('is dark on light, also where the rest is dark', async () => {
    const drop = await useTokens();
    document.documentElement.dataset.scheme = 'dark';
    const element = await fixture<AlcQr>(html`<alc-qr text="x" label="A code"></alc-qr>`);
    const svg = element.shadowRoot?.querySelector('svg') as SVGElement;
    const luminance = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, value) => sum + Number(value), 0);
    expect(luminance(getComputedStyle(svg).backgroundColor)).to.be.above(700);
    expect(luminance(getComputedStyle(svg.querySelector('path') as SVGElement).fill)).to.be.below(120);
    delete document.documentElement.dataset.scheme;
    drop();
  });

  it('draws nothing for nothing', async () => {
    const element = await fixture<AlcQr>(html`<alc-qr></alc-qr>`);
    expect(element.shadowRoot?.querySelector('svg')).to.equal(null);
  });
});
