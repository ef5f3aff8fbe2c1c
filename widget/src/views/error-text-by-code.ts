import { msg } from '@lit/localize';
import { keySafe, nothingSent, type Teller, tryAgainSoon, waitText } from './error-words.ts';

/** By code, for errors without a known reason. */
export const byCode = new Map<number, Teller>([
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
  [
    4100,
    () => ({
      heading: msg('This site is not connected', { id: 'error.unauthorized.heading' }),
      what: msg('The site asked for something it has no permission for.', { id: 'error.unauthorized.what' }),
      safe: nothingSent(),
      todo: msg('Connect your wallet on the site first.', { id: 'error.unauthorized.todo' }),
      next: 'close',
    }),
  ],
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
      next: 'recover',
    }),
  ],
]);
