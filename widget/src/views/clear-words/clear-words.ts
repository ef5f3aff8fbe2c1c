import type { Language } from '../../../../host-sdk/src/contract/types.ts';

/*
 * The words of the wallet's own descriptors (widget/descriptors/standards) in the person's language. They are English in the
 * descriptors and in the digest of what was shown; other publishers' words stay as they wrote them.
 */

export type ClearWords = { readonly [english: string]: string };

const loaders: Readonly<Record<Language, () => Promise<ClearWords>>> = {
  en: async () => ({}),
  ko: async () => (await import('./clear-words.ko.ts')).words,
  ja: async () => (await import('./clear-words.ja.ts')).words,
};

let current: { readonly language: Language; readonly words: ClearWords } = { language: 'en', words: {} };

/** Whether the words of this language are there. */
export const hasClearWords = (language: Language): boolean => current.language === language;

/** Fetches the words of a language; without them English is shown. */
export async function loadClearWords(language: Language): Promise<void> {
  const words = await loaders[language]().catch(() => ({}));
  current = { language, words };
}

/** A text that is not known stays as it is. */
export function clearWords(text: string): string {
  return Object.hasOwn(current.words, text) ? (current.words[text] ?? text) : text;
}
