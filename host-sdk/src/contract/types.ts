/** A JSON value: the only kind of value that may cross the bridge. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A `0x`-prefixed hexadecimal string. */
export type Hex = `0x${string}`;

/**
 * Where the wallet is. One phase at a time; every change is announced to the page as the `status` event.
 *
 * `idle → loading → signed-out → signing-in → needs-wallet → locked → unlocked`; `failed` carries why.
 */
export type WalletStatus =
  | { readonly phase: 'idle' | 'loading' | 'signed-out' | 'signing-in' | 'needs-wallet' | 'locked' | 'unlocked' }
  | { readonly phase: 'failed'; readonly reason: string; readonly message: string };

/** Where the wallet is, in one word. */
export type WalletPhase = WalletStatus['phase'];

/** Screens a page may open directly. */
export type WalletView = 'home' | 'send' | 'receive' | 'activity' | 'settings';

/**
 * `dialog`: centred on wide screens, a sheet from the bottom on narrow ones. `sheet`: from the bottom edge everywhere. `inline`: fills
 * the element. `popup`: a dialog whose approvals are looked at in a window of the wallet's own.
 */
export type WalletMode = 'dialog' | 'sheet' | 'inline' | 'popup';

/** Size the widget asks its frame to have, in CSS pixels. `radiusPx` is that of its corners where a theme sets it. */
export type FrameSize = { readonly heightPx: number; readonly widthPx?: number; readonly radiusPx?: number };

/** EIP-1193 request arguments. */
export type RequestArguments = { readonly method: string; readonly params?: Json };

/** Language tags the widget is written in. */
export type Language = 'en' | 'ko' | 'ja';

/** ISO 4217 codes the widget can show money values in. */
export type Currency = 'USD' | 'KRW' | 'JPY' | 'EUR';

/** What a person reads the wallet in. What is left out stays as it is. */
export type Preferences = { readonly language?: Language; readonly currency?: Currency };

/** A colour of a theme that could not be read as it was asked for. */
export type ThemeCorrection = { readonly token: string; readonly given: string; readonly used: string };

/** What became of a theme: names that were refused, colours that were moved until they could be read, and all that was set. */
export type ThemeReport = {
  readonly rejected: readonly string[];
  readonly corrected: readonly ThemeCorrection[];
  readonly applied: { readonly [token: string]: string };
};
