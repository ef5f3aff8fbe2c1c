import { tokenProperties } from './read-theme.ts';

/**
 * Calls back in the frame after any token's computed value has changed on the element, whatever changed it: a style sheet, a class, an
 * attribute, a media query, the scheme.
 *
 * The element's tokens are inherited by `probe`, which has a transition on each. Starting one is the browser's own notice that a computed
 * value is another, found while it works out styles anyway: nothing is polled, and a page whose styles rest costs nothing. (Looking at 66
 * properties in every animation frame instead took 0.04 ms of each in Chromium, and kept the page from ever being idle.)
 *
 * @param probe an element inside the element's shadow root, laid out, and not the one that `readTheme` changes
 */
export function watchTheme(probe: HTMLElement, onChange: () => void): void {
  probe.style.transition = 'none';
  probe.style.transitionProperty = `${tokenProperties},color-scheme`;
  probe.style.transitionDuration = '1ms';
  probe.style.setProperty('transition-behavior', 'allow-discrete');
  let isAsked = false;
  const notice = (): void => {
    // A class may change sixty at once.
    if (isAsked) return;
    isAsked = true;
    queueMicrotask(() => {
      isAsked = false;
      onChange();
    });
  };
  probe.addEventListener('transitionrun', notice);
}
