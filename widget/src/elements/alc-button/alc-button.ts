import { msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import '../alc-spinner/alc-spinner.ts';
import { buttonStyles } from './alc-button.styles.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

/**
 * @summary A button 52 px high. It fires the native `click`, and none while disabled or busy.
 * @slot - Label.
 * @slot icon - Icon before the label.
 * @csspart button - The native button.
 * @example `<alc-button full ?busy=${busy} busy-label="Signing">Sign</alc-button>`
 */
@customElement('alc-button')
export class AlcButton extends AlcElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = buttonStyles;

  @property() variant: ButtonVariant = 'primary';
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** Waiting: shows a moving mark at once, keeps its width, and takes no clicks. It stays focusable, so no place is lost. */
  @property({ type: Boolean, reflect: true }) busy = false;
  /** Words beside the moving mark, e.g. "Signing". Default: read out as "Working", nothing shown. */
  @property({ attribute: 'busy-label' }) busyLabel = '';
  /** As wide as the box it is in. */
  @property({ type: Boolean, reflect: true }) full = false;

  constructor() {
    super();
    // Capturing on the host runs before every listener a parent put on it.
    this.addEventListener('click', this.#block, { capture: true });
  }

  readonly #block = (event: Event): void => {
    if (!this.disabled && !this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  override render(): TemplateResult {
    return html`<button
      part="button"
      type="button"
      class="${this.variant} ${this.busy ? 'busy' : ''}"
      ?disabled=${this.disabled}
      aria-disabled=${this.busy ? 'true' : nothing}
      aria-busy=${this.busy ? 'true' : nothing}
    >
      <span class="content"><slot name="icon"></slot><slot></slot></span>
      <span class="wait">${this.#renderWait()}</span>
    </button>`;
  }

  #renderWait(): TemplateResult | typeof nothing {
    if (!this.busy) return nothing;
    const words = this.busyLabel === '' ? html`<span class="visually-hidden">${msg('Working', { id: 'button.busy' })}</span>` : this.busyLabel;
    return html`<alc-spinner></alc-spinner>${words}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-button': AlcButton;
  }
}
