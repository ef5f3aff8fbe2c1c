import type { SendChange } from '../state/send.ts';
import type { Store } from '../state/store.ts';
import type { OwnScreens } from './own/own-screens.ts';

/** The screens on which a person sends something, and looks at what was sent. */
export type OwnGate = Pick<OwnScreens, 'change' | 'back'>;

/** @param load fetches what is behind them, with the first of them; called again after it failed. */
export function createOwnGate(store: Store, load: () => Promise<OwnScreens>): OwnGate {
  let screens: OwnScreens | null = null;
  let isLoading = false;

  function sync(): void {
    const { view } = store.get();
    screens?.sync();
    if (screens !== null || isLoading || (view !== 'send' && view !== 'activity' && view !== 'transaction')) return;
    isLoading = true;
    load()
      .then((loaded) => {
        screens = loaded;
        loaded.sync();
      })
      // The screen itself comes with the same code: it says that it did not, and offers to fetch it again.
      .catch(() => {})
      .finally(() => {
        isLoading = false;
      });
  }

  store.subscribe(sync);
  return {
    change: (change: SendChange) => screens?.change(change),
    back: () => screens?.back() ?? false,
  };
}
