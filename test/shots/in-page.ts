import type { Language } from '../../host-sdk/src/contract/types.ts';
import { showState } from '../../widget/dev/views.ts';
import type { AlcArmButton } from '../../widget/src/elements/alc-arm-button/alc-arm-button.ts';
import { setLanguage } from '../../widget/src/i18n/locale.ts';

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

/** Every element of the document in the order it is drawn, those in shadow roots too. */
export function* everyElement(root: ParentNode = document): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot !== null) yield* everyElement(element.shadowRoot);
  }
}

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

/** A tree knows its own animations only, not those in the shadow roots inside it. */
function finishAnimations(root: DocumentOrShadowRoot): void {
  for (const animation of root.getAnimations()) {
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

/** What {@link file://./browser.ts} calls. */
export type InPage = { show: typeof show; settle: () => Promise<void> };

const inPage: InPage = { show, settle: () => settle(document.querySelector('alc-app') ?? document.body, '') };
Object.assign(globalThis, { inPage });
// The mark of where a person would type blinks.
document.documentElement.style.caretColor = 'transparent';
