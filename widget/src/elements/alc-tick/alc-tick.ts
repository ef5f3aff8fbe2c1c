import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import { tickStyles } from './alc-tick.styles.ts';

/**
 * @summary The mark of success: its tick draws itself once.
 * @cssproperty --alc-tick-size - Side length. Default 64px.
 * @example `<alc-tick></alc-tick><h1>Sent</h1>`
 */
@customElement('alc-tick')
export class AlcTick extends AlcElement {
  static override styles = tickStyles;

  /** Words for a screen reader, when nothing beside it says what succeeded. */
  @property() label = '';

  override render(): TemplateResult {
    const labelled = this.label !== '';
    return html`<svg
      viewBox="0 0 64 64"
      role=${labelled ? 'img' : nothing}
      aria-label=${labelled ? this.label : nothing}
      aria-hidden=${labelled ? nothing : 'true'}
    ><circle cx="32" cy="32" r="31" /><path pathLength="1" d="m20 33 8.5 8.5L45 24" /></svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-tick': AlcTick;
  }
}
