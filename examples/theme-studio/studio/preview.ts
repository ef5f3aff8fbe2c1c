import { viewStates } from '../../../widget/dev/view-states.ts';
import type { Actions } from '../../../widget/src/actions.ts';
import { createStore } from '../../../widget/src/state/store.ts';
import { applyTheme } from '../../../widget/src/styles/theme.ts';
import '../../../widget/src/views/app-root/app-root.ts';

/* The wallet's real screens beside one another, in the theme that the studio sends. Nothing here acts. */

const names = ['home', 'pay', 'connect', 'sign-in', 'pin', 'message-sign-in', 'pay-unlimited', 'settings', 'done'];
const scheme = new URLSearchParams(location.search).get('scheme') ?? 'light';
document.documentElement.style.colorScheme = scheme;

const shown = (new URLSearchParams(location.search).get('states') ?? names.join()).split(',');
for (const name of shown) {
  const state = viewStates[name];
  if (state === undefined) continue;
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = name;
  const frame = document.createElement('div');
  frame.className = 'frame';
  const app = document.createElement('alc-app');
  app.store = createStore(state);
  const resize = (heightPx: number): void => frame.style.setProperty('--height', `${heightPx}px`);
  app.actions = new Proxy({} as Actions, { get: (_target, action) => (action === 'resize' ? resize : () => {}) });
  frame.append(app);
  figure.append(caption, frame);
  document.body.append(figure);
}

addEventListener('message', ({ source, origin, data }) => {
  if (source !== parent || origin !== location.origin) return;
  applyTheme((data as { readonly tokens: { readonly [token: string]: string } }).tokens);
});
parent.postMessage('ready', location.origin);
