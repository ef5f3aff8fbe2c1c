import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { checksumAddress } from '../../crypto/ethereum.ts';
import type { RecipientProblem, RecipientWarning } from '../../state/send.ts';
import { isPaymentRequest, type PaymentRequest, readPaymentRequest } from './payment-request.ts';

export type ReadRecipient =
  | { readonly kind: 'address'; readonly address: Hex }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'request'; readonly request: PaymentRequest }
  | { readonly kind: 'problem'; readonly code: RecipientProblem };

const problem = (code: RecipientProblem): ReadRecipient => ({ kind: 'problem', code });

/** Characters that cannot be seen or that turn others round. In names, emoji are joined (U+200D) and coloured (U+FE0F) by two of them. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/u;
const isHidden = (text: string): boolean => hidden.test(text.replace(/\p{Extended_Pictographic}\ufe0f|\ufe0f?\u200d(?=\p{Extended_Pictographic})/gu, ''));

/** https://docs.ens.domains/ensip/15: labels between points; DNS names are as long as 255. */
const couldBeName = (text: string): boolean => text.length <= 255 && /^[^\s/:@]+\.[^\s/:@.]+$/u.test(text);

/**
 * What was typed, pasted or scanned: an address, a name, a payment request (EIP-681), or why it is none of them. Nothing is repaired: who
 * pasted something with hidden characters in it was given it by somebody.
 */
export function readRecipient(typed: string): ReadRecipient {
  const text = typed.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (isHidden(text)) return problem('hidden_characters');
  if (/^0x[0-9a-fA-F]{40}$/i.test(text)) {
    const digits = text.slice(2);
    const address = checksumAddress(`0x${digits}`);
    const isMixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
    return isMixed && digits !== address.slice(2) ? problem('checksum') : { kind: 'address', address };
  }
  if (isPaymentRequest(text)) {
    const request = readPaymentRequest(text);
    return request === null ? problem('request_unreadable') : { kind: 'request', request };
  }
  return couldBeName(text) ? { kind: 'name', name: text } : problem('not_an_address');
}

/** As many digits as a short address shows at its ends, less one: whoever makes look-alikes makes those the same. */
const ALIKE_DIGITS = 3;

/** Whether two addresses could be taken for one another by their ends. */
export function looksAlike(one: Hex, other: Hex): boolean {
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  return left !== right && left.slice(0, 2 + ALIKE_DIGITS) === right.slice(0, 2 + ALIKE_DIGITS) && left.slice(-ALIKE_DIGITS) === right.slice(-ALIKE_DIGITS);
}

export type RecipientFacts = {
  readonly address: Hex;
  readonly name: string | null;
  /** What was typed for it. */
  readonly typed: string;
  /** Accounts of this wallet, the sending one included. */
  readonly own: readonly Hex[];
  /** Whom it has paid. */
  readonly paid: readonly Hex[];
  /** Contracts of the tokens and collections that are known here. */
  readonly tokens: readonly Hex[];
  /** Code at the address; null when it could not be asked. */
  readonly code: Hex | null;
};

const ZERO = `0x${'0'.repeat(40)}`;
/** https://eips.ethereum.org/EIPS/eip-7702: what stands as the code of a person's own account that acts by a contract. */
const DELEGATION = '0xef0100';

/** What is to be known about a recipient, dangers first. */
export function recipientWarnings({ address, name, typed, own, paid, tokens, code }: RecipientFacts): readonly RecipientWarning[] {
  const among = (list: readonly Hex[]) => list.some((other) => other.toLowerCase() === address.toLowerCase());
  const warnings: RecipientWarning[] = [];
  if (address === ZERO) warnings.push({ code: 'zero', level: 'danger' });
  if (among(tokens)) warnings.push({ code: 'token_contract', level: 'danger' });
  const isKnown = among(own) || among(paid);
  const like = isKnown ? undefined : [...own, ...paid].find((other) => looksAlike(address, other));
  if (like !== undefined) warnings.push({ code: 'look_alike', level: 'danger', like });
  if (among(own)) warnings.push({ code: 'own', level: 'caution' });
  if (code !== null && code !== '0x' && !code.startsWith(DELEGATION) && !among(tokens)) warnings.push({ code: 'contract', level: 'caution' });
  if (name !== null && !/^[\x21-\x7e]+$/.test(name + typed)) warnings.push({ code: 'odd_name', level: 'caution' });
  // A first payment ever is to a stranger by nature; the hint starts to say something with the second.
  if (!isKnown && paid.length > 0 && warnings.length === 0) warnings.push({ code: 'new', level: 'caution' });
  return warnings;
}
