import type { Currency } from '../../../../host-sdk/src/contract/types.ts';
import { formatAmount, formatMoney } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/locale.ts';
import type { TokenBalance } from '../../state/asset.ts';

/** Beyond it somebody has made a number up, and it would push everything else off the screen. */
const HIGHEST_WORTH = 1e15;
const HIGHEST_WHOLE_DIGITS = 15;
const listFractionDigits = 6;

/** What a balance is worth, or null where no honest number can be given. */
export function worthOf({ balance, decimals, price }: Pick<TokenBalance, 'balance' | 'decimals' | 'price'>): number | null {
  if (price === null) return null;
  // Dividing first: a balance of 2^256 - 1 is no exact number, and need not be one.
  const worth = (Number(balance) / 10 ** decimals) * price;
  return Number.isFinite(worth) && worth >= 0 && worth <= HIGHEST_WORTH ? worth : null;
}

/** `≈ $31.20`, with the least there is for what rounds to nothing; empty where no value is known. */
export function moneyText(worth: number | null, currency: Currency): string {
  if (worth === null) return '';
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  const least = 10 ** -digits;
  return worth > 0 && worth < least ? `< ${formatMoney(least, currency)}` : `≈ ${formatMoney(worth, currency)}`;
}

/** An amount for a list: what has more digits than a line is said in powers of ten. */
export function amountText({ balance, decimals, symbol }: Pick<TokenBalance, 'balance' | 'decimals' | 'symbol'>): string {
  const whole = balance / 10n ** BigInt(decimals);
  if (whole < 10n ** BigInt(HIGHEST_WHOLE_DIGITS)) return formatAmount(balance, decimals, symbol, { maxFractionDigits: listFractionDigits });
  const short = new Intl.NumberFormat(currentLanguage(), { notation: 'scientific', maximumFractionDigits: 2 }).format(whole);
  return `${short}\u00a0${symbol}`;
}
