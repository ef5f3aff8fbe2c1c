import { callbackMessage } from '../callback-message.ts';

/** Stands where the provider's window would: the browser's popup blocker has no say in it. */
export type FakePopup = {
  readonly window: Window;
  /** Where it was sent, in order. */
  readonly addresses: readonly string[];
  /** How often `close()` was called on it. */
  closes(): number;
  /** Says what a page in the window would say to the wallet. Default: on the wallet's own origin. */
  say(data: unknown, origin?: string): void;
  /** Redirects to the callback page with these parameters. */
  answer(query: string): void;
  /** The person closes the window. */
  closeByHand(): void;
};

export const redirectUri = `${location.origin}/callback`;

/** Delivers a message to the wallet as the browser would. */
export function deliver(data: unknown, source: Window, origin: string = location.origin): void {
  // The constructor of MessageEvent takes real windows only.
  window.dispatchEvent(Object.assign(new Event('message'), { data, origin, source }));
}

export function fakePopup(): FakePopup {
  const addresses: string[] = [];
  let closes = 0;
  const state = {
    closed: false,
    close() {
      closes++;
      state.closed = true;
    },
    location: { replace: (url: string) => void addresses.push(url) },
  };
  const popup = state as unknown as Window;
  return {
    window: popup,
    addresses,
    closes: () => closes,
    say: (data, origin) => deliver(data, popup, origin),
    answer: (query) => deliver(callbackMessage(`${redirectUri}?${query}`), popup),
    closeByHand() {
      state.closed = true;
    },
  };
}

/** Takes the place of `window.open`: every window that is opened is a fake one. */
export function fakePopups(): { readonly opened: { readonly url: string; readonly popup: FakePopup }[]; restore(): void } {
  const { open } = window;
  const opened: { readonly url: string; readonly popup: FakePopup }[] = [];
  window.open = (url) => {
    const popup = fakePopup();
    opened.push({ url: `${url}`, popup });
    return popup.window;
  };
  return { opened, restore: () => Object.assign(window, { open }) };
}
