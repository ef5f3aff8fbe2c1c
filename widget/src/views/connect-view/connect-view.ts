import { msg, str } from '@lit/localize';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { ApprovalElement } from '../approval-element.ts';
import { connectViewStyles } from './connect-view.styles.ts';

/**
 * @summary Which site wants to see which account, what it will be able to do, and what it never can.
 * @event {AlcApproveEvent} alc-approve - Connect; only from the armed button.
 * @event {AlcRejectEvent} alc-reject - Cancel.
 */
@customElement('alc-connect-view')
export class AlcConnectView extends ApprovalElement {
  static override styles = [ApprovalElement.styles, connectViewStyles];

  override render() {
    const content = this.approval?.content;
    if (content?.kind !== 'connect') return html``;
    const site = hostOf(this.approval?.origin ?? '');
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        <h1 tabindex="-1">${msg(str`Connect to ${site}`, { id: 'connect.title' })}</h1>
        <ul class="points">
          <li data-can>
            <alc-icon name="check"></alc-icon><span>${msg('It can see your address and balance', { id: 'connect.can-see' })}</span>
          </li>
          <li data-can>
            <alc-icon name="check"></alc-icon><span>${msg('It can ask you to approve payments and messages', { id: 'connect.can-ask' })}</span>
          </li>
          <li data-cannot>
            <alc-icon name="x"></alc-icon><span>${msg('It cannot move money unless you approve', { id: 'connect.cannot-move' })}</span>
          </li>
          <li data-cannot>
            <alc-icon name="x"></alc-icon><span>${msg('It cannot see your PIN or your login', { id: 'connect.cannot-see' })}</span>
          </li>
        </ul>
        <h2>${msg('Account', { id: 'connect.account' })}</h2>
        <ul class="accounts">
          ${content.accounts.map((account) => html`<li class="card"><alc-address address=${account.address} name=${account.name}></alc-address></li>`)}
        </ul>
      </div>
      ${this.renderActions({
        approve: msg('Connect', { id: 'connect.approve' }),
        reject: msg('Cancel', { id: 'action.cancel' }),
      })}
    </alc-sheet>`;
  }
}

/** `https://shop.example:8443` → `shop.example:8443`; what cannot be read comes back whole. */
function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-connect-view': AlcConnectView;
  }
}
