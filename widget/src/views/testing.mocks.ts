import { useTokens } from '../styles/testing/use-tokens.ts';
import type { ScreenElement, ScreenFrame } from './screen-element.ts';
import { hostOrigin } from './views.mocks.ts';

/** Around every screen in a test. */
export const frame: ScreenFrame = { origin: hostOrigin, appName: 'Tea Shop', closable: true };

/** Puts the tokens on the page for the tests of a file. */
export function withTokens(): void {
  let drop: () => void;
  before(async () => {
    drop = await useTokens();
  });
  after(() => drop());
}

/** All words of a screen but those inside its elements, on one line. */
export function words(view: ScreenElement): string {
  return view.shadowRoot?.textContent?.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim() ?? '';
}

/** An element inside a screen; fails the test when it is not there. */
export function part<T extends Element = HTMLElement>(view: ScreenElement, selector: string): T {
  const found = view.shadowRoot?.querySelector<T>(selector);
  if (!found) throw new Error(`${view.localName} has no ${selector}`);
  return found;
}

/** Labels of the rows, top to bottom. */
export function rowLabels(view: ScreenElement): readonly string[] {
  return [...(view.shadowRoot?.querySelectorAll('alc-row') ?? [])].map((row) => row.label);
}

/** Skips a test that presses real keys where the runner has none to press. */
export function needsKeyboard(test: Mocha.Context): void {
  if (!navigator.userAgent.includes('Firefox')) return;
  console.log(`views: "${test.test?.title ?? ''}" skipped, the test runner cannot press keys in Firefox`);
  test.skip();
}
