import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Chain } from '../../contract/api.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-icon/alc-icon.ts';
import type { IconName } from '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-row/alc-row.ts';
import { AlcItemEvent } from '../../events.ts';
import type { Account } from '../../state/state.ts';
import type { SessionProposal, WalletConnectState } from '../../state/wallet-connect.ts';
import { ApprovalElement } from '../approval-element.ts';
import type { WcWordId } from '../wc-words/wc-words.en.ts';
import { WcWordsController, wcWord } from '../wc-words/wc-words.ts';
import { proposalViewStyles } from './proposal-view.styles.ts';

/** What methods mean to a person, each said once. */
const meanings: readonly { readonly word: WcWordId; readonly isMeant: (method: string) => boolean }[] = [
  { word: 'proposal.ask-payments', isMeant: (method) => method === 'eth_sendTransaction' || method === 'wallet_sendCalls' },
  { word: 'proposal.ask-signatures', isMeant: (method) => method === 'personal_sign' || method === 'eth_signTypedData_v4' },
  { word: 'proposal.ask-networks', isMeant: (method) => method === 'wallet_switchEthereumChain' || method === 'wallet_addEthereumChain' },
  { word: 'proposal.read', isMeant: (method) => /^eth_(get|call|estimate|block|gas|fee|max|create|syncing)/.test(method) },
];

/**
 * @summary An app elsewhere wants to be connected: what it will be able to do, on which networks, with which account.
 * @event {AlcApproveEvent} alc-approve - Connect; only from the armed button.
 * @event {AlcRejectEvent} alc-reject - Cancel.
 * @event {AlcItemEvent} alc-item - `walletconnect`, `choose`: another account.
 */
@customElement('alc-proposal-view')
export class AlcProposalView extends ApprovalElement {
  static override styles = [ApprovalElement.styles, proposalViewStyles];

  @property({ attribute: false }) chains: readonly Chain[] = [];
  /** Null in a window of the wallet's own, where nothing is chosen. */
  @property({ attribute: false }) state: WalletConnectState | null = null;

  constructor() {
    super();
    new WcWordsController(this);
  }

  override render() {
    const content = this.approval?.content;
    if (content?.kind !== 'connect' || content.proposal === undefined) return html``;
    const { proposal } = content;
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        <h1 tabindex="-1">${wcWord('proposal.title')}</h1>
        <p class="lead">${wcWord('proposal.lead')}</p>
        <h2>${wcWord('proposal.can')}</h2>
        <ul class="points">
          ${this.#renderPoint('check', 'proposal.see')}
          ${meanings.filter(({ isMeant }) => proposal.methods.some(isMeant)).map(({ word }) => this.#renderPoint('check', word))}
          ${this.#renderPoint('x', 'proposal.never')}
        </ul>
        <div class="rows">
          <alc-row label=${wcWord('proposal.networks')}><span class="value">${this.#networks(proposal)}</span></alc-row>
        </div>
        ${this.#renderAccounts(content.accounts, proposal)} ${this.#renderDetails(proposal)}
      </div>
      ${this.renderActions({ approve: wcWord('proposal.approve'), reject: wcWord('proposal.reject') })}
    </alc-sheet>`;
  }

  #renderPoint(icon: IconName, word: WcWordId): TemplateResult {
    return html`<li data-can=${icon}><alc-icon name=${icon}></alc-icon><span>${wcWord(word)}</span></li>`;
  }

  #networks({ chainIds }: SessionProposal): string {
    return chainIds.map((chainId) => this.chains.find((chain) => chain.chainId === chainId)?.name ?? `eip155:${chainId}`).join(', ');
  }

  #renderAccounts(accounts: readonly Account[], proposal: SessionProposal): TemplateResult {
    const chosen = this.state?.account ?? proposal.address;
    const choices = this.state === null ? accounts.filter(({ address }) => address === chosen) : accounts;
    return html`<fieldset class="accounts">
      <legend>${wcWord('proposal.account')}</legend>
      ${choices.map(({ address, name }) =>
        choices.length === 1
          ? html`<div class="account"><alc-address address=${address} name=${name}></alc-address></div>`
          : html`<label class="account">
              <input type="radio" name="account" value=${address} .checked=${address === chosen} @change=${() => this.#choose(address)} />
              <alc-address address=${address} name=${name}></alc-address>
            </label>`,
      )}
    </fieldset>`;
  }

  #choose(address: Account['address']): void {
    this.dispatchEvent(new AlcItemEvent({ what: 'walletconnect', command: { do: 'choose', address } }));
  }

  #renderDetails({ methods, events }: SessionProposal): TemplateResult {
    return html`<details>
      <summary>${wcWord('proposal.details')}</summary>
      <alc-row label=${wcWord('proposal.verified')}><span class="value">${wcWord('proposal.unknown')}</span></alc-row>
      <h2>${wcWord('proposal.methods')}</h2>
      <code class="data">${methods.join(', ') || '–'}</code>
      <h2>${wcWord('proposal.events')}</h2>
      <code class="data">${events.join(', ') || '–'}</code>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-proposal-view': AlcProposalView;
  }
}
