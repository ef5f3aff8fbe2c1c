import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { encode } from 'uqr';
import { AlcElement } from '../alc-element.ts';
import { qrStyles } from './alc-qr.styles.ts';

/** Light modules around the code that scanners need to find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/**
 * @summary A QR code, drawn in one path.
 * @example `<alc-qr text="ethereum:0x12ab…@1" label="QR code of your address"></alc-qr>`
 */
@customElement('alc-qr')
export class AlcQr extends AlcElement {
  static override styles = qrStyles;

  @property() text = '';
  /** What it is, for those who do not see it. */
  @property() label = '';

  override render(): TemplateResult | typeof nothing {
    if (this.text === '') return nothing;
    const { size, data } = encode(this.text, { ecc: 'M', border: QUIET_ZONE });
    const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : []))).join('');
    return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${this.label}><path d=${path}></path></svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-qr': AlcQr;
  }
}
