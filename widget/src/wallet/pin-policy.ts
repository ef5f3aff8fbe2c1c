/** Why a PIN is refused; the same words as the enclave's `pin_policy` error. */
export type PinRule = 'length' | 'digits' | 'repeated' | 'sequence' | 'date' | 'common';

const MIN_LENGTH = 6;
const MAX_LENGTH = 12;

/** PINs at the top of every published list that the rules below do not catch. */
const common: ReadonlySet<string> = new Set([
  '123123',
  '112233',
  '121212',
  '123321',
  '159753',
  '147258',
  '147852',
  '258456',
  '520520',
  '696969',
  '101010',
  '131313',
  '232323',
  '456456',
  '789456',
  '741852',
  '963852',
  '852456',
  '142536',
  '159357',
  '102030',
  '010203',
  '112211',
  '100200',
  '200100',
  '007007',
  '420420',
  '292513',
  '246810',
  '135790',
  '314159',
  '271828',
  '141421',
  '123654',
  '456123',
  '789789',
  '321321',
  '456789123',
  '147258369',
  '123456123456',
  '112233445566',
]);

function isRepeated(pin: string): boolean {
  for (let size = 1; size <= pin.length / 2; size++) {
    if (pin.length % size === 0 && pin === pin.slice(0, size).repeat(pin.length / size)) return true;
  }
  return false;
}

function isSequence(pin: string): boolean {
  const steps = new Set<number>();
  for (let index = 1; index < pin.length; index++) steps.add((Number(pin[index]) - Number(pin[index - 1]) + 10) % 10);
  return steps.size === 1 && (steps.has(1) || steps.has(9));
}

function isDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** DDMMYY, MMDDYY, YYMMDD and their eight-digit forms with a year from 1900 to 2099: people's birthdays. */
function isDate(pin: string): boolean {
  const at = (start: number, length: number) => Number(pin.slice(start, start + length));
  if (pin.length === 6) return isDay(at(2, 2), at(0, 2)) || isDay(at(0, 2), at(2, 2)) || isDay(at(2, 2), at(4, 2));
  if (pin.length !== 8) return false;
  const isYear = (year: number) => year >= 1900 && year <= 2099;
  return (isYear(at(4, 4)) && (isDay(at(2, 2), at(0, 2)) || isDay(at(0, 2), at(2, 2)))) || (isYear(at(0, 4)) && isDay(at(4, 2), at(6, 2)));
}

/**
 * Which rule a new PIN breaks, for feedback while it is being chosen. The enclave checks again and decides.
 *
 * @returns null when the PIN may be used.
 * @example
 * ```ts
 * checkPin('000000'); // 'repeated'
 * ```
 */
export function checkPin(pin: string): PinRule | null {
  if (!/^[0-9]*$/.test(pin)) return 'digits';
  if (pin.length < MIN_LENGTH || pin.length > MAX_LENGTH) return 'length';
  if (isRepeated(pin)) return 'repeated';
  if (isSequence(pin)) return 'sequence';
  if (isDate(pin)) return 'date';
  return common.has(pin) ? 'common' : null;
}
