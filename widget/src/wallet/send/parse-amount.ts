import type { AmountProblem } from '../../state/send.ts';

/** What is left of an amount's text: nothing yet, units, or why it is none. */
export type ParsedAmount = { readonly units: bigint } | { readonly problem: AmountProblem } | null;

/** What one transaction, or one token, can hold at most. */
const LIMIT = 1n << 256n;
/** Digits of that limit, and as many again behind the point: what is longer is no amount, and need not be read. */
const LONGEST = 160;

/** Keyboards for Japanese and Korean give digits and points of full width. */
function halfWidth(text: string): string {
  return text.replace(/[\uff0e\uff10-\uff19]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}

/**
 * Reads an amount exactly: no floating point, no rounding, nothing guessed.
 *
 * @param decimals digits that the unit has behind its point.
 * @returns null for a text that is no amount yet: empty, or a point alone.
 * @example
 * ```ts
 * parseAmount('1.5', 6); // { units: 1_500_000n }
 * parseAmount('1,5', 6); // { problem: 'comma' }: one and a half to some, fifteen to others
 * ```
 */
export function parseAmount(text: string, decimals: number): ParsedAmount {
  const plain = halfWidth(text).trim();
  if (plain === '' || plain === '.') return null;
  if (/^[\d.,]*,[\d.,]*$/.test(plain)) return { problem: 'comma' };
  const [, whole = '', fraction = ''] = (plain.length > LONGEST ? null : /^(\d*)(?:\.(\d*))?$/.exec(plain)) ?? [];
  if (whole === '' && fraction === '') return { problem: plain.length > LONGEST && /^\d+$/.test(plain) ? 'too_large' : 'not_a_number' };
  const exact = fraction.replace(/0+$/, '');
  if (exact.length > decimals) return { problem: 'too_precise' };
  const units = BigInt(`${whole}${exact.padEnd(decimals, '0')}` || '0');
  return units < LIMIT ? { units } : { problem: 'too_large' };
}

/** Digits that money is kept to here, more than any currency has. */
const MONEY_DECIMALS = 12;

/** A price as a whole number of 10⁻¹² of the currency. */
function exactPrice(price: number): bigint {
  const [whole = '0', fraction = ''] = price.toFixed(MONEY_DECIMALS).split('.');
  return BigInt(`${whole}${fraction.padEnd(MONEY_DECIMALS, '0')}`);
}

/**
 * What a sum of money buys, rounded down: nobody sends more than they typed.
 *
 * @param price of one whole unit of the asset.
 */
export function parseMoney(text: string, price: number, decimals: number): ParsedAmount {
  const money = parseAmount(text, MONEY_DECIMALS);
  if (money === null || 'problem' in money) return money;
  const perUnit = exactPrice(price);
  if (perUnit === 0n) return { problem: 'too_large' };
  const units = (money.units * 10n ** BigInt(decimals)) / perUnit;
  return units < LIMIT ? { units } : { problem: 'too_large' };
}
