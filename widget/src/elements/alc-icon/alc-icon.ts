import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../../styles/base.styles.ts';
import { iconStyles } from './alc-icon.styles.ts';
import { type IconName, icons } from './icons.ts';

export type { IconName } from './icons.ts';

/** Icons that point along the line of reading turn round in right-to-left languages. */
const DIRECTIONAL: ReadonlySet<IconName> = new Set(['arrow-left', 'chevron-right', 'log-out', 'send', 'delete']);

/**
 * @summary One icon of the set, 20 px, in the colour of the text around it.
 * @cssproperty --alc-icon-size - Side length. Default 20px.
 * @example `<alc-icon name="lock"></alc-icon>`
 */
@customElement('alc-icon')
export class AlcIcon extends LitElement {
  static override styles = [baseStyles, iconStyles];

  @property() name: IconName = 'info';
  /** Words for a screen reader. Without them the icon is decoration and is not read. */
  @property() label = '';

  override render(): TemplateResult {
    const labelled = this.label !== '';
    return html`<svg
      viewBox="0 0 24 24"
      class=${DIRECTIONAL.has(this.name) ? 'directional' : nothing}
      role=${labelled ? 'img' : nothing}
      aria-label=${labelled ? this.label : nothing}
      aria-hidden=${labelled ? nothing : 'true'}
    >${icons[this.name]}</svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-icon': AlcIcon;
  }
}
