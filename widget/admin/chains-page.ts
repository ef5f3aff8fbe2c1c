import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../src/elements/alc-menu-row/alc-menu-row.ts';
import type { AdminChainDetails } from '../src/contract/admin-api.ts';
import { AdmPage } from './page.ts';

/** An address may hold a key: the list shows hosts alone. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'no address');

/** Every network, with the nodes that are asked. */
@customElement('adm-chains-page')
export class AdmChainsPage extends AdmPage {
  @state() private chains: readonly AdminChainDetails[] | null = null;

  override async load(): Promise<void> {
    this.chains = await this.api.chains();
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">Networks</h1>
          <p class="lead">The chains that apps may use, and the nodes that are asked, the next one when one fails.</p>
        </div>
        <alc-button id="add" @click=${() => (location.hash = '#/add-network')}>Add a network</alc-button>
      </div>
      ${this.renderFailure()}${this.renderLoading()}
      ${this.chains?.length === 0 ? html`<p class="lead">There are none yet.</p>` : nothing}
      <div>${this.chains?.map((details) => this.#renderChain(details))}</div>
    </div>`;
  }

  #renderChain({ chain, standing }: AdminChainDetails): TemplateResult {
    return html`<alc-menu-row
      id="chain-${chain.chainId}"
      heading="${chain.name} (${chain.chainId})"
      detail=${chain.rpcUrls.map(hostOf).join(', ')}
      @click=${() => (location.hash = `#/networks/${chain.chainId}`)}
    >
      <span class="tags">
        ${standing === 'built-in' ? html`<span class="tag">Built in</span>` : nothing}
        ${chain.testnet ? html`<span class="tag">Testnet</span>` : nothing}
      </span>
    </alc-menu-row>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'adm-chains-page': AdmChainsPage;
  }
}
