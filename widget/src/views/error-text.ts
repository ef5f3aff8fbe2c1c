import { msg, str } from '@lit/localize';
import type { WireError } from '../../../host-sdk/src/contract/errors.ts';

/** The one next step a failed screen offers. */
export type NextStep = 'retry' | 'close' | 'sign-in';

/** A failure in words: what happened, what is safe, what to do. */
export type ErrorText = { readonly heading: string; readonly what: string; readonly safe: string; readonly todo: string; readonly next: NextStep };

const nothingSent = () => msg('Nothing was sent. Your money has not moved.', { id: 'error.safe.nothing-sent' });
const nothingSigned = () => msg('Nothing was signed, and your key is safe.', { id: 'error.safe.nothing-signed' });
const keySafe = () => msg('Your wallet and your money are safe.', { id: 'error.safe.wallet' });
const tryAgainSoon = () => msg('Wait a moment, then try again.', { id: 'error.todo.try-soon' });

type Teller = (error: WireError) => ErrorText;

/** By `data.reason`, which says more than the code. */
const byReason = new Map<string, Teller>([
  [
    'kms_unavailable',
    () => ({
      heading: msg('The key service is not answering', { id: 'error.kms.heading' }),
      what: msg('Your key can only be opened together with the key service, and it cannot be reached right now.', { id: 'error.kms.what' }),
      safe: nothingSigned(),
      todo: tryAgainSoon(),
      next: 'retry',
    }),
  ],
  [
    'ledger_unavailable',
    () => ({
      heading: msg('PIN checks are paused', { id: 'error.ledger.heading' }),
      what: msg('The record that counts wrong PINs cannot be reached, so no PIN is accepted right now.', { id: 'error.ledger.what' }),
      safe: msg('This did not use up a try. Nothing was signed.', { id: 'error.ledger.safe' }),
      todo: tryAgainSoon(),
      next: 'retry',
    }),
  ],
  [
    'enclave_unavailable',
    () => ({
      heading: msg('The secure enclave is not answering', { id: 'error.enclave.heading' }),
      what: msg('The place where your key is used cannot be reached right now.', { id: 'error.enclave.what' }),
      safe: nothingSigned(),
      todo: tryAgainSoon(),
      next: 'retry',
    }),
  ],
  [
    'session_expired',
    () => ({
      heading: msg('Sign in again', { id: 'error.session.heading' }),
      what: msg('You were signed out because some time has passed.', { id: 'error.session.what' }),
      safe: nothingSigned(),
      todo: msg('Sign in with the same account to go on.', { id: 'error.session.todo' }),
      next: 'sign-in',
    }),
  ],
  [
    'insufficient_funds',
    () => ({
      heading: msg('There is not enough money', { id: 'error.funds.heading' }),
      what: msg('The amount and the network fee together are more than this account holds.', { id: 'error.funds.what' }),
      safe: nothingSent(),
      todo: msg('Add money to this account or send less.', { id: 'error.funds.todo' }),
      next: 'close',
    }),
  ],
  [
    'popup_closed',
    () => ({
      heading: msg('Sign-in was not finished', { id: 'error.popup-closed.heading' }),
      what: msg('The window closed before you were signed in.', { id: 'error.popup-closed.what' }),
      safe: keySafe(),
      todo: msg('Choose how to sign in and try again.', { id: 'error.popup-closed.todo' }),
      next: 'retry',
    }),
  ],
]);

/** By code, for errors without a known reason. */
const byCode = new Map<number, Teller>([
  [
    4001,
    () => ({
      heading: msg('Rejected', { id: 'error.rejected.heading' }),
      what: msg('You rejected this request.', { id: 'error.rejected.what' }),
      safe: nothingSent(),
      todo: msg('You can go back to the site.', { id: 'error.rejected.todo' }),
      next: 'close',
    }),
  ],
  [4100, (error) => reasonText('session_expired', error)],
  [
    4900,
    () => ({
      heading: msg('The page went away', { id: 'error.disconnected.heading' }),
      what: msg('The site that asked is no longer connected to your wallet.', { id: 'error.disconnected.what' }),
      safe: nothingSent(),
      todo: msg('Open the site again and start over there.', { id: 'error.disconnected.todo' }),
      next: 'close',
    }),
  ],
  [
    4901,
    () => ({
      heading: msg('The network is not answering', { id: 'error.chain.heading' }),
      what: msg('Your wallet cannot reach this network right now.', { id: 'error.chain.what' }),
      safe: msg('Your money is where it was. A payment you already approved is kept and never sent twice.', { id: 'error.chain.safe' }),
      todo: tryAgainSoon(),
      next: 'retry',
    }),
  ],
  [
    4902,
    () => ({
      heading: msg('This network is not set up', { id: 'error.chain-unknown.heading' }),
      what: msg('The site asked for a network this wallet does not know.', { id: 'error.chain-unknown.what' }),
      safe: nothingSent(),
      todo: msg('Choose another network on the site.', { id: 'error.chain-unknown.todo' }),
      next: 'close',
    }),
  ],
  [
    -32003,
    () => ({
      heading: msg('The network refused the payment', { id: 'error.refused.heading' }),
      what: msg('The network looked at the signed payment and did not accept it.', { id: 'error.refused.what' }),
      safe: msg('Your money has not moved and no fee was taken.', { id: 'error.refused.safe' }),
      todo: msg('Check the amount and the fee, then try again.', { id: 'error.refused.todo' }),
      next: 'retry',
    }),
  ],
  [
    -32005,
    (error) => ({
      heading: msg('Too many requests', { id: 'error.limit.heading' }),
      what: msg('The wallet was asked too often in a short time.', { id: 'error.limit.what' }),
      safe: nothingSent(),
      todo: waitText(error),
      next: 'retry',
    }),
  ],
  [
    -32081,
    () => ({
      heading: msg('The window was blocked', { id: 'error.popup.heading' }),
      what: msg('Your browser did not let the sign-in window open.', { id: 'error.popup.what' }),
      safe: keySafe(),
      todo: msg('Allow pop-ups for this page, then try again.', { id: 'error.popup.todo' }),
      next: 'retry',
    }),
  ],
  [
    -32082,
    () => ({
      heading: msg('The secure enclave could not prove itself', { id: 'error.attestation.heading' }),
      what: msg('It did not show that it runs the program this wallet expects, so the wallet stopped.', { id: 'error.attestation.what' }),
      safe: msg('Your PIN was not sent. Your key is safe.', { id: 'error.attestation.safe' }),
      todo: msg('Do not enter your PIN anywhere else. Try again later, or tell the site.', { id: 'error.attestation.todo' }),
      next: 'retry',
    }),
  ],
  [
    -32083,
    () => ({
      heading: msg('The wallet service is not answering', { id: 'error.service.heading' }),
      what: msg('A part of the wallet service cannot be reached right now.', { id: 'error.service.what' }),
      safe: nothingSent(),
      todo: tryAgainSoon(),
      next: 'retry',
    }),
  ],
  [
    -32084,
    () => ({
      heading: msg('This request expired', { id: 'error.expired.heading' }),
      what: msg('It waited too long for an answer, so the wallet closed it.', { id: 'error.expired.what' }),
      safe: nothingSent(),
      todo: msg('Start again on the site if you still want it.', { id: 'error.expired.todo' }),
      next: 'close',
    }),
  ],
  [
    -32085,
    () => ({
      heading: msg('Your PIN is locked', { id: 'error.locked.heading' }),
      what: msg('There were too many wrong tries, so this PIN no longer opens your key.', { id: 'error.locked.what' }),
      safe: msg('Nobody can use your key now. Your money has not moved.', { id: 'error.locked.safe' }),
      todo: msg('Only a backup of this wallet can open it again.', { id: 'error.locked.todo' }),
      next: 'close',
    }),
  ],
]);

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
  return reasonText(error.data?.reason, error);
}

function reasonText(reason: string | undefined, error: WireError): ErrorText {
  const teller = byReason.get(reason ?? '') ?? byCode.get(error.code) ?? unknown;
  return teller(error);
}

function waitText(error: WireError): string {
  const retryAfterMs = error.data?.retryAfterMs;
  if (retryAfterMs === undefined) return tryAgainSoon();
  return msg(str`Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} seconds.`, { id: 'error.todo.try-in' });
}
