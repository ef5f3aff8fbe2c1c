import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import { rowStyles } from './alc-row.styles.ts';

/**
 * @summary One fact: label at the start, value at the end, a hairline to the row before it.
 * @slot - The value: text or an element.
 * @csspart label - The label.
 * @csspart value - The value.
 * @example `<alc-row label="Network fee">≈ $0.02</alc-row>`
 */
@customElement('alc-row')
export class AlcRow extends AlcElement {
  static override styles = rowStyles;

  @property() label = '';
  /** For the row that counts, such as the total. */
  @property({ type: Boolean, reflect: true }) strong = false;

  // A list of its own per row: a custom element between <dl> and <dt> would cut the pair apart for screen readers.
  override render(): TemplateResult {
    return html`<dl><dt part="label">${this.label}</dt><dd part="value"><slot></slot></dd></dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-row': AlcRow;
  }
}
