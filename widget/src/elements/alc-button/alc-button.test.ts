import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './alc-button.ts';
import type { AlcButton, ButtonVariant } from './alc-button.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

const inner = (element: AlcButton): HTMLButtonElement => element.shadowRoot?.querySelector('button') as HTMLButtonElement;
const clicks = (element: AlcButton): { count: number } => {
  const seen = { count: 0 };
  element.addEventListener('click', () => {
    seen.count += 1;
  });
  return seen;
};

describe('alc-button', () => {
  for (const variant of ['primary', 'secondary', 'quiet', 'danger'] as readonly ButtonVariant[]) {
    it(`is accessible and tall enough for a thumb: ${variant}`, async () => {
      const element = await fixture<AlcButton>(html`<alc-button variant=${variant}>Continue</alc-button>`);
      expect(element.getBoundingClientRect().height).to.be.at.least(52);
      await expect(element).to.be.accessible();
    });
  }
  it('fires one native click', async () => {
    const element = await fixture<AlcButton>(html`<alc-button>Continue</alc-button>`);
    const seen = clicks(element);
    inner(element).click();
    expect(seen.count).to.equal(1);
  });
  for (const state of ['disabled', 'busy'] as const) {
    it(`fires none while ${state}, by its inner button or by click()`, async () => {
      const element = await fixture<AlcButton>(html`<alc-button ?disabled=${state === 'disabled'} ?busy=${state === 'busy'}>Continue</alc-button>`);
      const seen = clicks(element);
      inner(element).click();
      element.click();
      expect(seen.count).to.equal(0);
      await expect(element).to.be.accessible();
    });
  }
  it('keeps its width when it becomes busy, and moves at once', async () => {
    const element = await fixture<AlcButton>(html`<alc-button>Continue to payment</alc-button>`);
    const width = element.getBoundingClientRect().width;
    element.busy = true;
    await element.updateComplete;
    expect(element.getBoundingClientRect().width).to.equal(width);
    expect(element.shadowRoot?.querySelector('alc-spinner')).to.not.equal(null);
  });
  it('stays focusable while busy, so that no place is lost', async () => {
    const element = await fixture<AlcButton>(html`<alc-button>Continue</alc-button>`);
    element.focus();
    element.busy = true;
    await element.updateComplete;
    expect(element.matches(':focus-within')).to.equal(true);
    expect(inner(element).getAttribute('aria-busy')).to.equal('true');
  });
});
