import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { Chain } from '../../contract/api.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { AlcItemEvent } from '../../events.ts';
import { formatTime, shortAddress } from '../../i18n/format.ts';
import type { History, IncomingTransfer, TransactionMeaning } from '../../state/history.ts';
import { activityRowsStyles } from '../activity-rows.styles.ts';
import { activitySkeleton } from '../activity-rows.ts';
import { incomingAmount, lineOf, shownStatus, statusWord } from '../own-words/activity-text.ts';
import { OwnElement } from '../own-words/own-element.ts';
import { ScreenElement } from '../screen-element.ts';
import { activityViewStyles } from './activity-view.styles.ts';
import { groupByDay } from './group-by-day.ts';

type Line = { readonly id: string; readonly atMs: number; readonly order: number; readonly draw: () => TemplateResult };

/**
 * @summary Everything this account sent and received, by day; each leads to what is known of it.
 * @event {AlcItemEvent} alc-item - One was chosen.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-activity-view')
export class AlcActivityView extends OwnElement {
  static override styles = [ScreenElement.styles, activityRowsStyles, activityViewStyles];

  @property({ attribute: false }) account: Hex | null = null;
  @property({ attribute: false }) chains: readonly Chain[] = [];

  /** Null while it is on its way. */
  @property({ attribute: false }) activity: readonly Transaction[] | null = null;

  /** What is known of it beyond the list. */
  @property({ attribute: false }) history: History | null = null;

  /** What counts as today, in Unix milliseconds; the clock when left out. */
  @property({ attribute: false }) nowMs: number | null = null;

  override render(): TemplateResult {
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${this.say().activity}</h1>
        ${this.history?.problem === 'unreachable' ? html`<p class="small" role="status">${this.say().incomingUnreachable}</p>` : nothing} ${this.#renderList()}
      </div>
    </alc-sheet>`;
  }

  #renderList(): TemplateResult | readonly TemplateResult[] {
    const { activity } = this;
    if (activity === null) return activitySkeleton(5);
    const own = this.account?.toLowerCase();
    const sent = activity.filter(({ from }) => from.toLowerCase() === own);
    const lines: readonly Line[] = [
      ...sent.map((one): Line => ({ id: one.hash, atMs: one.createdAtMs, order: one.nonce, draw: () => this.#renderSent(one, activity) })),
      ...(this.history?.incoming ?? []).map((one): Line => ({ id: one.id, atMs: one.atMs, order: one.blockNumber, draw: () => this.#renderReceived(one) })),
    ];
    if (lines.length === 0) {
      return html`<div class="nothing-yet">
        <span class="direction"><alc-icon name="clock"></alc-icon></span>
        <p>${this.say().empty}</p>
      </div>`;
    }
    return groupByDay(lines, this.nowMs ?? Date.now()).map(
      ({ day, items }) => html`<section>
        <h2>${day}</h2>
        <ul>
          ${items.map(({ draw }) => html`<li>${draw()}</li>`)}
        </ul>
      </section>`,
    );
  }

  #renderSent(transaction: Transaction, all: readonly Transaction[]): TemplateResult {
    const { hash, createdAtMs } = transaction;
    const status = shownStatus(transaction, all);
    const meaning: TransactionMeaning | null = this.history?.meanings[hash] ?? null;
    const { title, detail, amount } = lineOf(meaning, status);
    const icon = meaning?.kind.startsWith('sent') === false ? 'file-text' : 'arrow-up-right';
    return this.#renderLine({ id: hash, status, icon, title, detail, amount, when: status === 'confirmed' ? formatTime(createdAtMs) : statusWord(status) });
  }

  #renderReceived(incoming: IncomingTransfer): TemplateResult {
    const { id, from, atMs } = incoming;
    const words = this.say();
    const detail = words.fromParty(shortAddress(from));
    return this.#renderLine({
      id,
      status: 'confirmed',
      icon: 'arrow-down-left',
      title: words.received,
      detail,
      amount: `+${incomingAmount(incoming)}`,
      when: formatTime(atMs),
    });
  }

  #renderLine(line: { readonly [part in 'id' | 'status' | 'icon' | 'title' | 'detail' | 'amount' | 'when']: string }): TemplateResult {
    return html`<button
      id="line-${line.id.replace(':', '-')}"
      class="transaction"
      type="button"
      data-status=${line.status}
      @click=${() => this.dispatchEvent(new AlcItemEvent({ what: 'send', change: { what: 'show', id: line.id } }))}
    >
      <span class="direction" data-direction=${line.icon === 'arrow-down-left' ? 'in' : 'out'}><alc-icon name=${line.icon}></alc-icon></span>
      <span class="what"><span class="main">${line.title}</span><span class="detail">${line.detail}</span></span>
      <span class="how-much"><span class="main amount">${line.amount}</span><span class="detail status">${line.when}</span></span>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-activity-view': AlcActivityView;
  }
}
