import { msg, str } from '@lit/localize';
import type { PinProblem } from '../../state/state.ts';

/** What is wrong with the last PIN, in words; the wait before the next try is said by {@link retryWords}. */
export const pinProblemWords = (problem: PinProblem, lengthMin: number, lengthMax: number): string => {
  switch (problem.code) {
    case 'pin_wrong':
    case 'pin_delayed':
      if (problem.remaining <= 0) return msg('Wrong PIN. No tries left.', { id: 'pin.wrong-none' });
      if (problem.remaining === 1) return msg('Wrong PIN. One try left.', { id: 'pin.wrong-last' });
      return msg(str`Wrong PIN. ${problem.remaining} tries left.`, { id: 'pin.wrong' });
    case 'pin_locked':
      return msg('Too many wrong PINs. The wallet is locked; your recovery method opens it again.', { id: 'pin.locked' });
    case 'mismatch':
      return msg('The two PINs differ. Choose again.', { id: 'pin.mismatch' });
    case 'pin_policy':
      return policyWords(problem.rule, lengthMin, lengthMax);
  }
};

const policyWords = (rule: Extract<PinProblem, { code: 'pin_policy' }>['rule'], lengthMin: number, lengthMax: number): string => {
  switch (rule) {
    case 'length':
      return msg(str`Use ${lengthMin} to ${lengthMax} digits.`, { id: 'pin.policy-length' });
    case 'digits':
      return msg('Use digits only.', { id: 'pin.policy-digits' });
    case 'repeated':
      return msg('One digit repeats too often. Choose another PIN.', { id: 'pin.policy-repeated' });
    case 'sequence':
      return msg('Digits in a row are easy to guess. Choose another PIN.', { id: 'pin.policy-sequence' });
    case 'date':
      return msg('This looks like a date. Choose one that is harder to guess.', { id: 'pin.policy-date' });
    case 'common':
      return msg('Many people use this PIN. Choose one that is harder to guess.', { id: 'pin.policy-common' });
  }
};

/** How long until the next try, in words; `seconds` is rounded up so that "0 seconds" is never shown. */
export const retryWords = (waitMs: number): string => {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds < 60) return msg(str`Try again in ${seconds} s.`, { id: 'pin.retry-seconds' });
  return msg(str`Try again in ${Math.floor(seconds / 60)} min ${seconds % 60} s.`, { id: 'pin.retry-minutes' });
};

/** For a screen reader: how many digits there are, never which. */
export const enteredWords = (count: number, lengthMin: number): string =>
  count <= lengthMin ? msg(str`${count} of ${lengthMin} digits entered`, { id: 'pin.entered' }) : msg(str`${count} digits entered`, { id: 'pin.entered-more' });
