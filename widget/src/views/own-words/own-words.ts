import type { Language } from '../../../../host-sdk/src/contract/types.ts';
import { words as english } from './own-words.en.ts';
import type { OwnWords } from './own-words-type.ts';

/*
 * The words of sending and of activity. They come with those screens, in the person's language; each language has them all, or it does not
 * compile.
 */

const loaders: Readonly<Record<Language, () => Promise<OwnWords>>> = {
  en: async () => english,
  ko: async () => (await import('./own-words.ko.ts')).words,
  ja: async () => (await import('./own-words.ja.ts')).words,
};

let current: { readonly language: Language; readonly words: OwnWords } = { language: 'en', words: english };

/** Whether the words of this language are there. */
export const hasOwnWords = (language: Language): boolean => current.language === language;

/** Fetches the words of a language; without them English is shown. */
export async function loadOwnWords(language: Language): Promise<void> {
  const words = await loaders[language]().catch(() => english);
  current = { language, words };
}

/** The words of the moment. */
export const say = (): OwnWords => current.words;
