import { type CSSResultGroup, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { AlcElement } from '../elements/alc-element.ts';
import '../elements/alc-header/alc-header.ts';
import '../elements/alc-sheet/alc-sheet.ts';
import { screenStyles } from './screen.styles.ts';

/** Which way the person went: decides from where the new screen comes in. */
export type ScreenDirection = 'forward' | 'back' | 'none';

/** Around every screen: who is asking, and whether there is something to close. */
export type ScreenFrame = {
  /** Exact origin of the page that asks; null when the wallet stands alone. */
  readonly origin: string | null;
  /** Registered name of the app. */
  readonly appName: string;
  /** False where there is nothing to close, as in inline mode. */
  readonly closable: boolean;
};

const enterDurationMs = 200;
const enterOffsetPx = 16;

/**
 * What every screen has in common: who is asking, the three zones, a heading that can take the focus, and the way it
 * comes in. Screens get data by properties and speak by the events of `events.ts`; they know no store.
 *
 * @slot banners - Marks of trust and of being offline, under the header.
 */
export abstract class ScreenElement extends AlcElement {
  static override styles: CSSResultGroup = screenStyles;

  @property({ attribute: false }) frame: ScreenFrame = { origin: null, appName: '', closable: false };

  /** Also waits for the frame, which shows its action bar only once it has found what is in it. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    const sheet = this.renderRoot.querySelector('alc-sheet');
    await sheet?.updateComplete;
    // The slot tells of its content in a task of its own after the first rendering.
    await Promise.resolve();
    await sheet?.updateComplete;
    return complete;
  }

  /** Text of the screen's heading, for the live region; empty before the first render. */
  get headingText(): string {
    const text = this.#heading?.getAttribute('aria-label') ?? this.#heading?.textContent ?? '';
    return text.replace(/\s+/g, ' ').trim();
  }

  /** Puts the focus on the heading, so that a screen reader starts reading where a sighted person does. */
  focusHeading(): void {
    this.#heading?.focus({ preventScroll: true });
  }

  /** Puts the focus back on the control with this id, the one that led away; false when it is gone. */
  focusControl(id: string): boolean {
    const control = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    control?.focus({ preventScroll: true });
    return control !== null;
  }

  /** Id of the control that has the focus inside this screen, to come back to it later. */
  get focusedControlId(): string | null {
    return this.shadowRoot?.activeElement?.id || null;
  }

  /** Brings body and actions in; the header stays where it is. Only opacity when motion is to be reduced. */
  enter(direction: ScreenDirection): void {
    const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
    // Asking for the computed direction instead would make the browser work out every style at once.
    const sign = this.matches(':dir(rtl)') ? -1 : 1;
    const offsetPx = reduced || direction === 'none' ? 0 : sign * (direction === 'forward' ? enterOffsetPx : -enterOffsetPx);
    for (const zone of this.renderRoot.querySelectorAll('.content, [slot="actions"]')) {
      zone.animate(
        [
          { opacity: 0, transform: `translateX(${offsetPx}px)` },
          { opacity: 1, transform: 'none' },
        ],
        { duration: enterDurationMs, easing: 'ease-out' },
      );
    }
  }

  /** The header zone; `back` shows the arrow. */
  protected renderHeader(options: { readonly back?: boolean } = {}): TemplateResult {
    return html`<div slot="header">
      <alc-header .origin=${this.frame.origin} .appName=${this.frame.appName || null} ?closable=${this.frame.closable} ?back=${options.back ?? false}></alc-header>
      <slot name="banners"></slot>
    </div>`;
  }

  get #heading(): HTMLElement | null {
    return this.renderRoot.querySelector('h1');
  }
}
