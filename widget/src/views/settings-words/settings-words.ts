import type { Language } from '../../../../host-sdk/src/contract/types.ts';
import { currentLanguage } from '../../i18n/locale.ts';
import { english, type SettingsWords } from './english-words.ts';

const loaders: Readonly<Record<Language, () => Promise<SettingsWords>>> = {
  en: async () => english,
  ko: async () => (await import('./settings-words.ko.ts')).words,
  ja: async () => (await import('./settings-words.ja.ts')).words,
};

let current: { readonly language: Language; readonly words: SettingsWords } = { language: 'en', words: english };

/** The words in the language of the moment, or in the one before while those are on their way. */
export const settingsWords = (): SettingsWords => current.words;

/** Whether the words of the language of the moment are there. */
export const hasSettingsWords = (): boolean => current.language === currentLanguage();

/** Fetches the words of the language of the moment; where they do not come, English is shown. */
export async function loadSettingsWords(language: Language = currentLanguage()): Promise<void> {
  const words = await loaders[language]().catch(() => english);
  // Another language was chosen meanwhile.
  if (language === currentLanguage()) current = { language, words };
}
