import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Chain } from '../../contract/api.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-qr/alc-qr.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { formatAmount } from '../../i18n/format.ts';
import type { Assets } from '../../state/asset.ts';
import type { Account } from '../../state/state.ts';
import { assetWords } from '../asset-words/asset-words.ts';
import { fieldStyles } from '../field.styles.ts';
import { ScreenElement } from '../screen-element.ts';
import { paymentRequest, type Requestable, readSum, type SumProblem } from './payment-request.ts';
import { receiveViewStyles } from './receive-view.styles.ts';

const { say } = assetWords;
const copiedMs = 2_000;

/**
 * @summary The account's address as a code and in full, to scan, copy, share or compare; with an amount where one is asked for (EIP-681).
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-receive-view')
export class AlcReceiveView extends ScreenElement {
  static override styles = [ScreenElement.styles, fieldStyles, receiveViewStyles];

  @property({ attribute: false }) account: Account | null = null;
  @property({ attribute: false }) chain: Chain | null = null;
  /** What may be asked for beside the chain's own money. */
  @property({ attribute: false }) assets: Assets | null = null;

  @state() private typed = '';
  @state() private chosen = '';
  @state() private copy: 'idle' | 'copied' | 'failed' = 'idle';
  #timer: ReturnType<typeof setTimeout> | null = null;

  override willUpdate(): void {
    if (!assetWords.isReady()) void assetWords.load().then(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  override render() {
    const { account, chain } = this;
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${msg('Receive', { id: 'receive.title' })}</h1>
        <p class="lead">${msg('Share this address with whoever pays you. It only lets money in.', { id: 'receive.text' })}</p>
        ${account === null || chain === null || !assetWords.isReady() ? waiting : this.#renderReady(account, chain)}
        ${
          chain === null
            ? nothing
            : html`<p class="note">
                <alc-icon name="info"></alc-icon>
                <span>${msg(str`Have it sent on ${chain.name}. What is sent on another network does not show up here.`, { id: 'receive.network' })}</span>
              </p>`
        }
      </div>
    </alc-sheet>`;
  }

  #renderReady(account: Account, chain: Chain): TemplateResult {
    const assets = this.#requestable(chain);
    const asset = assets.find(({ address }) => (address ?? '') === this.chosen) ?? assets[0];
    const sum = this.typed.trim() === '' || asset === undefined ? null : readSum(this.typed, asset.decimals);
    const request =
      asset !== undefined && sum !== null && 'value' in sum
        ? {
            text: paymentRequest({ to: account.address, chainId: chain.chainId, token: asset.address, value: sum.value }),
            asked: formatAmount(sum.value, asset.decimals, asset.symbol),
          }
        : null;
    const text = request?.text ?? account.address;
    const label = request === null ? say('qr-address') : say('qr-request', request.asked);
    return html`<div class="code"><alc-qr text=${text} label=${label}></alc-qr></div>
      ${request === null ? nothing : html`<p class="asked">${request.asked}</p>`}
      <div class="card"><alc-address address=${account.address} full no-picture></alc-address></div>
      <div class="ways">
        <alc-button id="copy" variant="secondary" full @click=${() => this.#onCopy(text)}>
          ${this.copy === 'copied' ? say('copied') : say(request === null ? 'copy-address' : 'copy-request')}
        </alc-button>
        ${
          'share' in navigator
            ? html`<alc-button id="share" variant="secondary" full @click=${() => this.#onShare(text)}>${say('share')}</alc-button>`
            : nothing
        }
      </div>
      ${this.copy === 'failed' ? html`<p class="problem" role="alert">${say('copy-failed')}</p>` : nothing}
      <span class="visually-hidden" role="status">${this.copy === 'copied' ? say('copied') : ''}</span>
      <details>
        <summary>${say('request')}</summary>
        <div class="fields">
          ${assets.length < 2 ? nothing : this.#renderChoice(assets, asset)}
          <label class="field"
            >${say('sum')}
            <input
              id="sum"
              inputmode="decimal"
              autocomplete="off"
              maxlength="80"
              aria-describedby="sum-note"
              aria-invalid=${sum !== null && 'problem' in sum ? 'true' : 'false'}
              .value=${this.typed}
              @input=${this.#onInput}
            />
          </label>
          <p id="sum-note" class=${sum !== null && 'problem' in sum ? 'problem' : 'small'} role="status">
            ${sum !== null && 'problem' in sum ? sumText(sum.problem, asset) : say('request-hint')}
          </p>
        </div>
      </details>`;
  }

  #renderChoice(assets: readonly Requestable[], current: Requestable | undefined): TemplateResult {
    return html`<label class="field"
      >${say('token')}
      <select id="token" @change=${this.#onChoice}>
        ${assets.map((asset) => html`<option value=${asset.address ?? ''} ?selected=${asset === current}>${asset.symbol}</option>`)}
      </select>
    </label>`;
  }

  #requestable({ nativeCurrency, chainId }: Chain): readonly Requestable[] {
    return [{ address: null, ...nativeCurrency }, ...(this.assets?.tokens ?? []).filter((token) => token.address !== null && token.chainId === chainId)];
  }

  readonly #onInput = (event: InputEvent): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.copy = 'idle';
  };

  readonly #onChoice = (event: Event): void => {
    this.chosen = (event.target as HTMLSelectElement).value;
    this.copy = 'idle';
  };

  async #onCopy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copy = 'copied';
    } catch {
      this.copy = 'failed';
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.copy === 'copied') {
      this.#timer = setTimeout(() => {
        this.copy = 'idle';
      }, copiedMs);
    }
  }

  async #onShare(text: string): Promise<void> {
    try {
      await navigator.share({ text });
    } catch (cause) {
      // Changing one's mind is no failure; a page around the wallet that does not allow sharing leaves copying.
      if (!(cause instanceof DOMException && cause.name === 'AbortError')) await this.#onCopy(text);
    }
  }
}

const waiting = html`<div class="code"><alc-skeleton width="232px" height="232px"></alc-skeleton></div>
  <alc-skeleton width="100%" height="88px"></alc-skeleton>`;

function sumText(problem: SumProblem, asset: Requestable | undefined): string {
  switch (problem) {
    case 'number':
      return say('sum-number');
    case 'decimals':
      return say('sum-decimals', asset?.symbol ?? '', asset?.decimals ?? 0);
    case 'zero':
      return say('sum-zero');
    case 'large':
      return say('sum-large');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-receive-view': AlcReceiveView;
  }
}
