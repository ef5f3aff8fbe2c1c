import type { Language } from '../../host-sdk/src/contract/types.ts';
import type { Actions } from '../src/actions.ts';
import { setLanguage } from '../src/i18n/locale.ts';
import { initialState } from '../src/state/state.ts';
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
  change: (change) => {
    if (change.what === 'select-account') store.set({ activeAccount: change.account });
    if (change.what === 'language') void setLanguage(change.language).then(() => store.set({ language: change.language }));
  },
  switchChain: (activeChainId) => store.set({ activeChainId }),
  resize: (heightPx) => frame?.style.setProperty('--height', `${heightPx}px`),
};

let store = createStore(initialState);

/** Puts a state into the frame, in place of the one before. */
export function showState(name: string, language: Language): HTMLElement {
  const state = viewStates[name];
  if (state === undefined) throw new Error(`There is no state "${name}".`);
  store = createStore({ ...state, language });
  const app = document.createElement('alc-app');
  app.store = store;
  app.actions = actions;
  frame?.style.removeProperty('--height');
  frame?.replaceChildren(app);
  return app;
}

function listStates(): void {
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
}

const scheme = parameters.get('scheme');
if (scheme !== null) document.documentElement.dataset.scheme = scheme;
const language = parameters.get('language');
const known = language === 'ko' || language === 'ja' ? language : 'en';
if (known !== 'en') await setLanguage(known);

const name = parameters.get('state');
if (name !== null) showState(name, known);
else if (!parameters.has('by-script')) listStates();
