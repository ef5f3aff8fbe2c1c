import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import { spinnerStyles } from './alc-spinner.styles.ts';

/**
 * @summary A small moving mark for a wait of unknown length.
 * @cssproperty --alc-spinner-size - Side length. Default 20px.
 * @example `<alc-spinner label="Signing"></alc-spinner>`
 */
@customElement('alc-spinner')
export class AlcSpinner extends AlcElement {
  static override styles = spinnerStyles;

  /** What is being waited for. Without it the mark is decoration and is not read. */
  @property() label = '';

  override render(): TemplateResult {
    const labelled = this.label !== '';
    return html`<svg
      viewBox="0 0 24 24"
      role=${labelled ? 'img' : nothing}
      aria-label=${labelled ? this.label : nothing}
      aria-hidden=${labelled ? nothing : 'true'}
    ><circle class="track" cx="12" cy="12" r="9" /><path d="M12 3a9 9 0 0 1 9 9" /></svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-spinner': AlcSpinner;
  }
}
