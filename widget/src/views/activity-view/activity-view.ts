import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { Chain, Transaction } from '../../contract/api.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { activityRowsStyles } from '../activity-rows.styles.ts';
import { activityRow, activitySkeleton, groupByDay } from '../activity-rows.ts';
import { ScreenElement } from '../screen-element.ts';

/**
 * @summary Everything this account sent and received, by day.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-activity-view')
export class AlcActivityView extends ScreenElement {
  static override styles = [ScreenElement.styles, activityRowsStyles];

  @property({ attribute: false }) account: Hex | null = null;
  @property({ attribute: false }) chains: readonly Chain[] = [];

  /** Null while it is on its way. */
  @property({ attribute: false }) activity: readonly Transaction[] | null = null;

  /** What counts as today, in Unix milliseconds; the clock when left out. */
  @property({ attribute: false }) nowMs: number | null = null;

  override render() {
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${msg('Activity', { id: 'activity.title' })}</h1>
        ${this.#renderList()}
      </div>
    </alc-sheet>`;
  }

  #renderList(): TemplateResult | TemplateResult[] {
    if (this.activity === null) return activitySkeleton(5);
    if (this.activity.length === 0) {
      return html`<div class="nothing-yet">
        <span class="direction"><alc-icon name="clock"></alc-icon></span>
        <p>${msg('Payments you make or receive show up here.', { id: 'activity.empty' })}</p>
      </div>`;
    }
    return groupByDay(this.activity, this.nowMs ?? Date.now()).map(
      ({ day, transactions }) => html`<section>
        <h2>${day}</h2>
        <ul class="transactions">
          ${transactions.map((transaction) => activityRow(transaction, this.account, this.chains))}
        </ul>
      </section>`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-activity-view': AlcActivityView;
  }
}
