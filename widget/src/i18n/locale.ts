import { configureLocalization } from '@lit/localize';
import type { Language } from '../../../host-sdk/src/contract/types.ts';
import { loadEnglish } from './english.ts';

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['ko', 'ja'],
  loadLocale: async (locale) => {
    const { templates } = await (locale === 'ko' ? import('./ko.ts') : import('./ja.ts'));
    return { templates: { ...templates } };
  },
});

const isLanguage = (tag: string): tag is Language => tag === 'en' || tag === 'ko' || tag === 'ja';

/** The language the words on the screen are in. Default `'en'`. */
export const currentLanguage = (): Language => {
  const locale = getLocale();
  return isLanguage(locale) ? locale : 'en';
};

let wanted: Language = 'en';

/** Whether a screen was asked for whose words are not in the code of the first one. */
let isPastFirstView = false;

/** The words of the screens after the first, in the language of the moment. Other languages come whole, with `setLanguage`. */
export const loadWords = async (): Promise<void> => {
  isPastFirstView = true;
  if (currentLanguage() === 'en') await loadEnglish();
};

/**
 * Loads the words of a language and shows them; every element with `@localized()` renders again. Also sets `<html lang>`.
 * When the words cannot be loaded the screen stays as it is, and the promise rejects with the loader's error.
 *
 * @example
 * ```ts
 * await setLanguage('ko');
 * currentLanguage(); // 'ko'
 * ```
 */
export const setLanguage = async (language: Language): Promise<void> => {
  wanted = language;
  if (language === 'en' && isPastFirstView) await loadEnglish();
  // Another one was chosen meanwhile.
  if (wanted !== language) return;
  await setLocale(language);
  document.documentElement.lang = currentLanguage();
};

/** The first language of the browser that the wallet speaks; `'en'` when there is none. */
export const preferredLanguage = (tags: readonly string[] = navigator.languages): Language => {
  for (const tag of tags) {
    const language = tag.toLowerCase().split('-')[0] ?? '';
    if (isLanguage(language)) return language;
  }
  return 'en';
};
