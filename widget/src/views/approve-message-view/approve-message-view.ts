import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-row/alc-row.ts';
import { formatRelativeDay, formatTime } from '../../i18n/format.ts';
import type { Account, ApprovalContent, Asset, SignIn } from '../../state/state.ts';
import { ApprovalElement } from '../approval-element.ts';

type MessageContent = Extract<ApprovalContent, { readonly kind: 'message' }>;

/**
 * @summary A message to sign: what signing means, then the message itself, whole. A sign-in is said as one; a token to be listed,
 * which is signed by nobody, is shown in its place.
 * @event {AlcApproveEvent} alc-approve - Signed, or listed; only from the armed button.
 * @event {AlcRejectEvent} alc-reject - Rejected.
 */
@customElement('alc-approve-message-view')
export class AlcApproveMessageView extends ApprovalElement {
  /** The accounts of this wallet, for the name of the one that signs. */
  @property({ attribute: false }) accounts: readonly Account[] = [];

  override render() {
    const content = this.approval?.content;
    if (content?.kind !== 'message') return html``;
    const { signIn, asset } = content;
    const account = this.accounts.find((candidate) => candidate.address.toLowerCase() === content.account.toLowerCase());
    const message = this.#renderMessage(content);
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        ${asset === undefined ? this.#renderMeaning(signIn) : this.#renderAsset(asset)}
        ${this.renderWarnings(content.warnings)} ${signIn === undefined && asset === undefined ? message : nothing}
        <div class="rows">
          <alc-row label=${msg('Account', { id: 'connect.account' })}
            ><alc-address address=${content.account} name=${account?.name ?? ''}></alc-address
          ></alc-row>
          ${signIn === undefined ? nothing : this.#renderSignIn(signIn)}
          ${
            asset === undefined
              ? nothing
              : html`<alc-row label=${msg('Token', { id: 'row.token' })}><alc-address address=${asset.address} name=${asset.symbol}></alc-address></alc-row>
                  ${this.#networkRow(asset.chainId)}`
          }
        </div>
        ${
          signIn === undefined
            ? nothing
            : html`<details>
                <summary>${msg('Whole message', { id: 'message.whole' })}</summary>
                ${message}
              </details>`
        }
      </div>
      ${this.renderActions({
        approve:
          asset !== undefined
            ? msg('Add', { id: 'action.add' })
            : signIn === undefined
              ? msg('Sign', { id: 'approve.sign' })
              : msg('Sign in', { id: 'approve.sign-in' }),
        reject: msg('Reject', { id: 'approve.reject' }),
        warnings: content.warnings,
      })}
    </alc-sheet>`;
  }

  #renderMeaning(signIn: SignIn | undefined): TemplateResult {
    return html`<h1 tabindex="-1">
        ${signIn === undefined ? msg('Sign a message', { id: 'summary.message' }) : msg(str`Sign in to ${signIn.domain}`, { id: 'message.sign-in.title' })}
      </h1>
      <p class="lead">
        ${msg('Signing shows the site that this account is yours. It moves no money and costs nothing.', { id: 'message.meaning' })}
      </p>
      ${
        signIn?.connects === true
          ? html`<p class="lead"><alc-icon name="check"></alc-icon> ${msg('It can see your address and balance', { id: 'connect.can-see' })}</p>`
          : nothing
      }
      ${signIn?.statement ? html`<p class="quote">${signIn.statement}</p>` : nothing}`;
  }

  #renderAsset(asset: Asset): TemplateResult {
    return html`<h1 tabindex="-1">${msg(str`Add ${asset.symbol} to your wallet`, { id: 'message.asset.title' })}</h1>
      <p class="lead">
        ${msg('It is only listed: nothing is sent or signed. Anyone can give a token any name, so check its address.', { id: 'message.asset.meaning' })}
      </p>`;
  }

  #renderSignIn({ chainId, expirationTime, resources }: SignIn): TemplateResult {
    const expiresAtMs = expirationTime === null ? null : Date.parse(expirationTime);
    return html`${this.#networkRow(chainId)}
    ${
      expiresAtMs === null
        ? nothing
        : html`<alc-row label=${msg('Valid until', { id: 'message.sign-in.until' })}
            ><span class="value">${formatRelativeDay(expiresAtMs)}, ${formatTime(expiresAtMs)}</span></alc-row
          >`
    }
    ${resources.map((text) => html`<alc-row label=${msg('Includes', { id: 'message.sign-in.resource' })}><span class="value">${text}</span></alc-row>`)}`;
  }

  #networkRow(chainId: number): TemplateResult {
    const name = this.chain?.chainId === chainId ? this.chain.name : msg(str`Network ${chainId}`, { id: 'approve.network-number' });
    return html`<alc-row label=${msg('Network', { id: 'approve.network' })}><span class="value">${name}</span></alc-row>`;
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
