import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ApiError } from '../src/api/api-error.ts';
import type { AdminChain, AdminChainDetails, Fault } from '../src/contract/admin-api.ts';
import { checkField, listField, textField } from './fields.ts';
import { FormPage } from './form-page.ts';

const blank: AdminChain = {
  chainId: 0,
  name: '',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  explorerUrl: null,
  testnet: false,
  rpcUrls: [''],
};

/** What is no number becomes none that the server would take. */
const toNumber = (text: string): number => (/^\d{1,15}$/.test(text.trim()) ? Number(text) : -1);
const shown = (value: number, none: number): string => (value === none ? '' : String(value));

/** One network. */
@customElement('adm-chain-page')
export class AdmChainPage extends FormPage<AdminChain> {
  /** Null for one that is to be added. */
  @property({ attribute: false }) chainId: number | null = null;

  @state() private details: AdminChainDetails | null = null;

  protected override async read() {
    const { chainId } = this;
    this.details = chainId === null ? null : ((await this.api.chains()).find(({ chain }) => chain.chainId === chainId) ?? null);
    if (chainId !== null && this.details === null) throw new ApiError('not_found');
    return this.#loaded();
  }

  #loaded() {
    const { details } = this;
    return { settings: details?.chain ?? blank, version: details?.standing === 'registered' ? details.version : null };
  }

  protected override check(chain: AdminChain, signal: AbortSignal): Promise<Fault | null> {
    return this.api.checkChain(chain, signal);
  }

  protected override async write(chain: AdminChain, { version }: { readonly version: string | null }, key: string) {
    if (this.chainId === null && chain.chainId < 1) throw new ApiError('invalid_request', { field: 'chainId', detail: 'Must be a positive whole number.' });
    this.details = await this.api.setChain(chain, version, key);
    if (this.chainId === null) {
      this.chainId = chain.chainId;
      history.replaceState(null, '', `#/networks/${chain.chainId}`);
    }
    return this.#loaded();
  }

  readonly #remove = async (): Promise<void> => {
    await this.api.removeChain(this.chainId ?? 0);
    this.draft = null;
    location.hash = '#/networks';
  };

  override render(): TemplateResult {
    return html`<div class="page">
      <div>
        ${this.renderBack('#/networks', 'Networks')}
        <h1 tabindex="-1">${this.chainId === null ? 'A new network' : (this.details?.chain.name ?? this.chainId)}</h1>
      </div>
      ${this.draft === null ? html`${this.renderFailure()}${this.renderLoading()}` : this.#renderForm(this.draft)}
    </div>`;
  }

  #renderForm(chain: AdminChain): TemplateResult {
    const { problems, details } = this;
    return html`${this.renderConflict()}
      ${
        details?.standing === 'built-in'
          ? html`<alc-banner heading="Built in">It comes with the development stack. Once you save a change here, what stands here counts, also after a restart.</alc-banner>`
          : nothing
      }
      ${this.#renderNames(chain)}
      <section>
        <h2>Nodes</h2>
        <p class="small">JSON-RPC addresses, the first one first; the next one is asked when one fails. They may hold keys: they stay on the server, and the log never has them.</p>
        ${listField({
          id: 'urls',
          label: 'Node',
          addLabel: 'Add a node',
          isOrdered: true,
          values: chain.rpcUrls,
          problem: problems.at('rpcUrls'),
          problemOf: (at) => problems.at(`rpcUrls[${at}]`),
          onChange: (rpcUrls) => this.edit({ rpcUrls: [...rpcUrls] }),
        })}
      </section>
      ${details?.standing === 'registered' ? this.#renderRemove(details) : nothing}
      ${this.renderBar(details?.standing === 'registered' ? 'Save' : 'Add this network')}`;
  }

  #renderNames(chain: AdminChain): TemplateResult {
    const { problems } = this;
    const currency = (part: Partial<AdminChain['nativeCurrency']>) => this.edit({ nativeCurrency: { ...chain.nativeCurrency, ...part } });
    return html`<section>
      <h2>Network</h2>
      <div class="columns">
        ${textField({
          id: 'chain-id',
          label: 'Chain id',
          value: shown(chain.chainId, 0),
          isFixed: this.chainId !== null,
          inputMode: 'numeric',
          problem: problems.at('chainId'),
          onInput: (text) => this.edit({ chainId: text.trim() === '' ? 0 : toNumber(text) }),
        })}
        ${textField({ id: 'chain-name', label: 'Name', value: chain.name, problem: problems.at('name'), onInput: (name) => this.edit({ name }) })}
      </div>
      <div class="columns">
        ${textField({ id: 'symbol', label: 'Currency symbol', value: chain.nativeCurrency.symbol, problem: problems.at('nativeCurrency.symbol'), onInput: (symbol) => currency({ symbol: symbol.trim() }) })}
        ${textField({ id: 'currency', label: 'Currency name', value: chain.nativeCurrency.name, problem: problems.at('nativeCurrency.name'), onInput: (name) => currency({ name }) })}
        ${textField({
          id: 'decimals',
          label: 'Decimals',
          value: shown(chain.nativeCurrency.decimals, -1),
          inputMode: 'numeric',
          problem: problems.at('nativeCurrency.decimals'),
          onInput: (text) => currency({ decimals: toNumber(text) }),
        })}
      </div>
      ${textField({
        id: 'explorer',
        label: 'Explorer',
        value: chain.explorerUrl ?? '',
        inputMode: 'url',
        hint: 'Where people look a transaction up. Empty: nowhere.',
        problem: problems.at('explorerUrl'),
        onInput: (text) => this.edit({ explorerUrl: text.trim() === '' ? null : text.trim() }),
      })}
      ${textField({
        id: 'ens',
        label: 'Registry of names',
        value: chain.ensRegistry ?? '',
        hint: 'Address of the ENS registry. Empty: names are not looked up.',
        problem: problems.at('ensRegistry'),
        onInput: (text) => this.edit({ ensRegistry: (text.trim() || undefined) as AdminChain['ensRegistry'] }),
      })}
      ${checkField({ id: 'testnet', label: 'Test network', hint: 'What is on it is worth nothing, and the wallet says so.', isChecked: chain.testnet, onChange: (testnet) => this.edit({ testnet }) })}
    </section>`;
  }

  #renderRemove({ usedBy }: AdminChainDetails): TemplateResult {
    return html`<section>
      <h2>Remove</h2>
      ${
        usedBy.length > 0
          ? html`<p class="small">Used by ${usedBy.join(', ')}. Take it out there first.</p>`
          : this.renderRemoval('Remove this network', 'Its nodes are forgotten. No app uses it.', this.#remove)
      }
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'adm-chain-page': AdmChainPage;
  }
}
