import type { Preferences } from '../../../host-sdk/src/contract/types.ts';
import type { Database } from '../state/database.ts';
import { type AutoLock, autoLocks, type SettingChange, schemes } from '../state/settings.ts';
import type { AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** How this device's owner wants the wallet: language, currency, light or dark, and when it locks. */
export type Choices = {
  /** Reads what this device keeps, and shows it. */
  load(): Promise<void>;
  choose(change: Extract<SettingChange, { readonly what: 'language' | 'currency' | 'scheme' | 'auto-lock' }>): Promise<void>;
  /** A page's wish; it does not stand against what the person chose. */
  wish(preferences: Preferences): Promise<void>;
};

export type ChoicesOptions = {
  readonly store: Store;
  readonly database: Pick<Database, 'get' | 'put'>;
  readonly showLanguage: (language: AppState['language']) => Promise<void>;
  /** Where `color-scheme` is set: it wins over what a page's theme says, and leaves its colours alone. */
  readonly root: HTMLElement;
};

const languages: readonly AppState['language'][] = ['en', 'ko', 'ja'];
const currencies: readonly AppState['currency'][] = ['USD', 'KRW', 'JPY', 'EUR'];

export function createChoices({ store, database, showLanguage, root }: ChoicesOptions): Choices {
  /** What the person chose themselves. */
  const chosen: { language: boolean; currency: boolean } = { language: false, currency: false };

  async function stored<Value extends string>(key: string, known: readonly Value[]): Promise<Value | null> {
    const value = await database.get(key);
    return known.find((candidate) => candidate === value) ?? null;
  }

  function showScheme(scheme: AppState['scheme']): void {
    root.style.colorScheme = scheme ?? '';
    store.set({ scheme });
  }

  return {
    async load() {
      const [language, currency, scheme, autoLock] = await Promise.all([
        stored('language', languages),
        stored('currency', currencies),
        stored('scheme', schemes),
        stored<AutoLock>('auto-lock', autoLocks),
      ]);
      chosen.language = language !== null;
      chosen.currency = currency !== null;
      showScheme(scheme);
      store.set({ ...(currency === null ? {} : { currency }), ...(autoLock === null ? {} : { autoLock }) });
      if (language !== null && language !== store.get().language) await showLanguage(language);
    },
    async choose(change) {
      switch (change.what) {
        case 'language':
          chosen.language = true;
          await Promise.all([showLanguage(change.language), database.put('language', change.language)]);
          break;
        case 'currency':
          chosen.currency = true;
          store.set({ currency: change.currency });
          await database.put('currency', change.currency);
          break;
        case 'scheme':
          showScheme(change.scheme);
          await database.put('scheme', change.scheme);
          break;
        case 'auto-lock':
          store.set({ autoLock: change.autoLock });
          await database.put('auto-lock', change.autoLock);
      }
    },
    async wish({ language, currency }) {
      if (currency !== undefined && !chosen.currency) store.set({ currency });
      if (language !== undefined && !chosen.language) await showLanguage(language);
    },
  };
}
