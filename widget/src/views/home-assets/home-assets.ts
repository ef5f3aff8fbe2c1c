import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { identicon } from '../../../../host-sdk/src/contract/identicon.ts';
import type { Currency } from '../../../../host-sdk/src/contract/types.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { AlcContinueEvent } from '../../events.ts';
import type { Assets, Nft, TokenBalance } from '../../state/asset.ts';
import { assetWords } from '../asset-words/asset-words.ts';
import './account-bar.ts';
import { AssetElement } from './asset-element.ts';
import { amountText, moneyText, worthOf } from './fiat.ts';

export { homeParts } from './home-parts.ts';

import { homeAssetsStyles } from './home-assets.styles.ts';

const { say } = assetWords;
const tabs = ['tokens', 'nfts'] as const;
type Tab = (typeof tabs)[number];

const firstTokens = 6;
const firstNfts = 4;
/** Whatever becomes of the question: a mark that turns forever says nothing. */
const refreshTimeoutMs = 8_000;

/** Lucide 1.62.0 `refresh-cw` (ISC licence, https://lucide.dev). */
const refreshIcon = svg`<path d="M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8" /><path d="M21 3v5h-5" /><path d="M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16" /><path d="M8 16H3v5" />`;

/**
 * @summary What the account holds: tokens with their worth, and collectibles with their pictures. Comes after home itself.
 * @event {AlcContinueEvent} alc-continue - Read it all again; also by itself when nothing has been read yet.
 */
@customElement('alc-home-assets')
export class AlcHomeAssets extends AssetElement {
  static override styles = homeAssetsStyles;

  /** Null while they are on their way. */
  @property({ attribute: false }) assets: Assets | null = null;
  @property({ attribute: false }) currency: Currency = 'USD';
  /** The network does not answer. */
  @property({ type: Boolean }) unavailable = false;

  @state() private tab: Tab = 'tokens';
  @state() private showsAll = false;
  @state() private refreshing = false;
  @state() private note = '';
  /** Pictures that did not come. */
  @state() private broken: ReadonlySet<string> = new Set();
  @query('[role="tab"][aria-selected="true"]') private readonly selectedTab!: HTMLElement | null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.assets === null) this.dispatchEvent(new AlcContinueEvent());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#settle('');
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('assets') && this.refreshing && this.assets !== null) this.#settle(say('refreshed'));
    if (changed.has('unavailable') && this.unavailable) this.#settle('');
  }

  /** Reads everything again. */
  refresh(): void {
    if (this.refreshing) return;
    this.refreshing = true;
    this.note = '';
    this.#timer = setTimeout(() => this.#settle(''), refreshTimeoutMs);
    this.dispatchEvent(new AlcContinueEvent());
  }

  #settle(note: string): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.refreshing = false;
    this.note = note;
  }

  override render(): TemplateResult | typeof nothing {
    if (!assetWords.isReady()) return nothing;
    const label = say('refresh');
    return html`<div class="head">
        <div role="tablist" aria-label=${say('kinds')} @keydown=${this.#onKeyDown}>${tabs.map((tab) => this.#renderTab(tab))}</div>
        <button id="refresh" class="refresh" type="button" aria-label=${label} title=${label} aria-disabled=${this.refreshing ? 'true' : 'false'} @click=${this.refresh}>
          <svg viewBox="0 0 24 24" aria-hidden="true">${refreshIcon}</svg>
        </button>
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${this.tab}">${this.#renderPanel()}</div>
      <span class="visually-hidden" role="status">${this.note}</span>`;
  }

  #renderTab(tab: Tab): TemplateResult {
    const isSelected = tab === this.tab;
    return html`<button
      id="tab-${tab}"
      type="button"
      role="tab"
      aria-selected=${isSelected ? 'true' : 'false'}
      aria-controls="panel"
      tabindex=${isSelected ? '0' : '-1'}
      @click=${() => this.#choose(tab)}
    >
      ${say(tab)}
    </button>`;
  }

  #renderPanel(): TemplateResult {
    if (this.unavailable && this.assets === null) return html`<p class="unavailable">${say('unavailable')}</p>`;
    if (this.assets === null) return this.tab === 'tokens' ? tokenSkeleton() : nftSkeleton();
    const { tokens, nfts } = this.assets;
    if (this.tab === 'tokens') return this.#renderList(tokens, firstTokens, (shown) => html`<ul>${shown.map((token) => this.#renderToken(token))}</ul>`);
    if (nfts.length === 0) return html`<p class="empty">${say('no-nfts')}</p>`;
    return this.#renderList(nfts, firstNfts, (shown) => html`<ul class="grid">${shown.map((nft) => this.#renderNft(nft))}</ul>`);
  }

  #renderList<Item>(items: readonly Item[], first: number, render: (shown: readonly Item[]) => TemplateResult): TemplateResult {
    const isCut = items.length > first && !this.showsAll;
    return html`${render(isCut ? items.slice(0, first) : items)}
    ${isCut ? html`<button id="all" class="all" type="button" @click=${this.#onShowAll}>${say('show-all', items.length)}</button>` : nothing}`;
  }

  #renderToken(token: TokenBalance): TemplateResult {
    const { address, symbol, name } = token;
    const money = moneyText(worthOf(token), this.currency);
    return html`<li class="token">
      <span class="letter hue-${address === null ? 0 : identicon(address).hue}" aria-hidden="true">${[...symbol][0] ?? ''}</span>
      <span class="what">
        <bdi class="main line">${name || symbol}</bdi>
        <bdi class="detail line">${amountText(token)}</bdi>
      </span>
      <span class="worth line ${money === '' ? 'detail' : 'main'}">${money === '' ? say('no-price') : money}</span>
    </li>`;
  }

  #renderNft({ contract, tokenId, name, collection, imageUrl, amount }: Nft): TemplateResult {
    const isShown = imageUrl !== null && !this.broken.has(imageUrl);
    return html`<li class="nft">
      <span class="picture hue-${identicon(contract).hue}">
        ${
          isShown
            ? html`<img src=${imageUrl} alt="" loading="lazy" decoding="async" @error=${() => this.#onBroken(imageUrl)} />`
            : html`<span aria-hidden="true">${[...name][0] ?? ''}</span>`
        }
      </span>
      <bdi class="main line">${name}</bdi>
      <bdi class="detail line">${collection === '' || name.startsWith(collection) ? `#${tokenId}` : collection}</bdi>
      ${amount > 1n ? html`<span class="detail">${say('amount', amount.toString())}</span>` : nothing}
    </li>`;
  }

  #choose(tab: Tab): void {
    if (tab !== this.tab) this.showsAll = false;
    this.tab = tab;
  }

  readonly #onShowAll = (): void => {
    this.showsAll = true;
    // The button that had the focus is gone.
    void this.updateComplete.then(() => this.selectedTab?.focus());
  };

  #onBroken(imageUrl: string): void {
    this.broken = new Set([...this.broken, imageUrl]);
  }

  /** https://www.w3.org/WAI/ARIA/apg/patterns/tabs: arrows move, the tab key leaves. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    this.#choose(this.tab === 'tokens' ? 'nfts' : 'tokens');
    void this.updateComplete.then(() => this.selectedTab?.focus());
  };
}

function tokenSkeleton(): TemplateResult {
  return html`<ul aria-busy="true" aria-label=${say('loading')}>
    ${Array.from(
      { length: 3 },
      () => html`<li class="token">
        <alc-skeleton width="40px" height="40px" round></alc-skeleton>
        <span class="what"><alc-skeleton width="96px" height="16px"></alc-skeleton><alc-skeleton width="72px" height="14px"></alc-skeleton></span>
        <alc-skeleton width="64px" height="16px"></alc-skeleton>
      </li>`,
    )}
  </ul>`;
}

function nftSkeleton(): TemplateResult {
  return html`<ul class="grid" aria-busy="true" aria-label=${say('loading')}>
    ${Array.from({ length: 2 }, () => html`<li class="nft"><span class="picture"></span><alc-skeleton width="80%" height="16px"></alc-skeleton></li>`)}
  </ul>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-home-assets': AlcHomeAssets;
  }
}
