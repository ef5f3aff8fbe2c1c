import type { Currency } from '../../../host-sdk/src/contract/types.ts';
import { currentLanguage } from './locale.ts';

const NO_BREAK_SPACE = '\u00a0';
const DECIMAL = /^-?\d+(\.\d+)?$/;
const HEX = /^0x[0-9a-fA-F]+$/;

/** Units of 10^-decimals as a plain decimal string: `(10n ** 16n, 18)` → `'0.01'`. Exact. */
const toDecimal = (units: bigint, decimals: number): string => {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  return `${sign}${digits.slice(0, digits.length - decimals)}${fraction === '' ? '' : `.${fraction}`}`;
};

/**
 * A plain decimal string with the grouping of the current language, no digit lost: `'1234.5'` → `'1,234.5'`.
 * Anything that is not a plain decimal number comes back as it is.
 */
export const formatDecimal = (value: string): string => {
  if (!DECIMAL.test(value)) return value;
  const [whole = '0', fraction] = value.split('.');
  // Not by an Intl.NumberFormat, which takes a millisecond to make: browsers keep the one behind this for the next number.
  const grouped = BigInt(whole).toLocaleString(currentLanguage());
  // BigInt has no negative zero: '-0.5' would lose its sign.
  const sign = whole.startsWith('-') && !grouped.startsWith('-') ? '-' : '';
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
};

/** Two sentences one after the other, the first without its full stop: `One. Two.` */
export const joinSentences = (first: string, second: string): string => `${first}${currentLanguage() === 'ja' ? '。' : '. '}${second}`;

export type AmountOptions = {
  /** Digits after the point; more are cut off (never rounded up). Default: all, so that an approval shows the exact sum. */
  readonly maxFractionDigits?: number;
};

/**
 * An amount of the smallest unit (wei for ether) in the current language.
 *
 * @param valueWei amount in units of 10^-decimals
 * @param decimals 18 for ether
 * @param symbol `'ETH'`; `''` for the number alone
 * @throws RangeError `decimals` is not a whole number from 0 to 255
 * @example
 * ```ts
 * formatAmount(10n ** 16n, 18, 'ETH'); // '0.01 ETH'
 * formatAmount(21_000_123_456_789n, 18, 'ETH', { maxFractionDigits: 6 }); // '0.000021 ETH'
 * formatAmount(1n, 18, 'ETH', { maxFractionDigits: 6 }); // '<0.000001 ETH'
 * ```
 */
export const formatAmount = (valueWei: bigint, decimals: number, symbol = '', options: AmountOptions = {}): string => {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 255) throw new RangeError('decimals: a whole number from 0 to 255');
  const shown = Math.min(options.maxFractionDigits ?? decimals, decimals);
  const unit = 10n ** BigInt(decimals - shown);
  const cut = valueWei / unit;
  const number = cut === 0n && valueWei > 0n ? `<${formatDecimal(toDecimal(1n, shown))}` : formatDecimal(toDecimal(cut, shown));
  return symbol === '' ? number : `${number}${NO_BREAK_SPACE}${symbol}`;
};

/** Money in the current language and the user's currency: `(0.02, 'USD')` → `'$0.02'`. */
export const formatMoney = (value: number, currency: Currency): string =>
  new Intl.NumberFormat(currentLanguage(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(value);

/** Time of day in the current language: `'2:05 PM'`, `'오후 2:05'`, `'14:05'`. */
export const formatTime = (timeMs: number): string => new Intl.DateTimeFormat(currentLanguage(), { hour: 'numeric', minute: '2-digit' }).format(timeMs);

const dayNumber = (timeMs: number): number => {
  const date = new Date(timeMs);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
};

/** The day as a heading: `'Today'`, `'Yesterday'`, else the date; with the year when it is not this one. Days are the user's own. */
export const formatRelativeDay = (timeMs: number, nowMs: number = Date.now()): string => {
  const language = currentLanguage();
  const days = dayNumber(timeMs) - dayNumber(nowMs);
  if (days === 0 || days === -1) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day');
    return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
  }
  const sameYear = new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) }).format(timeMs);
};

/** How many days ago, in words; days are the user's own: `'today'`, `'3 days ago'`, `'3일 전'`. */
export const formatDaysAgo = (timeMs: number, nowMs: number = Date.now()): string =>
  new Intl.RelativeTimeFormat(currentLanguage(), { numeric: 'auto' }).format(Math.min(0, dayNumber(timeMs) - dayNumber(nowMs)), 'day');

/** Day and time: `'Nov 23, 2026, 2:05 PM'`. */
export const formatMoment = (timeMs: number): string => new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(timeMs);

/** First and last four digits of an address: `'0x12ab…89ef'`. Short or strange input comes back as it is. */
export const shortAddress = (address: string): string => (HEX.test(address) && address.length > 12 ? `${address.slice(0, 6)}…${address.slice(-4)}` : address);

/** All digits of an address in groups of four, for reading aloud and comparing: `['0x', '12ab', '34cd', …]`. */
export const addressGroups = (address: string): readonly string[] => (HEX.test(address) ? ['0x', ...(address.slice(2).match(/.{1,4}/g) ?? [])] : [address]);
