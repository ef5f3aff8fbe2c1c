import { expect } from '@open-wc/testing';
import { createMemoryDatabase } from '../state/database.ts';
import { initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { createChoices } from './choices.ts';

function open(values = new Map<string, unknown>()) {
  const store = createStore(initialState);
  const root = document.createElement('div');
  const spoken: string[] = [];
  const showLanguage = async (language: 'en' | 'ko' | 'ja') => {
    spoken.push(language);
    store.set({ language });
  };
  return { store, root, spoken, values, choices: createChoices({ store, root, showLanguage, database: createMemoryDatabase(values) }) };
}

describe('createChoices', () => {
  it('keeps what the person chose, for the next time on this device', async () => {
    const { choices, values } = open();
    await choices.choose({ what: 'language', language: 'ja' });
    await choices.choose({ what: 'currency', currency: 'JPY' });
    await choices.choose({ what: 'scheme', scheme: 'dark' });
    await choices.choose({ what: 'auto-lock', autoLock: '1' });
    const again = open(values);
    await again.choices.load();
    const { language, currency, scheme, autoLock } = again.store.get();
    expect([language, currency, scheme, autoLock]).to.deep.equal(['ja', 'JPY', 'dark', '1']);
    expect(again.root.style.colorScheme).to.equal('dark');
  });

  it('takes a page’s wish until the person has chosen, and never after', async () => {
    const { store, choices, values } = open();
    await choices.load();
    await choices.wish({ language: 'ko', currency: 'KRW' });
    expect([store.get().language, store.get().currency]).to.deep.equal(['ko', 'KRW']);
    await choices.choose({ what: 'currency', currency: 'EUR' });
    await choices.wish({ language: 'ja', currency: 'USD' });
    expect([store.get().language, store.get().currency]).to.deep.equal(['ja', 'EUR']);
    const again = open(values);
    await again.choices.load();
    await again.choices.wish({ currency: 'JPY' });
    expect(again.store.get().currency).to.equal('EUR');
  });

  it('wins over the scheme of a page’s theme, also by following the device', async () => {
    const { choices, root } = open();
    const style = document.createElement('style');
    style.textContent = '[data-scheme="dark"] { color-scheme: dark; }';
    document.body.append(style, root);
    root.dataset.scheme = 'dark';
    expect(getComputedStyle(root).colorScheme).to.equal('dark');
    await choices.choose({ what: 'scheme', scheme: 'light' });
    expect(getComputedStyle(root).colorScheme).to.equal('light');
    await choices.choose({ what: 'scheme', scheme: 'light dark' });
    expect(getComputedStyle(root).colorScheme).to.equal('light dark');
    style.remove();
    root.remove();
  });

  it('takes nothing from storage that it does not know', async () => {
    const { store, choices, root } = open(
      new Map<string, unknown>([
        ['currency', 'BTC'],
        ['scheme', 'url(x)'],
        ['auto-lock', '9999'],
        ['language', { tag: 'ko' }],
      ]),
    );
    await choices.load();
    const { language, currency, scheme, autoLock } = store.get();
    expect([language, currency, scheme, autoLock, root.style.colorScheme]).to.deep.equal(['en', 'USD', null, '15', '']);
  });
});
