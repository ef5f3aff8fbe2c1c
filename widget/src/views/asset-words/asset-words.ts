import { createScreenWords } from '../../i18n/screen-words.ts';

/* The words of what an account holds and of receiving. Korean and Japanese lie beside this file. */

const english = {
  tokens: 'Tokens',
  nfts: 'Collectibles',
  kinds: 'What you have',
  loading: 'What you have is loading',
  refresh: 'Refresh',
  refreshed: 'Up to date',
  'no-price': 'No price',
  'no-nfts': 'No collectibles yet. Those you receive show up here.',
  unavailable: 'What you have is shown again as soon as the network answers. It is all still there.',
  'show-all': 'Show all {0}',
  amount: '{0} pieces',
  account: 'Account: {0}',
  'manage-accounts': 'Add or manage accounts',
  rename: 'Rename',
  name: 'Name',
  save: 'Save',
  network: 'Network: {0}',
  'in-use': 'In use',
  'qr-address': 'QR code of your address',
  'qr-request': 'QR code of a request for {0}',
  share: 'Share',
  'copy-address': 'Copy address',
  'copy-request': 'Copy request',
  copied: 'Copied',
  'copy-failed': 'Could not copy. Select the digits above instead.',
  request: 'Ask for an amount',
  'request-hint': 'Wallets that scan the code fill in the amount.',
  token: 'Token',
  sum: 'Amount',
  'sum-number': 'Enter a number, like 0.5.',
  'sum-decimals': '{0} has at most {1} digits after the point.',
  'sum-zero': 'Enter more than zero.',
  'sum-large': 'That is more than there can be.',
} as const;

export type AssetWordKey = keyof typeof english;
export type AssetWords = Readonly<Record<AssetWordKey, string>>;

export const assetWords = createScreenWords<AssetWordKey>(english, {
  ko: async () => (await import('./asset-words.ko.ts')).words,
  ja: async () => (await import('./asset-words.ja.ts')).words,
});
