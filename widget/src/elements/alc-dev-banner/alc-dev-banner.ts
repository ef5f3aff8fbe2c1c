import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import '../alc-icon/alc-icon.ts';
import { devBannerStyles } from './alc-dev-banner.styles.ts';

/**
 * @summary Says that keys are kept by a development enclave. A mark of trust: no theme reaches its words or colours.
 * @example `<alc-dev-banner></alc-dev-banner>`
 */
@customElement('alc-dev-banner')
export class AlcDevBanner extends AlcElement {
  static override styles = devBannerStyles;

  override render(): TemplateResult {
    return html`<p><alc-icon name="alert-triangle"></alc-icon>${msg('Development enclave. No real money.', { id: 'dev-banner.text' })}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-dev-banner': AlcDevBanner;
  }
}
