import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Language } from '../../../../host-sdk/src/contract/types.ts';
import { currentLanguage } from '../../i18n/locale.ts';
import { english, type WcWordId, type WcWords } from './wc-words.en.ts';

const loaders: Readonly<Record<Language, () => Promise<WcWords>>> = {
  en: async () => english,
  ko: async () => (await import('./wc-words.ko.ts')).words,
  ja: async () => (await import('./wc-words.ja.ts')).words,
};

let current: { readonly language: Language; readonly words: WcWords } = { language: 'en', words: english };

/** Fetches the words of a language; without them English is shown. */
export async function loadWcWords(language: Language): Promise<void> {
  const words = await loaders[language]().catch(() => english);
  current = { language, words };
}

/** @example `wcWord('list.until', 'Main', '30 Nov'); // 'Main · until 30 Nov'` */
export function wcWord(id: WcWordId, ...values: readonly string[]): string {
  return current.words[id].replace(/\{(\d)\}/g, (_whole, at: string) => values[Number(at)] ?? '');
}

/** Keeps the words of its host in the language of the moment. */
export class WcWordsController implements ReactiveController {
  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostUpdate(): void {
    const language = currentLanguage();
    if (current.language !== language) void loadWcWords(language).then(() => this.host.requestUpdate());
  }
}
