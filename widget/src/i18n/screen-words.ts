import type { Language } from '../../../host-sdk/src/contract/types.ts';
import { currentLanguage } from './locale.ts';

/** The words of screens that load later, which travel with those and not with the first ones. `{0}`, `{1}` stand for values. */
export type ScreenWords<Key extends string> = {
  /** Whether the words of the language on the screen are there. */
  isReady(): boolean;
  /** Fetches them; when they cannot be had, English is shown. */
  load(): Promise<void>;
  say(key: Key, ...values: readonly (string | number)[]): string;
};

/**
 * @example
 * ```ts
 * const words = createScreenWords({ count: '{0} things' }, { ko: async () => (await import('./ko.ts')).words, ja: … });
 * words.say('count', 3); // '3 things'
 * ```
 */
export function createScreenWords<Key extends string>(
  english: Readonly<Record<Key, string>>,
  loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Readonly<Record<Key, string>>>>>,
): ScreenWords<Key> {
  let shown: { readonly language: Language; readonly words: Readonly<Record<Key, string>> } = { language: 'en', words: english };
  return {
    isReady: () => shown.language === currentLanguage(),
    async load() {
      const language = currentLanguage();
      const words = language === 'en' ? english : await loaders[language]().catch(() => english);
      shown = { language, words };
    },
    say: (key, ...values) => shown.words[key].replaceAll(/\{(\d)\}/g, (_, index) => String(values[Number(index)] ?? '')),
  };
}
