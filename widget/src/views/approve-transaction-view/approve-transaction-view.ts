import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-amount/alc-amount.ts';
import '../../elements/alc-row/alc-row.ts';
import { formatAmount } from '../../i18n/format.ts';
import type { Account, ApprovalContent } from '../../state/state.ts';
import { ApprovalElement } from '../approval-element.ts';
import { approvalSummary, nativeDecimals, tokenAmount, transactionVerb } from '../approval-summary.ts';
import { decodedRow } from '../display-rows.ts';
import { approveTransactionViewStyles } from './approve-transaction-view.styles.ts';

type TransactionContent = Extract<ApprovalContent, { readonly kind: 'transaction' }>;

const feeFractionDigits = 6;

/**
 * @summary A payment or a call: amount, to whom, from which account, on which network, fee, total, balance after.
 * @event {AlcApproveEvent} alc-approve - Approved; only from the armed button.
 * @event {AlcRejectEvent} alc-reject - Rejected.
 */
@customElement('alc-approve-transaction-view')
export class AlcApproveTransactionView extends ApprovalElement {
  static override styles = [ApprovalElement.styles, approveTransactionViewStyles];

  /** The accounts of this wallet, for the name of the one that pays. */
  @property({ attribute: false }) accounts: readonly Account[] = [];

  /** What the first pass leaves out the second brings, which every approval has: a phone would take too long for all of it at once. */
  override render() {
    const content = this.approval?.content;
    if (content?.kind !== 'transaction') return html``;
    const short = content.balanceWei !== null && content.balanceWei < content.totalWei;
    const warnings = content.warnings.filter((warning) => warning.code !== 'insufficient_funds');
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        ${this.#renderHeadline(content)}
        ${this.hasUpdated ? [short ? this.#renderShort(content) : nothing, this.renderWarnings(warnings), this.#renderChanges(content), this.#renderRows(content)] : nothing}
      </div>
      ${this.renderActions({
        approve: msg('Approve', { id: 'approve.approve' }),
        reject: msg('Reject', { id: 'approve.reject' }),
        warnings,
        blocked: short || warnings.length < content.warnings.length ? msg('Not enough money', { id: 'warning.funds.heading' }) : null,
      })}
    </alc-sheet>`;
  }

  #renderHeadline(content: TransactionContent): TemplateResult {
    const token = headlineToken(content);
    const showsNative = token === null && (content.action === 'send' || content.valueWei > 0n);
    const amount =
      token !== null
        ? html`<alc-amount size="large" value=${token.value} symbol=${token.symbol}></alc-amount>`
        : showsNative
          ? html`<alc-amount size="large" value=${this.#native(content.valueWei)} symbol=${content.symbol}></alc-amount>`
          : nothing;
    return html`<h1 tabindex="-1" class="headline" aria-label=${approvalSummary(content, this.chain)} ?data-with-amount=${amount !== nothing}>
      <span class="verb">${amount === nothing ? approvalSummary(content, this.chain) : transactionVerb(content)}</span> ${amount}
    </h1>`;
  }

  /** What a test run moved. A token or a permission that the headline says already is not said twice, unless the run says otherwise. */
  #renderChanges({ changes }: TransactionContent): TemplateResult | typeof nothing {
    if (changes === undefined) return nothing;
    return html`<h2 class="group">${msg('What a test run moves', { id: 'approve.changes' })}</h2>
      ${
        changes === null
          ? html`<p>${msg('It could not be tried out: what it would move is not known.', { id: 'approve.changes-unknown' })}</p>`
          : changes.length === 0
            ? html`<p>${msg('Nothing of yours.', { id: 'approve.changes-none' })}</p>`
            : html`<div class="rows">${changes.map(decodedRow)}</div>`
      }`;
  }

  #renderRows(content: TransactionContent): TemplateResult {
    const account = this.accounts.find((candidate) => candidate.address.toLowerCase() === content.account.toLowerCase());
    // The headline shows the token amount already, larger than a row could.
    const decoded = content.rows.filter((row) => row !== headlineToken(content));
    return html`<div class="rows">
      ${decoded.map(decodedRow)}
      ${content.to === null || namesContract(content) ? nothing : html`<alc-row label=${toLabel(content)}><alc-address address=${content.to} name=${content.meaning?.owner ?? ''}></alc-address></alc-row>`}
      <alc-row label=${msg('From', { id: 'approve.from' })}
        ><alc-address address=${content.account} name=${account?.name ?? ''}></alc-address
      ></alc-row>
      <alc-row label=${msg('Network', { id: 'approve.network' })}><span class="value">${this.#network(content)}</span></alc-row>
      <alc-row label=${msg('Network fee', { id: 'approve.fee' })}
        ><span class="value"
          ><span class="figure">≈ ${this.#native(content.fee.feeWei, feeFractionDigits)} ${content.symbol}</span>
          <span class="aside">${msg(str`about ${content.fee.seconds} s`, { id: 'approve.seconds' })}</span></span
        ></alc-row
      >
      <alc-row strong label=${msg('Total', { id: 'approve.total' })}
        ><span class="value figure">≈ ${this.#native(content.totalWei, feeFractionDigits)} ${content.symbol}</span></alc-row
      >
      ${this.#renderBalanceAfter(content)}
    </div>
    ${
      content.data === '0x' || content.rows.some((row) => row.kind === 'data' && row.text === content.data)
        ? nothing
        : html`<details>
            <summary>${msg('Raw data', { id: 'approve.raw-data' })}</summary>
            <code class="data" tabindex="0">${content.data}</code>
          </details>`
    }`;
  }

  #renderBalanceAfter(content: TransactionContent): TemplateResult | typeof nothing {
    if (content.balanceWei === null || content.balanceWei < content.totalWei) return nothing;
    const after = this.#native(content.balanceWei - content.totalWei, feeFractionDigits);
    return html`<alc-row label=${msg('Balance after', { id: 'approve.balance-after' })}
      ><span class="value figure">≈ ${after} ${content.symbol}</span></alc-row
    >`;
  }

  #renderShort(content: TransactionContent): TemplateResult {
    const balance = content.balanceWei ?? 0n;
    // Rounded up: an amount cut off would still be too little.
    const unit = 10n ** BigInt(Math.max(0, nativeDecimals(this.chain) - feeFractionDigits));
    const missing = `${this.#native(content.totalWei - balance + unit - 1n, feeFractionDigits)} ${content.symbol}`;
    const held = `${this.#native(balance, feeFractionDigits)} ${content.symbol}`;
    return html`<alc-banner level="caution" heading=${msg('Not enough money', { id: 'warning.funds.heading' })}>
      ${msg(str`This account holds ${held}. Add at least ${missing}, then try again on the site.`, { id: 'approve.add-money' })}
    </alc-banner>`;
  }

  #native(valueWei: bigint, maxFractionDigits?: number): string {
    return formatAmount(valueWei, nativeDecimals(this.chain), '', maxFractionDigits === undefined ? {} : { maxFractionDigits });
  }

  #network(content: TransactionContent): string {
    return this.chain?.name ?? msg(str`Network ${content.chainId}`, { id: 'approve.network-number' });
  }
}

/** The amount of a token that stands in the headline; other calls show their amounts in rows. */
function headlineToken(content: TransactionContent): ReturnType<typeof tokenAmount> {
  return content.action === 'send-token' || content.action === 'approve-token' ? tokenAmount(content) : null;
}

/** Whether a decoded row shows the called contract already, as the token or the collection that it is. */
function namesContract(content: TransactionContent): boolean {
  return content.rows.some((row) => row.kind === 'address' && row.address.toLowerCase() === content.to?.toLowerCase());
}

function toLabel(content: TransactionContent): string {
  return content.action === 'send' ? msg('To', { id: 'approve.to' }) : msg('Contract', { id: 'approve.contract' });
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-approve-transaction-view': AlcApproveTransactionView;
  }
}
