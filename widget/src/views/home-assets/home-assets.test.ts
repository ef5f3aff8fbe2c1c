import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Assets } from '../../state/asset.ts';
import { assetWords } from '../asset-words/asset-words.ts';
import { assets, manyAssets, nft, noAssets } from '../assets.mocks.ts';
import { needsKeyboard, withTokens } from '../testing.mocks.ts';
import './home-assets.ts';
import type { AlcHomeAssets } from './home-assets.ts';
import { watchPull } from './pull-refresh.ts';

withTokens();

const open = (held: Assets | null) => fixture<AlcHomeAssets>(html`<alc-home-assets .assets=${held}></alc-home-assets>`);
const all = <Found extends Element = HTMLElement>(element: AlcHomeAssets, selector: string) => [
  ...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
];
const text = (element: Element | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

async function showNfts(element: AlcHomeAssets): Promise<void> {
  all(element, '#tab-nfts')[0]?.click();
  await element.updateComplete;
}

describe('alc-home-assets', () => {
  before(() => assetWords.load());

  it('lists what there is with its worth, and says where no price is known', async () => {
    const element = await open(assets);
    expect(all(element, '.token').map(text)).to.deep.equal([
      'E Ether 1.24 ETH ≈ $3,100.00',
      'D Demo Dollar 500 DUSD ≈ $500.00',
      'T Tea Points 1,284 TEA No price',
    ]);
    await expect(element).to.be.accessible();
  });

  it('shows collectibles with picture, name and collection, and a letter where a picture does not come', async () => {
    const broken = nft({ tokenId: 9n, name: 'Lost', collection: 'Kiln Works', imageUrl: '/v1/images/none' });
    const element = await open({ ...assets, nfts: [...assets.nfts.slice(1), broken] });
    await showNfts(element);
    const picture = all<HTMLImageElement>(element, 'img').at(-1);
    picture?.dispatchEvent(new Event('error'));
    await element.updateComplete;
    expect(all(element, '.nft').map(text)).to.deep.equal([
      'M Morning over the harbour, third of seven Harbour Mornings',
      'Tea bowl Kiln Works 3 pieces',
      'L Lost Kiln Works',
    ]);
    await expect(element).to.be.accessible();
  });

  it('asks once by itself where nothing is known yet, and keeps the shape of what comes', async () => {
    let asked = 0;
    const box = await fixture<HTMLElement>(html`<div @alc-continue=${() => asked++}><alc-home-assets></alc-home-assets></div>`);
    const element = box.firstElementChild as AlcHomeAssets;
    await element.updateComplete;
    expect(asked).to.equal(1);
    expect(all(element, 'alc-skeleton').length).to.be.above(3);
    await expect(element).to.be.accessible();
    await showNfts(element);
    expect(all(element, 'alc-skeleton').length).to.be.above(0);
  });

  it('refreshes by its button, says when it is done, and turns no longer than that', async () => {
    const element = await open(assets);
    let asked = 0;
    element.addEventListener('alc-continue', () => asked++);
    const [button] = all(element, '#refresh');
    button?.click();
    button?.click();
    await element.updateComplete;
    expect([asked, button?.getAttribute('aria-disabled')]).to.deep.equal([1, 'true']);
    element.assets = { ...assets };
    await element.updateComplete;
    await element.updateComplete;
    expect([text(all(element, '[role=status]')[0]), button?.getAttribute('aria-disabled')]).to.deep.equal(['Up to date', 'false']);
  });

  it('hides what nobody vouches for when the network is down, and says why', async () => {
    const element = await open(null);
    element.unavailable = true;
    await element.updateComplete;
    expect(text(all(element, '#panel')[0])).to.contain('as soon as the network answers');
    await expect(element).to.be.accessible();
  });

  it('cuts a long list, and shows all of it when asked', async () => {
    const element = await open(manyAssets);
    expect(all(element, '.token')).to.have.length(6);
    const [button] = all(element, '#all');
    expect(text(button)).to.equal('Show all 14');
    button?.click();
    await element.updateComplete;
    expect(all(element, '.token')).to.have.length(14);
    await expect(element).to.be.accessible();
  });

  it('keeps the largest number there is inside its line', async () => {
    const box = await fixture<HTMLElement>(html`<div><alc-home-assets .assets=${manyAssets}></alc-home-assets></div>`);
    box.style.width = '272px';
    const element = box.firstElementChild as AlcHomeAssets;
    await element.updateComplete;
    expect(box.scrollWidth).to.equal(272);
    expect(all(element, '.token').map(text).join()).to.contain('1.16E77 HUGE No price');
  });

  it('helps where there are no collectibles', async () => {
    const element = await open(noAssets);
    await showNfts(element);
    expect(text(all(element, '#panel')[0])).to.contain('Those you receive show up here');
  });

  it('goes between the lists by the arrows', async function () {
    needsKeyboard(this);
    const element = await open(assets);
    all(element, '#tab-tokens')[0]?.focus();
    await sendKeys({ press: 'ArrowRight' });
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement?.id).to.equal('tab-nfts');
    expect(all(element, '.nft')).to.have.length(3);
  });
});

describe('pull to refresh', () => {
  const touch = (target: HTMLElement, type: string, clientY: number) => {
    const event = new Event(type, { bubbles: true, composed: true, cancelable: true });
    Object.defineProperty(event, 'touches', { value: type === 'touchend' ? [] : [{ clientY }] });
    target.dispatchEvent(event);
    return event;
  };

  it('asks when it is drawn far enough, at the top alone, and lets go of the page', async () => {
    const box = await fixture<HTMLElement>(html`<div><p>content</p></div>`);
    const content = box.firstElementChild as HTMLElement;
    let asked = 0;
    const stop = watchPull(
      box,
      () => content,
      () => asked++,
    );
    const draw = (toY: number) => {
      touch(content, 'touchstart', 0);
      const moved = touch(content, 'touchmove', toY);
      const shift = content.style.transform;
      touch(content, 'touchend', toY);
      return { shift, prevented: moved.defaultPrevented };
    };
    expect(draw(60)).to.deep.equal({ shift: 'translateY(36px)', prevented: true });
    expect(asked).to.equal(0);
    expect(draw(400)).to.deep.equal({ shift: 'translateY(96px)', prevented: true });
    expect([asked, content.style.transform]).to.deep.equal([1, 'none']);
    expect(draw(-200).prevented).to.equal(false);
    box.style.cssText = 'height: 40px; overflow: auto';
    content.style.height = '400px';
    box.scrollTop = 50;
    expect(draw(400).prevented).to.equal(false);
    expect(asked).to.equal(1);
    box.scrollTop = 0;
    stop();
    draw(400);
    expect(asked).to.equal(1);
  });
});
