import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-row/alc-row.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import type { Chain } from '../../contract/api.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import { AlcItemEvent } from '../../events.ts';
import { formatAmount, formatMoment } from '../../i18n/format.ts';
import type { IncomingTransfer } from '../../state/history.ts';
import type { SendChange } from '../../state/send.ts';
import type { AppState } from '../../state/state.ts';
import { incomingAmount, partyOf, sentenceOf, shownStatus, statusWord } from '../own-words/activity-text.ts';
import { OwnElement } from '../own-words/own-element.ts';
import '../progress-view/transaction-hash.ts';
import { ScreenElement } from '../screen-element.ts';
import { transactionViewStyles } from './transaction-view.styles.ts';

type Row = readonly [label: string, value: string | TemplateResult];

/**
 * @summary One transaction: what it did, where it stands, and what can still be done about it.
 * @event {AlcItemEvent} alc-item - Speed up, cancel, or look at the one that took its place.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-transaction-view')
export class AlcTransactionView extends OwnElement {
  static override styles = [ScreenElement.styles, transactionViewStyles];

  @property({ attribute: false }) state: Pick<AppState, 'activity' | 'history' | 'chains' | 'online'> | null = null;

  override render(): TemplateResult {
    const { activity, history } = this.state ?? { activity: null, history: null };
    const shown = history?.shown ?? null;
    const transaction = activity?.find(({ hash }) => hash === shown);
    const incoming = history?.incoming?.find(({ id }) => id === shown);
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      ${transaction === undefined ? (incoming === undefined ? this.#renderWaiting() : this.#renderIncoming(incoming)) : this.#renderTransaction(transaction)}
    </alc-sheet>`;
  }

  #renderWaiting(): TemplateResult {
    return html`<div class="content">
      <h1 tabindex="-1">${this.say().activity}</h1>
      <alc-skeleton width="100%" height="160px"></alc-skeleton>
    </div>`;
  }

  #renderTransaction(transaction: Transaction): TemplateResult {
    const { activity, history } = this.state ?? {};
    const meaning = history?.meanings[transaction.hash] ?? null;
    const status = shownStatus(transaction, activity ?? []);
    const party = meaning === null ? null : partyOf(meaning);
    const words = this.say();
    const rows: readonly (Row | null)[] = [
      [words.status, html`<span class="state" data-status=${status}><alc-icon name=${statusIcons[status]}></alc-icon>${statusWord(status)}</span>`],
      party === null ? null : [party.label, html`<alc-address address=${party.address} copyable></alc-address>`],
      this.#feeRow(transaction),
      transaction.blockNumber === null ? null : [words.block, String(transaction.blockNumber)],
      [words.time, formatMoment(transaction.createdAtMs)],
      transaction.origin === null ? null : [words.askedBy, transaction.origin === location.origin ? words.thisWallet : html`<bdi>${transaction.origin}</bdi>`],
    ];
    const about = status === 'confirmed' ? null : words[`about.${status}`];
    return html`<div class="content">
        <h1 tabindex="-1">${meaning === null ? words.activity : sentenceOf(meaning, status)}</h1>
        ${history?.problem === 'not_replaced' ? html`<alc-banner level="caution" heading=${words.notReplaced} role="alert"></alc-banner>` : nothing}
        <div>${renderRows(rows)}</div>
        ${about === null ? nothing : html`<p class="hint" role="status">${about}</p>`}
        ${transaction.replacedBy == null ? nothing : this.#renderReplacement(transaction.replacedBy)} ${this.#renderHash(transaction)}
      </div>
      ${status === 'sent' ? this.#renderActions(transaction) : nothing}`;
  }

  #feeRow({ feeWei, offer, chainId }: Transaction): Row | null {
    const chain = this.#chain(chainId);
    const format = (wei: bigint) => formatAmount(wei, chain?.nativeCurrency.decimals ?? 18, chain?.nativeCurrency.symbol ?? '', { maxFractionDigits: 8 });
    const words = this.say();
    if (feeWei !== null) return [words.networkFee, format(BigInt(feeWei))];
    const [price, , gasLimit] = offer ?? [];
    return price === undefined || gasLimit === undefined ? null : [words.networkFee, words.feeAtMost(format(BigInt(gasLimit) * BigInt(price)))];
  }

  #renderReplacement(hash: string): TemplateResult {
    return html`<button id="replacement" class="link" type="button" @click=${() => this.#tell({ what: 'show', id: hash })}>${this.say().replacedBy}</button>`;
  }

  #renderActions({ hash }: Transaction): TemplateResult {
    const words = this.say();
    const { history, online } = this.state ?? {};
    const isBusy = history?.busy === true;
    return html`<div slot="actions" class="actions">
      <alc-button id="speed-up" full ?busy=${isBusy} ?disabled=${online === false} @click=${() => this.#tell({ what: 'speed-up', id: hash })}>${words.speedUp}</alc-button>
      <p class="small">${words.speedUpText}</p>
      <alc-button id="cancel" variant="secondary" full ?disabled=${isBusy || online === false} @click=${() => this.#tell({ what: 'cancel', id: hash })}
        >${words.cancel}</alc-button
      >
      <p class="small">${words.cancelText}</p>
    </div>`;
  }

  #renderIncoming(incoming: IncomingTransfer): TemplateResult {
    const words = this.say();
    const rows: readonly Row[] = [
      [words.status, html`<span class="state" data-status="confirmed"><alc-icon name="check"></alc-icon>${statusWord('confirmed')}</span>`],
      [words.from, html`<alc-address address=${incoming.from}></alc-address>`],
      [words.block, String(incoming.blockNumber)],
      [words.time, formatMoment(incoming.atMs)],
    ];
    return html`<div class="content">
      <h1 tabindex="-1">${words['sentence.received'](incomingAmount(incoming), `${incoming.from.slice(0, 6)}…${incoming.from.slice(-4)}`)}</h1>
      <div>${renderRows(rows)}</div>
      ${this.#renderHash(incoming)}
    </div>`;
  }

  #renderHash({ hash, chainId }: Pick<Transaction, 'hash' | 'chainId'>): TemplateResult {
    const explorer = this.#chain(chainId)?.explorerUrl ?? null;
    return html`<alc-transaction-hash .hash=${hash}></alc-transaction-hash>
      ${
        explorer === null
          ? nothing
          : html`<a id="explorer" class="link explorer" href=${`${explorer.replace(/\/$/, '')}/tx/${hash}`} target="_blank" rel="noopener noreferrer"
              ><alc-icon name="arrow-up-right"></alc-icon>${this.say().explorer}</a
            >`
      }`;
  }

  #chain(chainId: number): Chain | null {
    return this.state?.chains.find((chain) => chain.chainId === chainId) ?? null;
  }

  #tell(change: SendChange): void {
    this.dispatchEvent(new AlcItemEvent({ what: 'send', change }));
  }
}

const statusIcons = { signed: 'clock', sent: 'clock', outbid: 'clock', confirmed: 'check', failed: 'alert-triangle', dropped: 'x', replaced: 'x' } as const;

const renderRows = (rows: readonly (Row | null)[]): readonly (TemplateResult | typeof nothing)[] =>
  rows.map((row) => (row === null ? nothing : html`<alc-row label=${row[0]}><span class="value">${row[1]}</span></alc-row>`));

declare global {
  interface HTMLElementTagNameMap {
    'alc-transaction-view': AlcTransactionView;
  }
}
