import { expect, fixture, html } from '@open-wc/testing';
import { setLanguage } from '../../i18n/locale.ts';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './alc-dev-banner.ts';
import type { AlcDevBanner } from './alc-dev-banner.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());
afterEach(() => setLanguage('en'));

describe('alc-dev-banner', () => {
  for (const [language, words] of [
    ['en', 'Development enclave'],
    ['ko', '개발용 보안 영역'],
    ['ja', '開発用の保護領域'],
  ] as const) {
    it(`says it in ${language}, by icon and word`, async () => {
      await setLanguage(language);
      const element = await fixture<AlcDevBanner>(html`<alc-dev-banner></alc-dev-banner>`);
      expect(element.shadowRoot?.textContent).to.contain(words);
      expect(element.shadowRoot?.querySelector('alc-icon')).to.not.equal(null);
      await expect(element).to.be.accessible();
    });
  }

  it('leaves no single character on a last line', async () => {
    await setLanguage('ja');
    const box = await fixture<HTMLElement>(html`<div><alc-dev-banner></alc-dev-banner></div>`);
    const root = (box.firstElementChild as AlcDevBanner).shadowRoot;
    const words = document.createRange();
    words.selectNodeContents(root?.querySelector('p') as Element);
    words.setStartAfter(root?.querySelector('alc-icon') as Element);
    for (let widthPx = 240; widthPx <= 440; widthPx += 4) {
      box.style.inlineSize = `${widthPx}px`;
      const lines = [...words.getClientRects()].filter((line) => line.width > 1).map((line) => Math.round(line.width));
      expect(Math.min(...lines), `${widthPx} px wide, lines of ${lines} px`).to.be.greaterThan(Math.max(...lines) / 4);
    }
  });
});
