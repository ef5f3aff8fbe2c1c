/** Why the watched elements may not be acted on, or `'clear'`. */
export type Sight = 'clear' | 'hidden' | 'unfocused' | 'too-small';

export type SightWatch = {
  /** What is known now; asks the browser for what it has seen but not yet reported. */
  read(): Sight;
  stop(): void;
};

/**
 * Watches whether a person can see elements in full. `onChange` runs at every change *and* at everything that could let the screen be
 * read wrongly for a moment (resize, scroll, blur, focus), so that the caller starts its wait anew.
 */
export type VisibilitySource = { watch(targets: readonly Element[], onChange: (sight: Sight) => void): SightWatch };

/** Below this no approval can be read. A phone held sideways and a page zoomed to 200 % are above it. */
const MIN_WIDTH_PX = 280;
const MIN_HEIGHT_PX = 240;
const MIN_RATIO = 0.99;
/** Fractions of pixels are rounded differently from event to event. */
const MOVED_PX = 2;
const pointerEvents = ['pointerover', 'pointermove', 'pointerdown'] as const;

/** The parts of Intersection Observer v2 that TypeScript's DOM library does not have. */
type V2Init = IntersectionObserverInit & { readonly trackVisibility: true; readonly delay: number };
type V2Entry = IntersectionObserverEntry & { readonly isVisible?: boolean };

/** Whether a page of another origin is around this one, which could lay something over it. */
export function isEmbedded(): boolean {
  try {
    return window.top?.origin !== origin;
  } catch {
    return true;
  }
}

const hasV2 = (): boolean => 'IntersectionObserverEntry' in globalThis && 'isVisible' in IntersectionObserverEntry.prototype;

/**
 * The browser's own eyes. With Intersection Observer v2 (Chromium) it knows of overlays, opacity, filters and transforms, also those of
 * the page around the frame; elsewhere only of clipping. Everywhere the frame must hold the focus.
 */
export const browserVisibility: VisibilitySource = {
  watch(targets, onChange) {
    const v2 = hasV2();
    const seen = new Map<Element, boolean>(targets.map((target) => [target, false]));
    const init: IntersectionObserverInit | V2Init = v2
      ? { threshold: [0, 0.25, 0.5, 0.75, MIN_RATIO, 1], trackVisibility: true, delay: 100 }
      : { threshold: [0, 0.25, 0.5, 0.75, MIN_RATIO, 1] };

    const take = (entries: readonly V2Entry[]): void => {
      for (const entry of entries) seen.set(entry.target, entry.intersectionRatio >= MIN_RATIO && (!v2 || entry.isVisible === true));
    };
    const sight = (): Sight => {
      if (innerWidth < MIN_WIDTH_PX || innerHeight < MIN_HEIGHT_PX) return 'too-small';
      if (document.visibilityState !== 'visible' || [...seen.values()].includes(false)) return 'hidden';
      return document.hasFocus() ? 'clear' : 'unfocused';
    };
    const announce = (): void => onChange(sight());

    const observer = new IntersectionObserver((entries) => {
      take(entries);
      announce();
    }, init);
    for (const target of targets) observer.observe(target);
    const windowEvents = ['resize', 'blur', 'focus'] as const;
    for (const name of windowEvents) addEventListener(name, announce);
    // A frame can be moved under a pointer that rests. It shows by where the frame is on the screen, which each event of a mouse
    // tells, or by the pointer coming in from nowhere. (Where a browser counts a zoomed page's pixels unlike the screen's, the place
    // seems to change while the mouse moves: the wait then begins when it rests.) Fingers come from nowhere each time.
    let place = [Number.NaN, Number.NaN] as const;
    const onPointer = ({ type, pointerType, relatedTarget, screenX, screenY, clientX, clientY }: PointerEvent): void => {
      if (pointerType !== 'mouse' || !isEmbedded()) return;
      const [left, top] = place;
      place = [screenX - clientX, screenY - clientY];
      const isMoved = Math.hypot(place[0] - left, place[1] - top) > MOVED_PX;
      if (isMoved || (type === 'pointerover' && relatedTarget === null)) announce();
    };
    for (const name of pointerEvents) document.addEventListener(name, onPointer, { capture: true, passive: true });
    document.addEventListener('visibilitychange', announce);
    document.addEventListener('scroll', announce, { capture: true, passive: true });

    return {
      read() {
        take(observer.takeRecords());
        return sight();
      },
      stop() {
        observer.disconnect();
        for (const name of windowEvents) removeEventListener(name, announce);
        for (const name of pointerEvents) document.removeEventListener(name, onPointer, { capture: true });
        document.removeEventListener('visibilitychange', announce);
        document.removeEventListener('scroll', announce, { capture: true });
      },
    };
  },
};
