import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { waitUntil } from '../../testing/wait-until.ts';
import './alc-arm-button.ts';
import type { AlcArmButton } from './alc-arm-button.ts';
import { browserVisibility, type Sight } from './visibility.ts';

const hasV2 = 'isVisible' in IntersectionObserverEntry.prototype;

/** What the browser says of an element once it has settled. */
const settled = async (element: Element): Promise<Sight> => {
  const watch = browserVisibility.watch([element], () => {});
  await aTimeout(600);
  const sight = watch.read();
  watch.stop();
  return sight;
};
const box = (style: string) =>
  html`<div style="position: relative; width: 200px; height: 60px; ${style}"><button style="width: 100%; height: 100%">Approve</button></div>`;
const button = (root: Element): Element => root.querySelector('button') as Element;

describe('browserVisibility', () => {
  before(async function () {
    // A window without the focus can prove nothing here: every answer would be "unfocused". A press gives it, where the engine can be pressed.
    await sendMouse({ type: 'click', position: [2, 2] }).catch(() => {});
    if (document.hasFocus()) return;
    console.log('visibility: skipped, this engine gives the test page no focus');
    this.skip();
  });

  it('finds an element in full sight clear', async () => {
    const watch = browserVisibility.watch([button(await fixture(box('')))], () => {});
    await waitUntil(() => watch.read() === 'clear', 'clear');
    watch.stop();
  });
  it('finds the parts of the arm button clear, with words and icons inside it', async () => {
    const element = await fixture<AlcArmButton>(html`<alc-arm-button><b>Approve</b></alc-arm-button>`);
    await waitUntil(() => element.armed, 'armed by the browser itself');
  });
  it('finds an element outside the window hidden', async () => {
    expect(await settled(button(await fixture(box('position: fixed; top: -30px'))))).to.equal('hidden');
  });
  it('finds a clipped element hidden', async () => {
    const root = await fixture(html`<div style="height: 20px; overflow: hidden">${box('')}</div>`);
    expect(await settled(button(root))).to.equal('hidden');
  });

  const v2Cases: readonly (readonly [string, ReturnType<typeof html>])[] = [
    ['see-through', html`<div style="opacity: 0.5">${box('')}</div>`],
    ['filtered', html`<div style="filter: blur(2px)">${box('')}</div>`],
    ['turned', html`<div style="transform: rotate(3deg)">${box('')}</div>`],
    ['shrunk', html`<div style="transform: scale(0.9)">${box('')}</div>`],
    ['covered', html`<div style="position: relative">${box('')}<div style="position: absolute; inset: 0; background: white"></div></div>`],
    [
      'covered by something that lets clicks through',
      html`<div style="position: relative">${box('')}<div style="position: absolute; inset: 0; pointer-events: none; background: white"></div></div>`,
    ],
  ];
  for (const [name, template] of v2Cases) {
    it(`finds a ${name} element hidden, where the browser can tell`, async function () {
      if (!hasV2) {
        console.log(`visibility: "${name}" skipped, this engine has no Intersection Observer v2`);
        this.skip();
      }
      expect(await settled(button(await fixture(template)))).to.equal('hidden');
    });
  }

  it('tells of resize, scroll, blur and focus, so that the wait starts anew', async () => {
    let told = 0;
    const watch = browserVisibility.watch([button(await fixture(box('')))], () => {
      told += 1;
    });
    await aTimeout(400);
    for (const name of ['resize', 'blur', 'focus']) {
      const before = told;
      window.dispatchEvent(new Event(name));
      expect(told, name).to.equal(before + 1);
    }
    const before = told;
    document.dispatchEvent(new Event('scroll'));
    expect(told, 'scroll').to.equal(before + 1);
    watch.stop();
    window.dispatchEvent(new Event('resize'));
    expect(told, 'after stop').to.equal(before + 1);
  });
});
