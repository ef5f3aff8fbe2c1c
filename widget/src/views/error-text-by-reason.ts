import { msg, str } from '@lit/localize';
import { formatMoment } from '../i18n/format.ts';
import { type ErrorText, keySafe, nothingSent, nothingSigned, type Teller, tryAgainSoon } from './error-words.ts';

/** By `data.reason`, which says more than the code. */
export const byReason = new Map<string, Teller>([
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
    'calls_partial',
    ({ data }) => ({
      heading: msg('Only a part was sent', { id: 'error.calls.heading' }),
      what: msg(str`${data?.sent ?? 1} of ${data?.calls ?? 2} calls are on their way; the next one could not be sent.`, { id: 'error.calls.what' }),
      safe: msg('What was sent is in Activity. Nothing is sent twice.', { id: 'error.calls.safe' }),
      todo: msg('Try again to send the rest, or close this to leave it.', { id: 'error.calls.todo' }),
      next: 'retry',
    }),
  ],
  ['provider_unavailable', () => providerAway()],
  ['issuer_unavailable', () => providerAway()],
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
    'hold',
    ({ data }) => ({
      heading: msg('Not yet', { id: 'error.hold.heading' }),
      what:
        typeof data?.retryAtMs === 'number'
          ? msg(str`For your protection this is refused until ${formatMoment(data.retryAtMs)}: the PIN or this device is new.`, { id: 'error.hold.until' })
          : msg('For your protection this is refused for 24 hours: the PIN or this device is new.', { id: 'error.hold.what' }),
      safe: nothingSent(),
      todo: msg('Small payments work. If the new PIN is not yours, choose another one with a backup.', { id: 'error.hold.todo' }),
      next: 'close',
    }),
  ],
  [
    'factor_wrong',
    () => ({
      heading: msg('This does not open your wallet', { id: 'error.factor.heading' }),
      what: msg('The words, the passphrase or the passkey belong to something else.', { id: 'error.factor.what' }),
      safe: nothingSigned(),
      todo: msg('Check them, then try again.', { id: 'error.factor.todo' }),
      next: 'retry',
    }),
  ],
  [
    'mnemonic_invalid',
    () => ({
      heading: msg('These are not recovery words', { id: 'error.mnemonic.heading' }),
      what: msg('A word is misspelt, missing, or in another place.', { id: 'error.mnemonic.what' }),
      safe: nothingSigned(),
      todo: msg('Check them, then try again.', { id: 'error.factor.todo' }),
      next: 'retry',
    }),
  ],
  [
    'passkey_unsupported',
    () => ({
      heading: msg('No suitable passkey here', { id: 'error.passkey.heading' }),
      what: msg('This browser or device cannot keep a secret in a passkey.', { id: 'error.passkey.what' }),
      safe: keySafe(),
      todo: msg('Try another browser, or make a recovery kit.', { id: 'error.passkey.todo' }),
      next: 'close',
    }),
  ],
  [
    'passkey_cancelled',
    () => ({
      heading: msg('No passkey was used', { id: 'error.passkey-cancelled.heading' }),
      what: msg('Your browser asked for it and got no answer.', { id: 'error.passkey-cancelled.what' }),
      safe: keySafe(),
      todo: tryAgainSoon(),
      next: 'retry',
    }),
  ],
  [
    'other_account',
    () => ({
      ...signInUnfinished(),
      what: msg('That was another account than the one of this wallet.', { id: 'error.other-account.what' }),
      todo: msg('Sign in with the same account to go on.', { id: 'error.session.todo' }),
    }),
  ],
  [
    'login_stale',
    () => ({
      ...sessionEnded(),
      what: msg('For this you must have signed in within the last five minutes.', { id: 'error.login-stale.what' }),
    }),
  ],
  [
    'storage_blocked',
    () => ({
      heading: msg('This browser keeps nothing for the wallet', { id: 'error.storage.heading' }),
      what: msg('You can use it, but you will be asked to sign in often.', { id: 'error.storage.what' }),
      safe: keySafe(),
      todo: msg('To stay signed in, allow cookies for the wallet in the browser’s settings.', { id: 'error.storage.todo' }),
      next: 'retry',
    }),
  ],
  ['popup_closed', () => signInUnfinished()],
  ['access_denied', () => signInUnfinished()],
  ['cancelled', () => signInUnfinished()],
  ['sign_in_expired', () => signInUnfinished()],
  ['sign_in_failed', () => signInUnverified()],
  ['provider_refused', () => signInUnverified()],
  ['invalid_id_token', () => signInUnverified()],
  ['issuer_mismatch', () => signInUnverified()],
  ['unauthorized', () => sessionEnded()],
  ['session_expired', () => sessionEnded()],
  ['invalid_refresh_token', () => sessionEnded()],
  ['invalid_dpop_proof', () => sessionEnded()],
  ['record_tampered', () => recordRefused()],
  ['ledger_rollback', () => recordRefused()],
  ['address_changed', () => recordRefused()],
]);

/** The same to a person, whether this device or the wallet service could not reach it. */
function providerAway(): ErrorText {
  return {
    heading: msg('The sign-in service is not answering', { id: 'error.provider.heading' }),
    what: msg('The account you chose cannot be reached right now.', { id: 'error.provider.what' }),
    safe: keySafe(),
    todo: tryAgainSoon(),
    next: 'retry',
  };
}

function signInUnfinished(): ErrorText {
  return {
    heading: msg('Sign-in was not finished', { id: 'error.popup-closed.heading' }),
    what: msg('The window closed before you were signed in.', { id: 'error.popup-closed.what' }),
    safe: keySafe(),
    todo: msg('Choose how to sign in and try again.', { id: 'error.popup-closed.todo' }),
    next: 'retry',
  };
}

function signInUnverified(): ErrorText {
  return {
    heading: msg('You could not be signed in', { id: 'error.sign-in.heading' }),
    what: msg('The answer of the sign-in service did not pass the checks.', { id: 'error.sign-in.what' }),
    safe: keySafe(),
    todo: msg('Choose how to sign in and try again.', { id: 'error.popup-closed.todo' }),
    next: 'retry',
  };
}

/** The session is over; the same account goes on where this stopped. */
function sessionEnded(): ErrorText {
  return {
    heading: msg('Sign in again', { id: 'error.session.heading' }),
    what: msg('You were signed out because some time has passed.', { id: 'error.session.what' }),
    safe: nothingSigned(),
    todo: msg('Sign in with the same account to go on.', { id: 'error.session.todo' }),
    next: 'sign-in',
  };
}

/** The stored wallet is not the one that was stored: trying again would not help. */
function recordRefused(): ErrorText {
  return {
    heading: msg('Your stored wallet does not look right', { id: 'error.record.heading' }),
    what: msg('What the service keeps for you is not what this wallet left there, so the wallet stopped.', { id: 'error.record.what' }),
    safe: nothingSigned(),
    todo: msg('Please tell the people who run the site.', { id: 'failure.todo.tell-site' }),
    next: 'close',
  };
}
