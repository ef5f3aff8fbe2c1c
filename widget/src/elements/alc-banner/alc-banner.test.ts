import { expect, fixture, html } from '@open-wc/testing';
import { everyToken } from '../../styles/testing/every-token.ts';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import { applyTheme } from '../../styles/theme.ts';
import './alc-banner.ts';
import type { AlcBanner } from './alc-banner.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => {
  applyTheme({});
  dropTokens();
});

const heading = (element: AlcBanner): string | undefined => element.shadowRoot?.querySelector('.heading')?.textContent?.trim();

describe('alc-banner', () => {
  for (const [level, word, icon] of [
    ['good', 'Verified', 'shield-check'],
    ['caution', 'Caution', 'alert-triangle'],
    ['danger', 'Danger', 'octagon-alert'],
    ['info', 'Note', 'info'],
  ] as const) {
    it(`says ${level} by icon and word, not by colour alone`, async () => {
      const element = await fixture<AlcBanner>(html`<alc-banner level=${level}>Something about your money.</alc-banner>`);
      expect(heading(element)).to.equal(word);
      expect(element.shadowRoot?.querySelector('alc-icon')?.getAttribute('name')).to.equal(icon);
      await expect(element).to.be.accessible();
    });
    it(`reads the word before a heading of its own: ${level}`, async () => {
      const element = await fixture<AlcBanner>(html`<alc-banner level=${level} heading="Unlimited spending">All your USDC.</alc-banner>`);
      expect(heading(element)).to.equal(`${word}: Unlimited spending`);
      await expect(element).to.be.accessible();
    });
  }
  it('looks the same under every theme', async () => {
    const element = await fixture<AlcBanner>(html`<alc-banner level="danger" heading="Unlimited spending">All your USDC.</alc-banner>`);
    const look = (): readonly string[] => {
      const style = getComputedStyle(element.shadowRoot?.querySelector('.banner') as Element);
      return [...style].filter((name) => !name.startsWith('--')).map((name) => `${name}: ${style.getPropertyValue(name)}`);
    };
    const own = look();
    applyTheme(everyToken());
    const other = look();
    applyTheme({});
    expect(other.filter((line) => !own.includes(line))).to.deep.equal([]);
  });
});
