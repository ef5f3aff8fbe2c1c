import type { Actions } from '../src/actions.ts';
import { setLanguage } from '../src/i18n/locale.ts';
import { createStore } from '../src/state/store.ts';
import '../src/views/app-root/app-root.ts';
import { viewStates } from './view-states.ts';

/*
 * Shows one state (`?state=pay&scheme=dark&language=ko`) inside a dimmed page, as a host page would, or the list of all.
 * Actions only say their name in the console.
 */

const parameters = new URLSearchParams(location.search);

function say(name: string): (...values: readonly unknown[]) => void {
  return () => console.log(name);
}

const frame = document.querySelector<HTMLElement>('.frame');

const actions: Actions = {
  signIn: say('signIn'),
  signOut: say('signOut'),
  submitPin: say('submitPin'),
  approve: say('approve'),
  reject: say('reject'),
  close: say('close'),
  back: say('back'),
  proceed: say('proceed'),
  navigate: (view) => store.set({ view }),
  startTask: say('startTask'),
  chooseTask: say('chooseTask'),
  submitWords: say('submitWords'),
  removeBackup: say('removeBackup'),
  revokeDevice: say('revokeDevice'),
  renameAccount: say('renameAccount'),
  hideAccount: say('hideAccount'),
  selectAccount: (activeAccount) => store.set({ activeAccount }),
  setLanguage: (language) => {
    store.set({ language });
    void setLanguage(language);
  },
  switchChain: (activeChainId) => store.set({ activeChainId }),
  resize: (heightPx) => frame?.style.setProperty('--height', `${heightPx}px`),
};

const name = parameters.get('state');
const state = name === null ? undefined : viewStates[name];
const store = createStore(state ?? Object.values(viewStates)[0] ?? neverEmpty());

function neverEmpty(): never {
  throw new Error('There is no state to show.');
}

const scheme = parameters.get('scheme');
if (scheme !== null) document.documentElement.dataset.scheme = scheme;
const language = parameters.get('language');
if (language === 'ko' || language === 'ja') {
  store.set({ language });
  await setLanguage(language);
}

if (state === undefined) {
  const list = document.createElement('ul');
  for (const key of Object.keys(viewStates)) {
    const link = document.createElement('a');
    link.href = `?state=${key}`;
    link.textContent = key;
    const item = document.createElement('li');
    item.append(link);
    list.append(item);
  }
  document.body.replaceChildren(list);
} else {
  const app = document.createElement('alc-app');
  app.store = store;
  app.actions = actions;
  frame?.append(app);
}
