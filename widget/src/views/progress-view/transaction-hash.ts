import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { AlcElement } from '../../elements/alc-element.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { shortAddress } from '../../i18n/format.ts';
import { transactionHashStyles } from './transaction-hash.styles.ts';

const confirmationMs = 2000;

/**
 * @summary A transaction's hash, short, to copy; the confirmation shows in its place.
 */
@customElement('alc-transaction-hash')
export class AlcTransactionHash extends AlcElement {
  static override styles = transactionHashStyles;

  @property({ attribute: false }) hash: Hex = '0x';

  @state() private outcome: 'none' | 'copied' | 'failed' = 'none';

  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult {
    return html`<button type="button" @click=${this.#copy}>
      <span class="label">${msg('Transaction', { id: 'hash.label' })}</span>
      <span class="value">
        <code title=${this.hash}>${shortAddress(this.hash)}</code>
        <alc-icon name=${this.outcome === 'copied' ? 'check' : 'copy'}></alc-icon>
      </span>
      <span class="visually-hidden">${msg('Copy', { id: 'hash.copy' })}</span>
    </button>
    <span class="outcome" role="status">${this.#outcomeText()}</span>`;
  }

  #outcomeText(): string {
    if (this.outcome === 'copied') return msg('Copied', { id: 'hash.copied' });
    if (this.outcome === 'failed') return msg('Copying is not allowed here.', { id: 'hash.copy-failed' });
    return '';
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.hash);
      this.outcome = 'copied';
    } catch {
      this.outcome = 'failed';
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.outcome = 'none';
    }, confirmationMs);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-transaction-hash': AlcTransactionHash;
  }
}
