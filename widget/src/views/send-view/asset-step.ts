import { html, nothing, type TemplateResult } from 'lit';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-menu-row/alc-menu-row.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { AlcNavigateEvent } from '../../events.ts';
import { formatAmount } from '../../i18n/format.ts';
import type { Nft, TokenBalance } from '../../state/asset.ts';
import { say } from '../own-words/own-words.ts';
import { moneyOf } from './money.ts';
import type { StepParts } from './step-parts.ts';

const listFractionDigits = 6;

/** Native money is there before the list of tokens is. */
function tokensOf({ state }: StepParts): readonly TokenBalance[] {
  const { assets, chains, activeChainId, balanceWei } = state;
  const held = (assets?.tokens ?? []).filter(({ balance }) => balance > 0n);
  const chain = chains.find(({ chainId }) => chainId === activeChainId);
  if (held.some(({ address }) => address === null) || chain === undefined || !balanceWei) return held;
  return [{ ...chain.nativeCurrency, chainId: chain.chainId, address: null, balance: balanceWei, price: null }, ...held];
}

/** What there is to send. */
export function renderAssetStep(parts: StepParts, host: EventTarget): TemplateResult {
  const tokens = tokensOf(parts);
  const nfts = parts.state.assets?.nfts ?? [];
  const isLoading = parts.state.assets === null;
  const isEmpty = !isLoading && tokens.length === 0 && nfts.length === 0;
  const receive = () => host.dispatchEvent(new AlcNavigateEvent('receive'));
  return html`<div class="content">
      <h1 tabindex="-1">${say().chooseAsset}</h1>
      ${
        isEmpty
          ? html`<p class="lead">${say().nothingToSend}</p>`
          : html`<section>
              <h2>${say().tokens}</h2>
              <ul>
                ${tokens.map((token, index) => renderToken(token, index, parts))} ${isLoading ? renderSkeleton() : nothing}
              </ul>
            </section>`
      }
      ${
        nfts.length === 0
          ? nothing
          : html`<section>
              <h2>${say().pieces}</h2>
              <ul>
                ${nfts.map((nft, index) => renderPiece(nft, index, parts))}
              </ul>
            </section>`
      }
    </div>
    ${isEmpty ? html`<div slot="actions" class="actions"><alc-button id="receive" full @click=${receive}>${say().receive}</alc-button></div>` : nothing}`;
}

function renderToken(token: TokenBalance, index: number, { tell, state }: StepParts): TemplateResult {
  const { name, symbol, balance, decimals } = token;
  return html`<li>
    <alc-menu-row
      id="token-${index}"
      heading=${name}
      detail=${formatAmount(balance, decimals, symbol, { maxFractionDigits: listFractionDigits })}
      @click=${() => tell({ what: 'asset', asset: { kind: 'token', token } })}
      ><span slot="icon" class="letter" aria-hidden="true">${[...symbol][0] ?? ''}</span><span class="money">${moneyOf(token, balance, state.currency)}</span></alc-menu-row
    >
  </li>`;
}

function renderPiece(nft: Nft, index: number, { tell }: StepParts): TemplateResult {
  const count = nft.amount > 1n ? ` × ${nft.amount}` : '';
  const picture = nft.imageUrl === null ? html`<span class="letter" aria-hidden="true">#</span>` : html`<img class="piece" src=${nft.imageUrl} alt="" />`;
  return html`<li>
    <alc-menu-row id="piece-${index}" heading=${nft.name} detail=${`${nft.collection}${count}`} @click=${() => tell({ what: 'asset', asset: { kind: 'nft', nft } })}
      ><span slot="icon">${picture}</span></alc-menu-row
    >
  </li>`;
}

const renderSkeleton = (): TemplateResult =>
  html`<li aria-busy="true" aria-label=${say().assetsLoading}><alc-skeleton width="100%" height="44px"></alc-skeleton></li>`;
