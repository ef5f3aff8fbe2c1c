import { msg, str } from '@lit/localize';
import type { WireError } from '../../../host-sdk/src/contract/errors.ts';

/** The one next step a failed screen offers. */
export type NextStep = 'retry' | 'close' | 'sign-in' | 'recover';

/** A failure in words: what happened, what is safe, what to do. */
export type ErrorText = { readonly heading: string; readonly what: string; readonly safe: string; readonly todo: string; readonly next: NextStep };

export const nothingSent = () => msg('Nothing was sent. Your money has not moved.', { id: 'error.safe.nothing-sent' });
export const nothingSigned = () => msg('Nothing was signed, and your key is safe.', { id: 'error.safe.nothing-signed' });
export const keySafe = () => msg('Your wallet and your money are safe.', { id: 'error.safe.wallet' });
export const tryAgainSoon = () => msg('Wait a moment, then try again.', { id: 'error.todo.try-soon' });

/** Says one kind of failure in the language of the moment. */
export type Teller = (error: WireError) => ErrorText;

/** When to try again: after the time the service named, else soon. */
export function waitText(error: WireError): string {
  const retryAfterMs = error.data?.retryAfterMs;
  if (retryAfterMs === undefined) return tryAgainSoon();
  return msg(str`Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} seconds.`, { id: 'error.todo.try-in' });
}
