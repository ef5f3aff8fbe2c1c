import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { everyToken } from '../../styles/testing/every-token.ts';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import { applyTheme } from '../../styles/theme.ts';
import './alc-header.ts';
import type { AlcHeader } from './alc-header.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => {
  applyTheme({});
  dropTokens();
});

const header = (origin: string): Promise<AlcHeader> =>
  fixture<AlcHeader>(html`<alc-header .origin=${origin} .appName=${'Corner Shop'} closable back heading="Choose a PIN"></alc-header>`);
const find = (element: AlcHeader, selector: string): HTMLElement => element.shadowRoot?.querySelector<HTMLElement>(selector) as HTMLElement;

describe('alc-header', () => {
  it('shows the exact origin and is accessible', async () => {
    const element = await header('https://shop.example:8443');
    expect(find(element, '.origin bdi').textContent).to.equal('https://shop.example:8443');
    expect(find(element, '.origin alc-icon').getAttribute('name')).to.equal('lock');
    await expect(element).to.be.accessible();
  });
  it('warns in words of a connection anyone can read', async () => {
    const element = await header('http://shop.example');
    const icon = find(element, '.origin alc-icon');
    expect([icon.getAttribute('name'), (icon as HTMLElementTagNameMap['alc-icon']).label]).to.deep.equal(['shield-alert', 'Connection not encrypted']);
    await expect(element).to.be.accessible();
  });
  it('never cuts a long origin', async () => {
    const element = await header(`https://${'a-long-name.'.repeat(20)}example`);
    element.style.width = '320px';
    const origin = find(element, '.origin');
    expect(origin.scrollWidth).to.be.at.most(origin.clientWidth);
    expect(origin.getBoundingClientRect().right).to.be.at.most(element.getBoundingClientRect().right);
    expect(getComputedStyle(find(element, '.origin bdi')).textOverflow).to.equal('clip');
  });
  it('keeps the look of the origin under every theme', async () => {
    const element = await header('https://shop.example');
    const look = (): readonly string[] => {
      const style = getComputedStyle(find(element, '.origin'));
      return [...style].filter((name) => !name.startsWith('--')).map((name) => `${name}: ${style.getPropertyValue(name)}`);
    };
    const own = look();
    applyTheme(everyToken());
    const other = look();
    applyTheme({});
    expect(other.filter((line) => !own.includes(line))).to.deep.equal([]);
  });
  for (const [kind, type, label] of [
    ['close', 'alc-close', 'Close'],
    ['back', 'alc-back', 'Back'],
  ] as const) {
    it(`fires ${type} from a named button of 44 px`, async () => {
      const element = await header('https://shop.example');
      const button = find(element, `.tool.${kind}`);
      const { width, height } = button.getBoundingClientRect();
      expect([button.getAttribute('aria-label'), width, height]).to.deep.equal([label, 44, 44]);
      setTimeout(() => button.click());
      const event = await oneEvent(element, type);
      expect([event.bubbles, event.composed]).to.deep.equal([true, true]);
    });
  }
  it('has no button it was not asked for', async () => {
    const element = await fixture<AlcHeader>(html`<alc-header .origin=${'https://shop.example'}></alc-header>`);
    expect(element.shadowRoot?.querySelectorAll('button').length).to.equal(0);
    await expect(element).to.be.accessible();
  });
  it('moves the focus to its heading', async () => {
    const element = await header('https://shop.example');
    element.focusHeading();
    expect(element.shadowRoot?.activeElement?.textContent).to.equal('Choose a PIN');
  });
});
