import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Chain } from '../../contract/api.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-spinner/alc-spinner.ts';
import '../../elements/alc-tick/alc-tick.ts';
import { AlcCloseEvent, AlcContinueEvent } from '../../events.ts';
import { shortAddress } from '../../i18n/format.ts';
import type { Approval, ApprovalProgress } from '../../state/state.ts';
import { approvalSummary, paidAmount } from '../approval-summary.ts';
import { errorText } from '../error-text.ts';
import { recoverButton } from '../forgotten-pin.ts';
import { ScreenElement } from '../screen-element.ts';
import { doneText, workingText } from './progress-text.ts';
import './transaction-hash.ts';
import { progressViewStyles } from './progress-view.styles.ts';

const expiredCode = -32084;

/**
 * @summary What became of an approved request: on its way, done, failed or expired.
 * @event {AlcContinueEvent} alc-continue - Done (on to what waits next), or try again.
 * @event {AlcCloseEvent} alc-close - Nothing left to do.
 * @event {AlcTaskEvent} alc-task - `recover`: the PIN is destroyed.
 */
@customElement('alc-progress-view')
export class AlcProgressView extends ScreenElement {
  static override styles = [ScreenElement.styles, progressViewStyles];

  @property({ attribute: false }) approval: Approval | null = null;
  @property({ attribute: false }) chain: Chain | null = null;
  @property({ attribute: false }) progress: ApprovalProgress = { step: 'working', what: 'verifying' };

  override render() {
    return html`<alc-sheet>${this.renderHeader()} ${this.#renderStep()}</alc-sheet>`;
  }

  #renderStep(): TemplateResult {
    switch (this.progress.step) {
      case 'working':
        return this.#renderWorking(this.progress.what);
      case 'done':
        return this.#renderDone(this.progress.transaction);
      case 'failed':
        return this.#renderFailed(this.progress.error);
      case 'review':
      case 'pin':
        return html``;
    }
  }

  #renderWorking(what: Extract<ApprovalProgress, { readonly step: 'working' }>['what']): TemplateResult {
    const text = workingText(what);
    return html`<div class="content centred waiting">
      <div class="mark"><alc-spinner></alc-spinner></div>
      <h1 tabindex="-1">${text.heading}</h1>
      <p class="lead">${text.detail}</p>
      ${this.#renderSummary()}
    </div>`;
  }

  #renderDone(transaction: Transaction | null): TemplateResult {
    const kind = this.approval?.content.kind ?? 'transaction';
    const status = transaction?.status ?? null;
    const text = doneText(kind, status);
    const failed = status === 'failed' || status === 'dropped';
    return html`<div class="content centred">
        ${failed ? html`<div class="mark" data-level="caution"><alc-icon name="alert-triangle"></alc-icon></div>` : html`<alc-tick></alc-tick>`}
        <h1 tabindex="-1">${text.heading}</h1>
        ${this.#renderResult()}
        <p class="quiet">${text.detail}</p>
        ${transaction === null ? nothing : html`<alc-transaction-hash .hash=${transaction.hash}></alc-transaction-hash>`}
      </div>
      <div slot="actions" class="actions">
        <alc-button id="done" variant="primary" full @click=${this.#proceed}>${msg('Done', { id: 'action.done' })}</alc-button>
      </div>`;
  }

  #renderFailed(error: WireError): TemplateResult {
    const text = errorText(error);
    const expired = error.code === expiredCode;
    return html`<div class="content centred">
        <div class="mark" data-level="caution"><alc-icon name=${expired ? 'clock' : 'alert-triangle'}></alc-icon></div>
        <h1 tabindex="-1">${text.heading}</h1>
        ${this.#renderSummary()}
        <p class="lead">${text.what}</p>
        <p class="safe"><alc-icon name="shield-check"></alc-icon>${text.safe}</p>
        <p class="quiet">${text.todo}</p>
      </div>
      <div slot="actions" class="actions">
        ${text.next === 'recover' ? recoverButton(this) : text.next === 'close' ? nothing : this.#renderNext(text.next)}
        <alc-button id="close" variant="secondary" full @click=${this.#close}>${msg('Close', { id: 'action.close' })}</alc-button>
      </div>`;
  }

  #renderNext(next: 'retry' | 'sign-in'): TemplateResult {
    return html`<alc-button id="retry" variant="primary" full @click=${this.#proceed}
      >${next === 'retry' ? msg('Try again', { id: 'action.retry' }) : msg('Sign in again', { id: 'action.sign-in-again' })}</alc-button
    >`;
  }

  #renderSummary(): TemplateResult | typeof nothing {
    return this.approval === null ? nothing : html`<p class="summary">${approvalSummary(this.approval.content, this.chain)}</p>`;
  }

  /** After a payment what was paid and to whom; after anything else the line that was approved. */
  #renderResult(): TemplateResult | typeof nothing {
    const content = this.approval?.content;
    const amount = content === undefined ? null : paidAmount(content, this.chain);
    if (amount === null || content?.kind !== 'transaction') return this.#renderSummary();
    const token = content.rows.find((row) => row.kind === 'address');
    const to = token?.kind === 'address' ? token.address : content.to;
    return html`<p class="display figures">${amount}</p>
      ${to === null ? nothing : html`<p class="quiet to">${msg(str`to ${shortAddress(to)}`, { id: 'activity.to' })}</p>`}`;
  }

  #proceed(): void {
    this.dispatchEvent(new AlcContinueEvent());
  }

  #close(): void {
    this.dispatchEvent(new AlcCloseEvent());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-progress-view': AlcProgressView;
  }
}
