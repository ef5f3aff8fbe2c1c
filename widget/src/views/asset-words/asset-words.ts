import { createScreenWords } from '../../i18n/screen-words.ts';
import { type AssetWordKey, english } from './english-words.ts';

/** The words of what an account holds and of receiving. */
export const assetWords = createScreenWords<AssetWordKey>(english, {
  ko: async () => (await import('./asset-words.ko.ts')).words,
  ja: async () => (await import('./asset-words.ja.ts')).words,
});
