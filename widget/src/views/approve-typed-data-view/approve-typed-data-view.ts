import { msg, str } from '@lit/localize';
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-row/alc-row.ts';
import type { Account } from '../../state/state.ts';
import { ApprovalElement } from '../approval-element.ts';
import { approvalSummary } from '../approval-summary.ts';
import { decodedRow, displayRow } from '../display-rows.ts';
import { primaryTypeText } from './primary-type-text.ts';

/**
 * @summary A structured request to sign (EIP-712): for whom, of what kind, and every value in it.
 * @event {AlcApproveEvent} alc-approve - Signed; only from the armed button.
 * @event {AlcRejectEvent} alc-reject - Rejected.
 */
@customElement('alc-approve-typed-data-view')
export class AlcApproveTypedDataView extends ApprovalElement {
  /** The accounts of this wallet, for the name of the one that signs. */
  @property({ attribute: false }) accounts: readonly Account[] = [];

  override render() {
    const content = this.approval?.content;
    if (content?.kind !== 'typed-data') return html``;
    const account = this.accounts.find((candidate) => candidate.address.toLowerCase() === content.account.toLowerCase());
    const spends = content.warnings.some((warning) => warning.code === 'permit');
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        <h1 tabindex="-1">${content.meaning === undefined ? primaryTypeText(content.primaryType) : approvalSummary(content, this.chain)}</h1>
        <p class="lead">
          ${
            spends
              ? msg('A signature is enough for this: nothing is paid now, but the other side can act on it later.', { id: 'typed-data.meaning-spend' })
              : content.domainName === null
                ? msg('The site asks you to sign these values. It moves no money by itself.', { id: 'typed-data.meaning' })
                : msg(str`The site asks you to sign these values for ${content.domainName}. It moves no money by itself.`, {
                    id: 'typed-data.meaning-for',
                  })
          }
        </p>
        ${this.renderWarnings(content.warnings)}
        ${
          content.summary === undefined
            ? ''
            : html`<div class="rows">${content.summary.map(decodedRow)}</div>
                <h2 class="group">${msg('Exactly what is signed', { id: 'typed-data.everything' })}</h2>`
        }
        <div class="rows">
          ${content.domainName === null ? '' : html`<alc-row label=${msg('For', { id: 'typed-data.for' })}><span class="value">${content.domainName}</span></alc-row>`}
          <alc-row label=${msg('Kind', { id: 'typed-data.kind' })}><code class="data">${content.primaryType}</code></alc-row>
          ${content.rows.map(displayRow)}
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
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-approve-typed-data-view': AlcApproveTypedDataView;
  }
}
