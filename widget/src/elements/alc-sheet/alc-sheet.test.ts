import { aTimeout, expect, fixture, html, nextFrame } from '@open-wc/testing';
import type { AlcResizeEvent } from '../../events.ts';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import './alc-sheet.ts';
import type { AlcSheet } from './alc-sheet.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

/** A frame of a fixed height around a sheet whose body can grow. */
const framed = async (frameHeightPx: number, bodyHeightPx: number) => {
  const heights: number[] = [];
  const frame = document.createElement('div');
  frame.style.cssText = `height: ${frameHeightPx}px; width: 384px`;
  frame.addEventListener('alc-resize', (event: AlcResizeEvent) => heights.push(event.heightPx));
  const box = await fixture<HTMLElement>(
    html`<alc-sheet>
      <div slot="header">Header</div>
      <p id="body" style="margin: 0">Body</p>
      <div slot="actions"><button>Continue</button></div>
    </alc-sheet>`,
    { parentNode: frame },
  );
  const sheet = box as AlcSheet;
  const body = sheet.querySelector('#body') as HTMLElement;
  body.style.height = `${bodyHeightPx}px`;
  await waitUntil(() => heights.length > 0);
  await aTimeout(50);
  return { sheet, body, frame, heights, scroll: sheet.shadowRoot?.querySelector('.scroll') as HTMLElement };
};

describe('alc-sheet', () => {
  it('is accessible', async () => {
    const { sheet } = await framed(400, 100);
    await expect(sheet).to.be.accessible();
  });
  it('tells the height at which nothing scrolls, whatever the frame has now', async () => {
    const tall = await framed(500, 100);
    const short = await framed(120, 100);
    expect(short.heights.at(-1)).to.equal(tall.heights.at(-1));
    tall.frame.style.height = `${tall.heights.at(-1)}px`;
    await nextFrame();
    expect(tall.scroll.scrollHeight).to.equal(tall.scroll.clientHeight);
  });
  it('tells again when its content grows, and only then', async () => {
    const { body, frame, heights } = await framed(500, 100);
    const first = heights.at(-1) as number;
    const count = heights.length;
    frame.style.height = '450px';
    await aTimeout(50);
    expect(heights.length).to.equal(count);
    body.style.height = '160px';
    await waitUntil(() => heights.at(-1) === first + 60);
  });
  it('keeps header and actions in sight while the body scrolls, and lets a key reach it', async () => {
    const { sheet, frame, scroll } = await framed(300, 900);
    const actions = sheet.querySelector('[slot=actions]') as HTMLElement;
    expect(actions.getBoundingClientRect().bottom).to.be.at.most(frame.getBoundingClientRect().bottom);
    expect(scroll.scrollHeight).to.be.greaterThan(scroll.clientHeight);
    expect(scroll.tabIndex).to.equal(0);
    await expect(sheet).to.be.accessible();
    scroll.scrollTop = 200;
    await waitUntil(() => sheet.shadowRoot?.querySelector('.more-above.more-below') !== null);
  });
  it('is no stop for the Tab key while nothing scrolls', async () => {
    const { scroll } = await framed(600, 100);
    expect(scroll.tabIndex).to.equal(-1);
  });
  it('looks like the frame it is in', async () => {
    const sheet = await fixture<AlcSheet>(html`<alc-sheet><p>Loading</p></alc-sheet>`);
    const radii = (): readonly string[] => {
      const style = getComputedStyle(sheet);
      return [style.borderStartStartRadius, style.borderEndEndRadius];
    };
    expect(radii(), 'auto, with a mouse').to.deep.equal(['20px', '20px']);
    for (const [layout, expected] of [
      ['sheet', ['20px', '0px']],
      ['inline', ['14px', '14px']],
      ['dialog', ['20px', '20px']],
    ] as const) {
      sheet.layout = layout;
      await sheet.updateComplete;
      expect(radii(), layout).to.deep.equal(expected);
    }
  });
  for (const [mode, layout] of [
    ['sheet', 'sheet'],
    ['inline', 'inline'],
    ['dialog', 'dialog'],
    ['popup', 'dialog'],
  ] as const) {
    it(`is a ${layout} where the page's mode is ${mode}`, async () => {
      document.documentElement.dataset.mode = mode;
      const sheet = await fixture<AlcSheet>(html`<alc-sheet><p>Loading</p></alc-sheet>`);
      delete document.documentElement.dataset.mode;
      expect(sheet.dataset.layout).to.equal(layout);
    });
  }
  it('has no action bar without actions', async () => {
    const sheet = await fixture<AlcSheet>(html`<alc-sheet><p>Loading</p></alc-sheet>`);
    expect(getComputedStyle(sheet.shadowRoot?.querySelector('footer') as Element).display).to.equal('none');
  });
});
