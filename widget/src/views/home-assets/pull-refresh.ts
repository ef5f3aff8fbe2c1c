/** How far a finger draws the page down before letting go asks for new data, in CSS pixels. */
const threshold = 72;
/** The page follows the finger with resistance, and no further. */
const farthest = 96;

/**
 * Pull to refresh, for fingers: draws `moved` down with the finger while nothing is scrolled, and calls `onRefresh` when it is let go far
 * enough down. Keyboards and mice have a button.
 *
 * @returns how to stop.
 */
export function watchPull(surface: HTMLElement, moved: () => HTMLElement | null, onRefresh: () => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let startY: number | null = null;
  let pulledPx = 0;

  const isAtTop = (event: Event) => !event.composedPath().some((node) => node instanceof Element && node.scrollTop > 0);
  const place = (px: number) => moved()?.style.setProperty('transform', px === 0 ? 'none' : `translateY(${px}px)`);
  const drop = () => {
    startY = null;
    pulledPx = 0;
    place(0);
  };

  surface.addEventListener(
    'touchstart',
    (event) => {
      startY = event.touches.length === 1 && isAtTop(event) ? (event.touches[0]?.clientY ?? null) : null;
    },
    { passive: true, signal },
  );
  surface.addEventListener(
    'touchmove',
    (event) => {
      if (startY === null) return;
      const distance = (event.touches[0]?.clientY ?? 0) - startY;
      if (distance <= 0 && pulledPx === 0) {
        startY = null;
        return;
      }
      // The browser would draw its own page down, or reload the site around the wallet.
      if (event.cancelable) event.preventDefault();
      pulledPx = Math.min(farthest, Math.max(0, distance * 0.6));
      place(pulledPx);
    },
    { passive: false, signal },
  );
  surface.addEventListener(
    'touchend',
    () => {
      const asks = pulledPx >= threshold;
      drop();
      if (asks) onRefresh();
    },
    { signal },
  );
  surface.addEventListener('touchcancel', drop, { signal });
  return () => ending.abort();
}
