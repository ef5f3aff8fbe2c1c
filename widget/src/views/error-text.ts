import { msg, str } from '@lit/localize';
import type { WireError } from '../../../host-sdk/src/contract/errors.ts';
import { byCode } from './error-text-by-code.ts';
import { byReason } from './error-text-by-reason.ts';
import { type ErrorText, type Teller, tryAgainSoon } from './error-words.ts';

/** For everything that should not happen. The code is shown, so that a person can quote it. */
const unknown: Teller = (error) => ({
  heading: msg('Something went wrong', { id: 'error.unknown.heading' }),
  what: msg(str`The wallet met a problem it does not know (${error.code}).`, { id: 'error.unknown.what' }),
  safe: msg('If you approved a payment, Activity shows whether it was sent. It is never sent twice.', { id: 'error.unknown.safe' }),
  todo: tryAgainSoon(),
  next: 'retry',
});

/**
 * Puts an error into words in the language of the moment.
 *
 * @example
 * ```ts
 * errorText({ code: 4901, message: 'The wallet cannot reach the requested chain.' }).heading; // 'The network is not answering'
 * ```
 */
export function errorText(error: WireError): ErrorText {
  const reason = error.data?.reason ?? '';
  // A device without network is told the same as one whose service is away: nothing was sent, and the same button works later.
  const teller = byReason.get(reason) ?? byCode.get(reason === 'offline' ? -32083 : error.code) ?? unknown;
  return teller(error);
}
