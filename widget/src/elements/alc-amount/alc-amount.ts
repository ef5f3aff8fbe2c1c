import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatDecimal } from '../../i18n/format.ts';
import { AlcElement } from '../alc-element.ts';
import { amountStyles } from './alc-amount.styles.ts';

/** From this many characters on, the large size steps down one size of the scale rather than break in two lines. */
const LONG_CHARACTERS = 14;

/**
 * @summary A sum: number, symbol, its value in money under it.
 * @csspart amount - Number and symbol.
 * @csspart money - The line under it.
 * @example `<alc-amount size="large" value="0.01" symbol="ETH" money="≈ $31.20"></alc-amount>`
 */
@customElement('alc-amount')
export class AlcAmount extends AlcElement {
  static override styles = amountStyles;

  /** A plain decimal number (`'1234.5'`), which is grouped for the language; other text is shown as it is. No digit is lost. */
  @property() value = '0';
  @property() symbol = '';
  /** The value in money, ready to show; empty when unknown. */
  @property() money = '';
  @property({ reflect: true }) size: 'large' | 'normal' = 'normal';

  override render(): TemplateResult {
    const number = formatDecimal(this.value);
    const long = number.length + this.symbol.length > LONG_CHARACTERS ? 'long' : '';
    return html`<span part="amount" class="amount ${long}"><bdi>${number}</bdi>${
      this.symbol === '' ? nothing : html` <bdi class="symbol">${this.symbol}</bdi>`
    }</span>${this.money === '' ? nothing : html`<span part="money" class="money">${this.money}</span>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-amount': AlcAmount;
  }
}
