import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import '../alc-icon/alc-icon.ts';
import type { IconName } from '../alc-icon/alc-icon.ts';
import { menuRowStyles } from './alc-menu-row.styles.ts';

/**
 * @summary One line of a list that leads somewhere: icon, title, detail, chevron. It fires the native `click`.
 * @slot icon - In the place of `icon`, e.g. an identicon.
 * @slot - At the end, before the chevron, e.g. an amount.
 * @csspart button - The native button.
 * @example `<alc-menu-row icon="globe" heading="Language" detail="English"></alc-menu-row>`
 */
@customElement('alc-menu-row')
export class AlcMenuRow extends AlcElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = menuRowStyles;

  @property() icon: IconName | '' = '';
  /** The title of the line (`title` itself would be a tooltip). */
  @property() heading = '';
  @property() detail = '';
  /** Without a chevron: for lines that act here and lead nowhere. */
  @property({ type: Boolean, attribute: 'no-chevron' }) noChevron = false;
  @property() variant: 'normal' | 'danger' = 'normal';
  @property({ type: Boolean, reflect: true }) disabled = false;

  override render(): TemplateResult {
    return html`<button part="button" type="button" class=${this.variant} ?disabled=${this.disabled}>
      <slot name="icon">${this.icon === '' ? nothing : html`<alc-icon class="icon" name=${this.icon}></alc-icon>`}</slot>
      <span class="text">
        <span class="label">${this.heading}</span>
        ${this.detail === '' ? nothing : html`<span class="detail">${this.detail}</span>`}
      </span>
      <span class="end"><slot></slot></span>
      ${this.noChevron ? nothing : html`<alc-icon class="chevron" name="chevron-right"></alc-icon>`}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-menu-row': AlcMenuRow;
  }
}
