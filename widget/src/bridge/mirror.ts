import type { Actions } from '../actions.ts';
import type { AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { WINDOW_SOURCE, type WindowAction } from './approval-window.ts';

/** How long the window waits for the frame that opened it. */
const ANSWER_DEADLINE_MS = 10_000;

export type MirrorOptions = {
  readonly store: Store;
  readonly showLanguage: (language: AppState['language']) => unknown;
  /** `window.opener`. */
  readonly opener: Window | null;
};

/**
 * A window that shows the approvals of the frame which opened it (approval-window.ts): its state is the frame's, and what the
 * person presses goes there. Without that frame it closes, or says that it has nothing to show.
 *
 * @returns the actions of this window.
 */
export function mirrorWallet({ store, showLanguage, opener }: MirrorOptions): Partial<Actions> {
  const fail = (): void => {
    window.close();
    store.set({ status: { phase: 'failed', reason: 'window_cut_off', message: 'This window has lost the page it belongs to.' } });
  };
  if (opener === null) {
    fail();
    return { proceed: () => window.close() };
  }
  let port: MessagePort | null = null;
  const deadline = setTimeout(fail, ANSWER_DEADLINE_MS);
  window.addEventListener('message', ({ source, origin, data, ports }) => {
    if (source !== opener || origin !== location.origin || data !== WINDOW_SOURCE || ports[0] === undefined) return;
    clearTimeout(deadline);
    port = ports[0];
    port.onmessage = ({ data: state }: MessageEvent<AppState>) => {
      if (state.language !== store.get().language) showLanguage(state.language);
      store.set(state);
    };
  });
  opener.postMessage(WINDOW_SOURCE, location.origin);

  const tell = (action: keyof Actions) => (value?: unknown) => port?.postMessage({ action, value } satisfies WindowAction);
  return {
    approve: tell('approve'),
    reject: tell('reject'),
    submitPin: tell('submitPin'),
    back: tell('back'),
    proceed: tell('proceed'),
    close: tell('close'),
    startTask: tell('startTask'),
  };
}
