import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-row/alc-row.ts';
import type { Account, ApprovalContent } from '../../state/state.ts';
import { ApprovalElement } from '../approval-element.ts';

type MessageContent = Extract<ApprovalContent, { readonly kind: 'message' }>;

/**
 * @summary A message to sign: what signing means, then the message itself, whole.
 * @event {AlcApproveEvent} alc-approve - Signed; only from the armed button.
 * @event {AlcRejectEvent} alc-reject - Rejected.
 */
@customElement('alc-approve-message-view')
export class AlcApproveMessageView extends ApprovalElement {
  /** The accounts of this wallet, for the name of the one that signs. */
  @property({ attribute: false }) accounts: readonly Account[] = [];

  override render() {
    const content = this.approval?.content;
    if (content?.kind !== 'message') return html``;
    const account = this.accounts.find((candidate) => candidate.address.toLowerCase() === content.account.toLowerCase());
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        <h1 tabindex="-1">${msg('Sign a message', { id: 'summary.message' })}</h1>
        <p class="lead">
          ${msg('Signing shows the site that this account is yours. It moves no money and costs nothing.', { id: 'message.meaning' })}
        </p>
        ${this.renderWarnings(content.warnings)} ${this.#renderMessage(content)}
        <div class="rows">
          <alc-row label=${msg('Account', { id: 'connect.account' })}
            ><alc-address address=${content.account} name=${account?.name ?? ''}></alc-address
          ></alc-row>
        </div>
      </div>
      ${this.renderActions({
        approve: msg('Sign', { id: 'approve.sign' }),
        reject: msg('Reject', { id: 'approve.reject' }),
        warnings: content.warnings,
      })}
    </alc-sheet>`;
  }

  #renderMessage(content: MessageContent): TemplateResult {
    const bytes = content.text === null;
    const label = bytes ? msg('Raw bytes, not text', { id: 'message.bytes' }) : msg('Message', { id: 'message.text' });
    return html`<section class="message" aria-label=${label}>
      <h2>${label}</h2>
      <div class="quote" data-bytes=${bytes ? 'yes' : 'no'} tabindex="0" role="group" aria-label=${label} dir="auto">${content.text ?? content.bytes}</div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-approve-message-view': AlcApproveMessageView;
  }
}
