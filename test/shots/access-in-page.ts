import { everyElement } from './every-element.ts';

/*
 * Checks that axe does not make, on the page as it stands. Each gives a line for a fault, and none when all is well.
 */

const TARGET_PX = 44;
const ROUNDING_PX = 0.5;

const name = (element: Element): string =>
  `${element.localName}${element.id === '' ? '' : `#${element.id}`}${element.getAttribute('class') ? `.${element.getAttribute('class')?.trim().split(/\s+/).join('.')}` : ''} "${(element.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 40)}"`;

const isDrawn = (element: Element): boolean =>
  element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && element.getClientRects().length > 0;

const interactive = 'button, a[href], input, select, textarea, summary, [role=button], [role=radio], [role=tab], [role=switch]';

/** The element at a point, through all shadow roots. */
function deepElementAt(x: number, y: number): Element | null {
  let found = document.elementFromPoint(x, y);
  for (
    let inner = found?.shadowRoot?.elementFromPoint(x, y) ?? null;
    inner !== null && inner !== found;
    inner = found?.shadowRoot?.elementFromPoint(x, y) ?? null
  )
    found = inner;
  return found;
}

/** Whether one contains the other, counting what is in shadow roots and slots as inside. */
function holds(outer: Element, inner: Element | null): boolean {
  for (let node: Node | null = inner; node !== null; ) {
    if (node === outer) return true;
    node = node instanceof ShadowRoot ? node.host : ((node instanceof Element ? node.assignedSlot : null) ?? node.parentNode);
  }
  return false;
}

/** A target in a line of text is as high as the line (WCAG 2.5.8, "Inline"). */
const isInText = (element: Element): boolean =>
  getComputedStyle(element).display === 'inline' && (element.parentElement?.textContent ?? '').trim() !== (element.textContent ?? '').trim();

/** The largest box around an element that a tap on it may hit: its own, its label's, or what its pseudo-elements add. */
function targetSize(element: Element): { readonly width: number; readonly height: number } {
  // What is under the action bar comes out by scrolling.
  element.scrollIntoView({ block: 'center' });
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
  const boxes = [element, ...labels].map((target) => target.getBoundingClientRect());
  const { x, y, width, height } = boxes.reduce((best, box) => (Math.min(box.width, box.height) > Math.min(best.width, best.height) ? box : best));
  const reach = (half: number, dx: number, dy: number): boolean => holds(element, deepElementAt(x + width / 2 + dx * half, y + height / 2 + dy * half));
  const half = TARGET_PX / 2 - 1;
  return {
    width: width < TARGET_PX && reach(half, -1, 0) && reach(half, 1, 0) ? TARGET_PX : width,
    height: height < TARGET_PX && reach(half, 0, -1) && reach(half, 0, 1) ? TARGET_PX : height,
  };
}

/** Everything a finger is meant for measures 44 px both ways. */
export function smallTargets(): readonly string[] {
  return [...everyElement()]
    .filter((element) => element.matches(interactive) && isDrawn(element) && !isInText(element) && element.getBoundingClientRect().width > 1)
    .map((element) => ({ element, size: targetSize(element) }))
    .filter(({ size }) => Math.min(size.width, size.height) < TARGET_PX - ROUNDING_PX)
    .map(({ element, size }) => `${name(element)} is ${Math.round(size.width)} × ${Math.round(size.height)} px`);
}

const isVisuallyHidden = (element: Element): boolean => {
  const { width, height } = element.getBoundingClientRect();
  return width <= 1 || height <= 1 || element.closest('.visually-hidden') !== null;
};

/** What is wider than the page, or than the box that would cut it off. */
export function cutOff(): readonly string[] {
  const faults: string[] = [];
  const page = document.scrollingElement;
  if (page !== null && page.scrollWidth > innerWidth) faults.push(`the page scrolls sideways: ${page.scrollWidth} of ${innerWidth} px`);
  for (const element of everyElement()) {
    if (!(element instanceof HTMLElement) || !isDrawn(element) || isVisuallyHidden(element)) continue;
    const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
    const wide = element.scrollWidth - element.clientWidth;
    if (wide > 1 && overflowX !== 'visible' && textOverflow !== 'ellipsis') faults.push(`${name(element)} is cut by ${wide} px sideways`);
    const high = element.scrollHeight - element.clientHeight;
    if (high > 2 && overflowY === 'hidden' && !element.matches('.frame, .fill, button') && textOverflow !== 'ellipsis')
      faults.push(`${name(element)} is cut by ${high} px downwards`);
    const { left, right } = element.getBoundingClientRect();
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
    if (hasText && (left < -1 || right > innerWidth + 1)) faults.push(`${name(element)} reaches out of the page`);
  }
  return faults;
}

const isFocusable = (element: Element): boolean =>
  element instanceof HTMLElement &&
  element.tabIndex >= 0 &&
  element.matches(`${interactive}, [tabindex]`) &&
  isDrawn(element) &&
  !(element as HTMLButtonElement).disabled;

/** Elements in the order they are drawn: shadow roots in place of their hosts' children, slots with what is assigned to them. */
function* flatTree(node: Element | ShadowRoot): Generator<Element> {
  for (const child of node.children) {
    yield child;
    if (child.shadowRoot !== null) yield* flatTree(child.shadowRoot);
    else if (child instanceof HTMLSlotElement && child.assignedElements().length > 0) {
      for (const assigned of child.assignedElements()) {
        yield assigned;
        yield* flatTree(assigned.shadowRoot ?? assigned);
      }
    } else yield* flatTree(child);
  }
}

function deepActive(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Stops of the Tab key as they should be: every control once, in the order of the document. */
export const expectedStops = (): readonly string[] => {
  const app = document.querySelector('alc-app')?.shadowRoot;
  if (!app) return [];
  const stops = [...flatTree(app)].filter((element) => isFocusable(element) && element.shadowRoot === null);
  // Of radio buttons with one name the Tab key reaches one.
  const isFollowing = (element: Element): boolean => element instanceof HTMLInputElement && element.type === 'radio' && !element.checked;
  return stops.filter((element) => !isFollowing(element)).map(name);
};

/** What has the focus, and whether one can see that it has. */
export function focused(): { readonly stop: string; readonly isVisible: boolean } | null {
  const active = deepActive();
  if (active === null || active === document.body) return null;
  const isRing = (element: Element): boolean => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  };
  // The ring may be drawn around the row or card that holds the control.
  const around = [active, active.parentElement, active.parentElement?.parentElement].filter((element) => element != null);
  return { stop: name(active), isVisible: around.some(isRing) };
}

/** The heading has the focus, and a live region has said it. */
export function unsaidHeading(): readonly string[] {
  const app = document.querySelector('alc-app')?.shadowRoot;
  const screen = app?.querySelector('.screen') as (HTMLElement & { readonly headingText?: string }) | null | undefined;
  const heading = screen?.headingText ?? '';
  const said = app?.querySelector('[role=status][aria-live=polite]')?.textContent?.trim() ?? '';
  const faults: string[] = [];
  if (heading === '') faults.push('the screen has no heading');
  if (said !== heading) faults.push(`the live region says "${said}", the heading is "${heading}"`);
  if (deepActive()?.localName !== 'h1') faults.push(`the focus is on ${deepActive()?.localName ?? 'nothing'}, not on the heading`);
  return faults;
}
