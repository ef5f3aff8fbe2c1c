import { viewStates } from '../../../widget/dev/view-states.ts';
import type { Actions } from '../../../widget/src/actions.ts';
import type { AppState } from '../../../widget/src/state/state.ts';
import { createStore } from '../../../widget/src/state/store.ts';
import { applyTheme } from '../../../widget/src/styles/theme.ts';
import '../../../widget/src/views/app-root/app-root.ts';

/*
 * The wallet's real screens beside one another, in the theme that the studio sends: `?scheme=dark&states=home,pay`, without states all
 * there are. Nothing here acts.
 */

const parameters = new URLSearchParams(location.search);
document.documentElement.style.colorScheme = parameters.get('scheme') ?? 'light';
const named = (parameters.get('states') ?? '').split(',').filter((name) => name in viewStates);

function fill(frame: HTMLElement, state: AppState): void {
  const app = document.createElement('alc-app');
  app.store = createStore(state);
  const resize = (heightPx: number): void => frame.style.setProperty('--height', `${heightPx}px`);
  app.actions = new Proxy({} as Actions, { get: (_target, action) => (action === 'resize' ? resize : () => {}) });
  frame.append(app);
}

/** A hundred wallets at once are more than a browser likes: each is made when it comes near. */
const coming = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const state = viewStates[(target as HTMLElement).dataset.state ?? ''];
      if (!isIntersecting || state === undefined) continue;
      coming.unobserve(target);
      fill(target as HTMLElement, state);
    }
  },
  // Of this frame's own window: it may itself be out of sight.
  { root: document, rootMargin: '0px 800px' },
);

for (const name of named.length > 0 ? named : Object.keys(viewStates)) {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = name.replaceAll('-', ' ');
  const frame = document.createElement('div');
  frame.className = 'frame';
  frame.dataset.state = name;
  figure.append(caption, frame);
  document.body.append(figure);
  coming.observe(frame);
}

addEventListener('message', ({ source, origin, data }) => {
  if (source !== parent || origin !== location.origin) return;
  applyTheme((data as { readonly tokens: { readonly [token: string]: string } }).tokens);
});
parent.postMessage('ready', location.origin);
