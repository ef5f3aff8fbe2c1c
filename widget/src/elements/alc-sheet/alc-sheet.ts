import { html, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { AlcResizeEvent } from '../../events.ts';
import { AlcElement } from '../alc-element.ts';
import { sheetStyles } from './alc-sheet.styles.ts';

export type SheetLayout = 'auto' | 'dialog' | 'sheet' | 'inline';

/** The frame is 384 px wide on a desk too, so width alone cannot tell a phone: a finger as the pointer does. */
const PHONE = '(pointer: coarse) and (max-width: 480px)';

/** The page's frame takes 240 ms to reach a new height; until then nothing that is about to fit shows a scroll bar. */
const SETTLE_MS = 320;

/**
 * @summary The frame of every screen: a header, a body that scrolls, an action bar that does not.
 * @slot header - Who is asking, and the heading.
 * @slot - The body.
 * @slot actions - One element holding the buttons, primary first; they stand one under the other.
 * @fires alc-resize - The height at which nothing would scroll, in CSS pixels, whenever it changes.
 * @csspart body - The part that scrolls.
 * @example
 * ```html
 * <alc-sheet><alc-header slot="header" heading="Sign in"></alc-header>…<div slot="actions"><alc-button full>Continue</alc-button></div></alc-sheet>
 * ```
 */
@customElement('alc-sheet')
export class AlcSheet extends AlcElement {
  static override styles = sheetStyles;

  /** `auto`: what the page's mode asks for (`data-mode` of the document); without one a sheet from the bottom edge on phones, else a dialog. */
  @property() layout: SheetLayout = 'auto';

  @state() private hasActions = false;
  @state() private moreAbove = false;
  @state() private moreBelow = false;
  /** Whether the body may scroll: not while the frame is still growing. */
  @state() private isSettled = false;
  @query('.scroll') private readonly scrollBox!: HTMLElement;
  @query('.content') private readonly content!: HTMLElement;
  @query('header') private readonly header!: HTMLElement;
  @query('footer') private readonly footer!: HTMLElement;

  readonly #phone = matchMedia(PHONE);
  /** In the next frame: what is done about a new height changes sizes again, which browsers report as a loop when it happens within the same one. */
  readonly #sizes = new ResizeObserver(() => requestAnimationFrame(() => this.#measure()));
  #heightPx = 0;
  #settling: ReturnType<typeof setTimeout> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#phone.addEventListener('change', this.#onPhone);
    if (this.hasUpdated) this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#phone.removeEventListener('change', this.#onPhone);
    this.#sizes.disconnect();
    this.#heightPx = 0;
    if (this.#settling !== null) clearTimeout(this.#settling);
  }

  readonly #onPhone = (): void => this.requestUpdate();

  override firstUpdated(): void {
    this.#observe();
  }

  override willUpdate(): void {
    const { mode } = document.documentElement.dataset;
    const asked = mode === 'sheet' || mode === 'inline' ? mode : this.#phone.matches ? 'sheet' : 'dialog';
    this.dataset.layout = this.layout === 'auto' ? asked : this.layout;
  }

  #observe(): void {
    for (const part of [this.header, this.content, this.footer, this.scrollBox]) this.#sizes.observe(part);
  }

  /** What the three zones need, whatever height the frame has at the moment: no circle between the two. */
  #measure(): void {
    // Fractions count: half a pixel too little is a scroll bar.
    const zones = [this.header, this.content, this.footer].map((zone) => zone.getBoundingClientRect().height);
    const heightPx = Math.ceil(zones.reduce((total, height) => total + height, 0));
    this.#readScroll();
    if (heightPx === this.#heightPx || heightPx === 0) return;
    this.#heightPx = heightPx;
    this.#settle();
    this.dispatchEvent(new AlcResizeEvent(heightPx));
  }

  #settle(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.isSettled = false;
    this.#settling = setTimeout(() => {
      this.isSettled = true;
    }, SETTLE_MS);
  }

  readonly #readScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.scrollBox;
    this.moreAbove = scrollTop > 1;
    this.moreBelow = scrollTop + clientHeight < scrollHeight - 1;
  };

  readonly #onActions = (event: Event): void => {
    this.hasActions = event.target instanceof HTMLSlotElement && event.target.assignedElements().length > 0;
  };

  override render(): TemplateResult {
    // A box that scrolls must be reachable by key; one that does not must not be a stop on the way.
    const scrolls = this.moreAbove || this.moreBelow;
    return html`<div class="zones ${this.moreAbove ? 'more-above' : ''} ${this.moreBelow ? 'more-below' : ''} ${this.isSettled ? 'settled' : ''}">
      <header><slot name="header"></slot></header>
      <div class="scroll" part="body" tabindex=${scrolls ? '0' : '-1'} @scroll=${this.#readScroll}>
        <div class="content"><slot></slot></div>
      </div>
      <footer ?hidden=${!this.hasActions}><div class="actions"><slot name="actions" @slotchange=${this.#onActions}></slot></div></footer>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-sheet': AlcSheet;
  }
}
