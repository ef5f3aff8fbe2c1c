import { html, type TemplateResult } from 'lit';
import type { AppState } from '../../state/state.ts';
import type { ScreenFrame } from '../screen-element.ts';
import type { LazyScreens } from './lazy-screens.ts';
import { parentView, type Screen, type ScreenName } from './screen.ts';

/** Draws the chosen screen with what it needs of the state, or the shape of it while its code is on its way. */
export function renderScreen(screen: Screen, state: AppState, lazy: LazyScreens, banners: TemplateResult): TemplateResult {
  const frame = frameOf(screen, state);
  if (screen.name === 'sign-in') {
    return html`<alc-sign-in-view
      class="screen"
      .frame=${frame}
      .providers=${state.app?.providers ?? []}
      .ready=${state.signInReady}
      .signingInWith=${state.signingInWith}
      .problem=${state.problem}
      >${banners}</alc-sign-in-view
    >`;
  }
  const code = lazy.status(screen.name);
  return (
    lazy.render(screen, state, frame, banners) ??
    html`<alc-loading-view class="screen" .frame=${frame} .shape=${shapeOf(screen.name)} .failed=${code === 'failed'}
      >${banners}</alc-loading-view
    >`
  );
}

/** Who asks: the origin that made the request, else the page around the wallet. */
function frameOf(screen: Screen, state: AppState): ScreenFrame {
  return { origin: screen.approval?.origin ?? state.hostOrigin, appName: state.app?.name ?? '', closable: state.mode !== 'inline' };
}

/** What has a view behind it is a list, mostly. */
function shapeOf(name: ScreenName): 'start' | 'approval' | 'list' {
  if (name === 'connect' || name.startsWith('approve-')) return 'approval';
  return name === 'send' || parentView(name) !== null ? 'list' : 'start';
}
