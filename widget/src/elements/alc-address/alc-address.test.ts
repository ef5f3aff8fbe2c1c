import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './alc-address.ts';
import type { AlcAddress } from './alc-address.ts';

const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

let dropTokens: () => void;
const clipboard = Object.getOwnPropertyDescriptor(navigator, 'clipboard');
const useClipboard = (writeText: (text: string) => Promise<void>): void => {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
};
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());
afterEach(() => {
  if (clipboard === undefined) Reflect.deleteProperty(navigator, 'clipboard');
  else Object.defineProperty(navigator, 'clipboard', clipboard);
});

const find = (element: AlcAddress, selector: string): HTMLElement => element.shadowRoot?.querySelector<HTMLElement>(selector) as HTMLElement;
const digits = (element: AlcAddress): string => find(element, '.digits').textContent?.replace(/\s/g, '') ?? '';
const copy = async (element: AlcAddress): Promise<void> => {
  find(element, '.copy').click();
  await new Promise((resolve) => setTimeout(resolve));
  await element.updateComplete;
};

describe('alc-address', () => {
  it('shows first and last digits, and is accessible', async () => {
    const element = await fixture<AlcAddress>(html`<alc-address address=${ADDRESS} name="Savings" copyable></alc-address>`);
    expect(digits(element)).to.equal('0x7099…79C8');
    expect(find(element, '.name').textContent).to.equal('Savings');
    await expect(element).to.be.accessible();
  });
  it('shows all digits on demand, and hides them again', async () => {
    const element = await fixture<AlcAddress>(html`<alc-address address=${ADDRESS}></alc-address>`);
    const toggle = find(element, '.toggle');
    expect(toggle.getAttribute('aria-expanded')).to.equal('false');
    toggle.click();
    await element.updateComplete;
    expect(digits(element)).to.equal(ADDRESS);
    expect(toggle.getAttribute('aria-expanded')).to.equal('true');
    await expect(element).to.be.accessible();
    toggle.click();
    await element.updateComplete;
    expect(digits(element)).to.equal('0x7099…79C8');
  });
  it('shows all digits at once when full, and fits 272 px', async () => {
    const box = await fixture(html`<div><alc-address address=${ADDRESS} full copyable></alc-address></div>`);
    (box as HTMLElement).style.cssText = 'box-sizing: border-box; width: 320px; padding: 0 24px';
    const element = box.firstElementChild as AlcAddress;
    expect(digits(element)).to.equal(ADDRESS);
    expect(box.scrollWidth).to.equal(320);
    await expect(element).to.be.accessible();
  });
  it('copies as spelled and confirms in place and in words', async () => {
    const copied: string[] = [];
    useClipboard(async (text) => void copied.push(text));
    const element = await fixture<AlcAddress>(html`<alc-address address=${ADDRESS} copyable></alc-address>`);
    await copy(element);
    expect(copied).to.deep.equal([ADDRESS]);
    expect(find(element, '.note').textContent).to.equal('Copied');
    expect(find(element, '[role=status]').textContent).to.equal('Copied');
    await expect(element).to.be.accessible();
  });
  it('shows every digit for selecting when the browser refuses to copy', async () => {
    useClipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const element = await fixture<AlcAddress>(html`<alc-address address=${ADDRESS} copyable></alc-address>`);
    await copy(element);
    expect(find(element, '.note').textContent).to.contain('Could not copy');
    expect(digits(element)).to.equal(ADDRESS);
    await expect(element).to.be.accessible();
  });
  it('takes a finger: the copy button is 44 px', async () => {
    const element = await fixture<AlcAddress>(html`<alc-address address=${ADDRESS} copyable></alc-address>`);
    const { width, height } = find(element, '.copy').getBoundingClientRect();
    expect([width, height]).to.deep.equal([44, 44]);
  });
  it('shows text that is no address as text', async () => {
    const element = await fixture<AlcAddress>(html`<alc-address address="<img src=x>" full></alc-address>`);
    expect(element.shadowRoot?.querySelector('img')).to.equal(null);
    expect(find(element, '.digits').textContent).to.contain('<img src=x>');
  });
});
