import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Chain } from '../../contract/api.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-menu-row/alc-menu-row.ts';
import { AlcChainEvent, AlcItemEvent, AlcNavigateEvent } from '../../events.ts';
import { shortAddress } from '../../i18n/format.ts';
import type { Account } from '../../state/state.ts';
import { assetWords } from '../asset-words/asset-words.ts';
import { fieldStyles } from '../field.styles.ts';
import { accountBarStyles } from './account-bar.styles.ts';
import { AssetElement } from './asset-element.ts';

const { say } = assetWords;
const nameLength = 40;

/**
 * @summary Which account and which network home shows, each changed by one tap and a choice; accounts are renamed here too.
 * @event {AlcItemEvent} alc-item - Another account, or another name.
 * @event {AlcChainEvent} alc-chain - Another network.
 * @event {AlcNavigateEvent} alc-navigate - To all that can be done with accounts.
 */
@customElement('alc-account-bar')
export class AlcAccountBar extends AssetElement {
  static override styles = [fieldStyles, accountBarStyles];

  @property({ attribute: false }) account: Account | null = null;
  @property({ attribute: false }) accounts: readonly Account[] = [];
  @property({ attribute: false }) chain: Chain | null = null;
  @property({ attribute: false }) chains: readonly Chain[] = [];

  @state() private open: 'accounts' | 'networks' | null = null;
  /** Address of the account that gets another name. */
  @state() private editing: string | null = null;
  @query('input') private readonly input!: HTMLInputElement | null;

  override render(): TemplateResult {
    return html`<div class="bar" @keydown=${this.#onKeyDown}>
        ${this.account === null ? html`<span></span>` : this.#renderAccount(this.account)}
        ${this.chain === null ? nothing : this.#renderNetwork(this.chain)}
      </div>
      ${this.open === null ? nothing : html`<div id="panel" class="panel" @keydown=${this.#onKeyDown}>${this.open === 'accounts' ? this.#renderAccounts() : this.#renderNetworks()}</div>`}`;
  }

  #renderAccount({ name, address }: Account): TemplateResult {
    const isOpen = this.open === 'accounts';
    return html`<button
      id="accounts"
      class="chip"
      type="button"
      aria-expanded=${isOpen ? 'true' : 'false'}
      aria-label=${say('account', name)}
      @click=${() => this.#toggle('accounts')}
    >
      <alc-address address=${address} picture-only></alc-address><span class="name">${name}</span><span class="mark"></span>
    </button>`;
  }

  #renderNetwork({ name }: Chain): TemplateResult {
    const what = html`<alc-icon name="globe"></alc-icon><span class="name">${name}</span>`;
    if (this.chains.length < 2) return html`<span class="chip network">${what}</span>`;
    return html`<button
      id="networks"
      class="chip network"
      type="button"
      aria-expanded=${this.open === 'networks' ? 'true' : 'false'}
      aria-label=${say('network', name)}
      @click=${() => this.#toggle('networks')}
    >
      ${what}<span class="mark"></span>
    </button>`;
  }

  #renderAccounts(): TemplateResult {
    const visible = this.accounts.filter(({ hidden }) => !hidden);
    return html`<ul>
        ${visible.map((account) => this.#renderChoice(account))}
      </ul>
      <div class="more">
        <alc-menu-row id="manage" icon="wallet" heading=${say('manage-accounts')} @click=${() => this.dispatchEvent(new AlcNavigateEvent('accounts'))}></alc-menu-row>
      </div>`;
  }

  #renderChoice(account: Account): TemplateResult {
    const { address, name } = account;
    const isActive = address === this.account?.address;
    return html`<li>
      <div class="line">
        <alc-menu-row id="account-${address}" heading=${name} detail=${shortAddress(address)} no-chevron @click=${() => this.#select(account)}
          ><alc-address slot="icon" address=${address} picture-only></alc-address>${isActive ? inUse() : nothing}</alc-menu-row
        >
        ${
          this.editing === address
            ? nothing
            : html`<button id="rename-${address}" class="link" type="button" aria-label=${`${say('rename')}: ${name}`} @click=${() => this.#edit(address)}>
                ${say('rename')}
              </button>`
        }
      </div>
      ${
        this.editing === address
          ? html`<form class="edit" @submit=${(event: Event) => this.#save(event, account)}>
              <label class="field">${say('name')}<input id="name" maxlength=${nameLength} autocomplete="off" .value=${name} /></label>
              <alc-button id="save" full @click=${(event: Event) => this.#save(event, account)}>${say('save')}</alc-button>
            </form>`
          : nothing
      }
    </li>`;
  }

  #renderNetworks(): TemplateResult {
    return html`<ul>
      ${this.chains.map(
        ({ chainId, name }) => html`<li>
          <alc-menu-row id="chain-${chainId}" icon="globe" heading=${name} no-chevron @click=${() => this.#switch(chainId)}
            >${chainId === this.chain?.chainId ? inUse() : nothing}</alc-menu-row
          >
        </li>`,
      )}
    </ul>`;
  }

  #toggle(which: 'accounts' | 'networks'): void {
    this.open = this.open === which ? null : which;
    this.editing = null;
  }

  /** The focus goes back to where the list was opened. */
  #close(): void {
    const opener = this.open;
    this.open = null;
    this.editing = null;
    if (opener !== null) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${opener}`)?.focus());
  }

  #select(account: Account): void {
    if (account.address !== this.account?.address) this.dispatchEvent(new AlcItemEvent({ what: 'select-account', account }));
    this.#close();
  }

  #switch(chainId: number): void {
    if (chainId !== this.chain?.chainId) this.dispatchEvent(new AlcChainEvent(chainId));
    this.#close();
  }

  #edit(address: string): void {
    this.editing = address;
    void this.updateComplete.then(() => this.input?.select());
  }

  #save(event: Event, account: Account): void {
    event.preventDefault();
    const name = this.input?.value.trim() ?? '';
    if (name !== '' && name !== account.name) this.dispatchEvent(new AlcItemEvent({ what: 'rename-account', account, name }));
    this.editing = null;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#rename-${account.address}`)?.focus());
  }

  /** Escape leaves the list, not the wallet. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.open === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };
}

const inUse = (): TemplateResult => html`<span class="in-use"><alc-icon name="check" label=${say('in-use')}></alc-icon></span>`;

declare global {
  interface HTMLElementTagNameMap {
    'alc-account-bar': AlcAccountBar;
  }
}
