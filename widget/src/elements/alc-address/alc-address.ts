import { msg } from '@lit/localize';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { addressGroups, shortAddress } from '../../i18n/format.ts';
import { AlcElement } from '../alc-element.ts';
import '../alc-icon/alc-icon.ts';
import { identicon } from '../../../../host-sdk/src/contract/identicon.ts';
import { addressStyles } from './alc-address.styles.ts';

/** How long "Copied" stands in the place of the digits. */
const CONFIRMATION_MS = 2_000;

/**
 * @summary An address: picture, name if any, first and last digits; all digits on demand; copy with confirmation in place.
 * @csspart digits - The digits.
 * @example `<alc-address address="0x12ab…" name="Savings" copyable></alc-address>`
 */
@customElement('alc-address')
export class AlcAddress extends AlcElement {
  static override styles = addressStyles;

  /** `0x` and 40 hexadecimal digits, spelled as they are to be shown (EIP-55 checksum). */
  @property() address = '';
  @property() name = '';
  /** All digits at once, in groups of four. */
  @property({ type: Boolean, reflect: true }) full = false;
  @property({ type: Boolean, reflect: true }) copyable = false;
  /** Without the picture, where it would repeat itself. */
  @property({ type: Boolean, attribute: 'no-picture' }) noPicture = false;
  /** The picture alone, where name and digits stand beside it. */
  @property({ type: Boolean, attribute: 'picture-only' }) pictureOnly = false;

  @state() private open = false;
  @state() private copy: 'idle' | 'copied' | 'failed' = 'idle';
  #timer: ReturnType<typeof setTimeout> | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.copy = 'idle';
  }

  readonly #onToggle = (): void => {
    this.open = !this.open;
  };

  readonly #onCopy = async (): Promise<void> => {
    const address = this.address;
    try {
      await navigator.clipboard.writeText(address);
      this.copy = 'copied';
    } catch {
      // Refused by the browser or the page's permissions policy: show every digit, so that it can be selected by hand.
      this.copy = 'failed';
      this.open = true;
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.copy === 'copied') {
      this.#timer = setTimeout(() => {
        this.copy = 'idle';
      }, CONFIRMATION_MS);
    }
  };

  override render(): TemplateResult {
    if (this.pictureOnly) return this.#renderPicture();
    const note = this.#note();
    return html`
      ${this.noPicture ? nothing : this.#renderPicture()}
      <span class="text ${this.name === '' ? '' : 'named'} ${this.copy}">
        ${this.name === '' ? nothing : html`<bdi class="name">${this.name}</bdi>`}
        ${this.copy === 'copied' ? html`<span class="note">${note}</span>` : this.#renderDigits()}
        ${this.copy === 'failed' ? html`<span class="note">${note}</span>` : nothing}
      </span>
      ${this.copyable ? this.#renderCopy() : nothing}
      <span class="visually-hidden" role="status">${note}</span>
    `;
  }

  #note(): string {
    if (this.copy === 'copied') return msg('Copied', { id: 'address.copied' });
    return this.copy === 'failed' ? msg('Could not copy. Select the digits instead.', { id: 'address.copy-failed' }) : '';
  }

  #renderPicture(): TemplateResult {
    const { hue, cells } = identicon(this.address);
    return html`<svg class="picture hue-${hue}" viewBox="0 0 28 28" aria-hidden="true">${cells.map(
      ({ x, y }) => svg`<rect x=${4 + x * 4} y=${4 + y * 4} width="4.2" height="4.2" />`,
    )}</svg>`;
  }

  #renderDigits(): TemplateResult {
    const all = html`<span part="digits" class="digits all" dir="ltr" translate="no">${addressGroups(this.address).map(
      (group) => html`<span class="group">${group}</span>`,
    )}</span>`;
    if (this.full) return all;
    const label = this.open ? msg('Hide full address', { id: 'address.hide' }) : msg('Show full address', { id: 'address.show' });
    const short = html`<span part="digits" class="digits short" dir="ltr" translate="no">${shortAddress(this.address)}</span>`;
    return html`<button class="toggle" type="button" aria-expanded=${this.open ? 'true' : 'false'} @click=${this.#onToggle}>
      ${this.open ? all : short}<span class="visually-hidden">, ${label}</span>
    </button>`;
  }

  #renderCopy(): TemplateResult {
    return html`<span class=${this.copy}><button class="copy" type="button" aria-label=${msg('Copy address', { id: 'address.copy' })} @click=${this.#onCopy}>
      <alc-icon name=${this.copy === 'copied' ? 'check' : 'copy'}></alc-icon>
    </button></span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-address': AlcAddress;
  }
}
