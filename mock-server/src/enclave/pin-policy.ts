import { PIN_FIELD_LENGTH } from '../../../widget/src/contract/sealed.ts';
import { SealedFailure } from './failures.ts';

/*
 * What a PIN may be (PROTOCOL §6.1): 6 to 12 ASCII digits. Other digits of Unicode are refused, not folded. At creation
 * about one eighth of the six-digit PINs is refused as guessable. PINs stay bytes: a string could not be wiped.
 */

const MIN_LENGTH = 6;
const MAX_LENGTH = 12;

/** Number and length of a PIN in one number, so that no PIN ever becomes a string. */
function codeOf(digits: readonly number[]): number {
  return digits.reduce((number, digit) => number * 10 + digit, 0) * 16 + digits.length;
}

/** Often chosen and caught by no rule below: shapes on a key pad, well-known numbers, doubled words of the old phone layout. */
const COMMON = new Set(
  '147258 258369 159753 753159 147852 258147 369258 159357 357159 951753 741852 852963 963852 147369 142536 253614 102938 135790 135791 246810 112358 314159 271828 141421 161803 520131 521131 147896 789456 456123 741741 159159 131452 168168 142857 007007 696969 420420 101010 202020 303030 911911 999111 786786 867530 5201314 31415926 14725836 147258369 159753456'
    .split(' ')
    .map((pin) => codeOf(Array.from(pin, Number))),
);

/**
 * Takes the PIN out of its padded field.
 *
 * @returns the digits' bytes; the caller wipes them.
 * @throws SealedFailure `pin_policy` with rule `digits` or `length`.
 */
export function readPin(field: Uint8Array): Uint8Array<ArrayBuffer> {
  if (field.length !== PIN_FIELD_LENGTH) throw new SealedFailure('pin_policy', { rule: 'length' });
  const end = field.indexOf(0);
  const length = end < 0 ? field.length : end;
  for (let index = 0; index < length; index++) {
    const byte = field[index] as number;
    if (byte < 0x30 || byte > 0x39) throw new SealedFailure('pin_policy', { rule: 'digits' });
  }
  for (let index = length; index < field.length; index++) if (field[index] !== 0) throw new SealedFailure('pin_policy', { rule: 'digits' });
  if (length < MIN_LENGTH || length > MAX_LENGTH) throw new SealedFailure('pin_policy', { rule: 'length' });
  return field.slice(0, length);
}

/** One block over and over (111111, 121212, 123123), three equal digits in a row, or no more than two different ones. */
function isRepeated(digits: readonly number[]): boolean {
  if (new Set(digits).size <= 2) return true;
  if (digits.some((digit, index) => index >= 2 && digit === digits[index - 1] && digit === digits[index - 2])) return true;
  for (let period = 1; period <= digits.length / 2; period++) if (digits.every((digit, index) => digit === digits[index % period])) return true;
  return false;
}

/** The same step from each digit to the next, round the corner of 9 and 0 too: 123456, 987654, 135791, 890123. */
function isSequence(digits: readonly number[]): boolean {
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] as number) + 10) % 10);
  if (steps.every((step) => step === steps[0])) return true;
  // Pairs and halves that run: 112233, 123321.
  const pairs = digits.length % 2 === 0 && digits.every((digit, index) => digit === digits[index - (index % 2)]);
  return (pairs && isSequence(digits.filter((_, index) => index % 2 === 0))) || (steps.slice(0, 2).every((step) => step === 1) && isMirrored(digits));
}

function isMirrored(digits: readonly number[]): boolean {
  return digits.every((digit, index) => digit === digits[digits.length - 1 - index]);
}

function isDay(day: number, month: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= ([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] as number);
}

/** Six digits: DDMMYY, MMDDYY, YYMMDD, YYYYMM, MMYYYY. Eight: DDMMYYYY, MMDDYYYY, YYYYMMDD. Years 1900 to 2099 where they have four digits. */
function isDate(digits: readonly number[]): boolean {
  const read = (start: number, length: number) => digits.slice(start, start + length).reduce((number, digit) => number * 10 + digit, 0);
  const isYear = (year: number) => year >= 1900 && year <= 2099;
  const isMonth = (month: number) => month >= 1 && month <= 12;
  const [first, second, third] = [read(0, 2), read(2, 2), read(4, 2)];
  if (digits.length === 6) {
    if (isDay(first, second) || isDay(second, first) || isDay(third, second)) return true;
    return (isYear(read(0, 4)) && isMonth(third)) || (isYear(read(2, 4)) && isMonth(first));
  }
  if (digits.length !== 8) return false;
  return (isYear(read(4, 4)) && (isDay(first, second) || isDay(second, first))) || (isYear(read(0, 4)) && isDay(read(6, 2), third));
}

/**
 * Refuses PINs that many people choose.
 *
 * @throws SealedFailure `pin_policy` with rule `repeated`, `sequence`, `date` or `common`.
 */
export function refuseGuessable(pin: Uint8Array): void {
  const digits = Array.from(pin, (byte) => byte - 0x30);
  const rules: readonly (readonly [string, boolean])[] = [
    ['repeated', isRepeated(digits)],
    ['sequence', isSequence(digits)],
    ['common', COMMON.has(codeOf(digits))],
    ['date', isDate(digits)],
  ];
  const broken = rules.find(([, isBroken]) => isBroken);
  if (broken !== undefined) throw new SealedFailure('pin_policy', { rule: broken[0] });
}
