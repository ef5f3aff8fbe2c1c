import { html, nothing, type TemplateResult } from 'lit';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-row/alc-row.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { formatAmount } from '../../i18n/format.ts';
import type { TokenBalance } from '../../state/asset.ts';
import type { FeeOption, SendAsset } from '../../state/send.ts';
import { errorText } from '../error-text.ts';
import { say } from '../own-words/own-words.ts';
import { moneyOf } from './money.ts';
import type { StepParts } from './step-parts.ts';

const feeFractionDigits = 8;

/** The token that fees are paid in. */
function feeToken({ state }: StepParts): Pick<TokenBalance, 'symbol' | 'decimals' | 'price'> {
  const native = state.assets?.tokens.find(({ address }) => address === null);
  const chain = state.chains.find(({ chainId }) => chainId === state.activeChainId);
  return native ?? { price: null, symbol: chain?.nativeCurrency.symbol ?? '', decimals: chain?.nativeCurrency.decimals ?? 18 };
}

function balanceOf(asset: SendAsset, { state }: StepParts): bigint {
  if (asset.kind === 'nft') return asset.nft.amount;
  const { address } = asset.token;
  if (address === null && state.balanceWei !== null) return state.balanceWei;
  return state.assets?.tokens.find((token) => token.address === address)?.balance ?? asset.token.balance;
}

/** How much, and how fast. */
export function renderAmountStep(parts: StepParts): TemplateResult {
  const { send } = parts;
  const { asset, recipient, problem } = send;
  if (asset === null) return html``;
  const heading = asset.kind === 'nft' ? say().sendPiece(asset.nft.name) : say().howMuch(asset.token.symbol);
  const text = problem === null ? null : errorText(problem);
  return html`<div class="content">
    <h1 tabindex="-1">${heading}</h1>
    ${text === null ? nothing : html`<alc-banner level="caution" heading=${text.heading} role="alert">${text.what} ${text.safe}</alc-banner>`}
    ${asset.kind === 'nft' && asset.nft.amount === 1n ? nothing : renderSum(asset, parts)}
    ${recipient.state === 'found' ? html`<alc-row label=${say().to}><alc-address address=${recipient.address} name=${recipient.name ?? ''}></alc-address></alc-row>` : nothing}
    ${renderFees(parts)}
  </div>`;
}

function problemText(asset: SendAsset, parts: StepParts): string | null {
  const { amountProblem } = parts.send;
  const words = say();
  switch (amountProblem) {
    case null:
      return null;
    case 'too_precise':
      return words['amount.too_precise'](asset.kind === 'nft' ? 0 : asset.token.decimals);
    case 'not_enough':
      return words['amount.not_enough'](balanceText(asset, parts));
    case 'no_money_for_fee':
      return words['amount.no_money_for_fee'](feeToken(parts).symbol);
    default:
      return words[`amount.${amountProblem}`];
  }
}

function balanceText(asset: SendAsset, parts: StepParts): string {
  const balance = balanceOf(asset, parts);
  return asset.kind === 'nft' ? balance.toString() : formatAmount(balance, asset.token.decimals, asset.token.symbol);
}

function renderSum(asset: SendAsset, parts: StepParts): TemplateResult {
  const { send, state, tell } = parts;
  const inMoney = asset.kind === 'token' && send.unit === 'money' && asset.token.price !== null;
  const symbol = asset.kind === 'nft' ? '' : asset.token.symbol;
  const problem = problemText(asset, parts);
  const type = ({ target }: Event) => target instanceof HTMLInputElement && tell({ what: 'amount', text: target.value, unit: send.unit });
  const other =
    asset.kind === 'nft' || send.amount === null
      ? ''
      : inMoney
        ? formatAmount(send.amount, asset.token.decimals, symbol)
        : moneyOf(asset.token, send.amount, state.currency);
  return html`<div class="sum">
      <label for="amount">${asset.kind === 'nft' ? say().howMany : say().amount}</label>
      <input
        id="amount"
        inputmode=${asset.kind === 'nft' ? 'numeric' : 'decimal'}
        autocomplete="off"
        maxlength="200"
        placeholder="0"
        aria-invalid=${problem !== null}
        aria-describedby="amount-state"
        .value=${send.amountText}
        @input=${type}
      />
      <span class="unit">${inMoney ? state.currency : symbol}</span>
      <p class="small" aria-live="polite">${other}</p>
      <div class="links">
        <span class="small">${say().available(balanceText(asset, parts))}</span>
        <button id="max" class="link" type="button" @click=${() => tell({ what: 'max' })}>${say().max}</button>
        ${renderUnitSwitch(asset, parts)}
      </div>
    </div>
    <p id="amount-state" class="problem" role="status">${problem ?? ''}</p>`;
}

function renderUnitSwitch(asset: SendAsset, { send, state, tell }: StepParts): TemplateResult | typeof nothing {
  if (asset.kind === 'nft' || asset.token.price === null) return nothing;
  const unit = send.unit === 'money' ? 'token' : 'money';
  return html`<button id="unit" class="link" type="button" @click=${() => tell({ what: 'amount', text: '', unit })}>
    ${say().enterIn(unit === 'money' ? state.currency : asset.token.symbol)}
  </button>`;
}

function renderFees(parts: StepParts): TemplateResult | typeof nothing {
  const { fees, problem } = parts.send;
  if (fees === null) {
    if (problem !== null) return nothing;
    return html`<div role="status" aria-label=${say().feeLoading}><alc-skeleton width="100%" height="156px"></alc-skeleton></div>`;
  }
  return html`<fieldset class="fees">
    <legend>${say().networkFee}</legend>
    ${fees.map((fee) => renderFee(fee, parts))}
  </fieldset>`;
}

function renderFee({ speed, feeWei, seconds }: FeeOption, parts: StepParts): TemplateResult {
  const token = feeToken(parts);
  const amount = `≈ ${formatAmount(feeWei, token.decimals, token.symbol, { maxFractionDigits: feeFractionDigits })}`;
  const money = moneyOf(token, feeWei, parts.state.currency);
  return html`<label class="fee">
    <input
      type="radio"
      name="speed"
      value=${speed}
      .checked=${parts.send.speed === speed}
      @change=${() => parts.tell({ what: 'speed', speed })}
    />
    <span class="name"><span>${say()[speed]}</span><small class="small">${say().about(seconds)}</small></span>
    <span class="cost">${money === '' ? amount : html`${money}<br /><small class="small">${amount}</small>`}</span>
  </label>`;
}
