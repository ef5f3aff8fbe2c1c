import type { Language } from '../../host-sdk/src/contract/types.ts';
import { showState } from '../../widget/dev/views.ts';
import type { AlcArmButton } from '../../widget/src/elements/alc-arm-button/alc-arm-button.ts';
import { setLanguage } from '../../widget/src/i18n/locale.ts';
import * as access from './access-in-page.ts';
import { everyElement } from './every-element.ts';

/*
 * Runs inside the page of the shots: puts one state after another into the same document and says when nothing on it moves any more.
 * What would take its time (the 600 ms until a button arms, an entrance, a shimmer) is brought to its end.
 */

/** Waits of a screen are shorter than this; deadlines, which must not run out, are longer. */
const LONGEST_WAIT_MS = 5_000;
const SHORTEST_WAIT_MS = 50;
const MAX_FRAMES = 120;
/** The screen stands still when this many frames in a row look the same. */
const STEADY_FRAMES = 2;

const realSetTimeout = globalThis.setTimeout;
globalThis.setTimeout = ((run: () => void, ms = 0, ...rest: []) =>
  realSetTimeout(run, ms >= SHORTEST_WAIT_MS && ms < LONGEST_WAIT_MS ? 0 : ms, ...rest)) as typeof setTimeout;

/** A screenshot is taken of a page nobody covers: the button need not ask the browser. */
function uncover(button: AlcArmButton): void {
  if (button.dataset.uncovered === '') return;
  button.dataset.uncovered = '';
  button.embedded = false;
  button.visibilitySource = {
    watch(_targets, onChange) {
      queueMicrotask(() => onChange('clear'));
      return { read: () => 'clear', stop: () => {} };
    },
  };
}

const moved = new Set<string>();

/** By nothing is not at all. */
const still = (value: unknown): unknown => (value === 'translateX(0px)' ? 'none' : value);

/** Remembers what an animation moves: under reduced motion nothing may. */
function noteMotion(animation: Animation): void {
  if (!(animation.effect instanceof KeyframeEffect)) return;
  const { target } = animation.effect;
  const values = animation.effect.getKeyframes().flatMap(({ transform, translate, rotate, scale }) => [transform, translate, rotate, scale].map(still));
  if (new Set(values.filter((value) => value !== undefined)).size > 1)
    moved.add(`${target?.localName}.${target?.getAttribute('class')}: ${[...new Set(values)].join(' ')}`);
}

/** A tree knows its own animations only, not those in the shadow roots inside it. */
function finishAnimations(root: DocumentOrShadowRoot): void {
  for (const animation of root.getAnimations()) {
    noteMotion(animation);
    if (animation.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY) {
      animation.pause();
      animation.currentTime = 0;
    } else animation.finish();
  }
}

/** A number that changes whenever something on the page does. */
async function readPage(): Promise<number> {
  let sum = 0;
  finishAnimations(document);
  for (const element of everyElement()) {
    if ('updateComplete' in element) await element.updateComplete;
    if (element.localName === 'alc-arm-button') uncover(element as AlcArmButton);
    if (element.shadowRoot !== null) finishAnimations(element.shadowRoot);
    const { x, y, width, height } = element.getBoundingClientRect();
    sum =
      (sum * 31 + x * 3 + y * 5 + width * 7 + height * 11 + (element.getAttribute('class')?.length ?? 0) + (element.shadowRoot?.textContent?.length ?? 0)) %
      1_000_003;
  }
  return sum;
}

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

const isWaitingForCode = (app: HTMLElement, name: string): boolean =>
  name !== 'loading' && app.shadowRoot?.querySelector('.screen')?.localName === 'alc-loading-view';

async function settle(app: HTMLElement, name: string): Promise<void> {
  let before = Number.NaN;
  let steady = 0;
  for (let count = 0; count < MAX_FRAMES; count++) {
    await frame();
    // Shortened waits of before come to their end.
    await new Promise((resolve) => realSetTimeout(resolve, SHORTEST_WAIT_MS / 10));
    const now = await readPage();
    steady = now === before && !isWaitingForCode(app, name) ? steady + 1 : 0;
    if (steady >= STEADY_FRAMES) return;
    before = now;
  }
  throw new Error(`${name} does not come to rest.`);
}

/** Puts a state on the page; resolves when it stands still. */
async function show(name: string, scheme: 'light' | 'dark', language: Language): Promise<void> {
  document.documentElement.dataset.scheme = scheme;
  if (document.documentElement.lang !== language) await setLanguage(language);
  await settle(showState(name, language), name);
}

/** What moved since the last time this was asked. */
function takeMoved(): readonly string[] {
  const list = [...moved];
  moved.clear();
  return list;
}

const inPage = { show, takeMoved, ...access };
/** What {@link file://./browser.ts} and the tests call. */
export type InPage = typeof inPage;

Object.assign(globalThis, { inPage });
// The mark of where a person would type blinks.
document.documentElement.style.caretColor = 'transparent';
