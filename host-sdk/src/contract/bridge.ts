import type { WireError } from './errors.ts';
import type { FrameSize, Json, Preferences, ThemeReport, WalletMode, WalletStatus, WalletView } from './types.ts';

/*
 * The bridge between a page (host SDK) and the widget, in the order things happen:
 *
 * 1. The SDK creates the frame at `<walletUrl>/w/?app_id=…&channel=<random>&v=<BRIDGE_VERSION>&mode=…`.
 * 2. Both sides run penpal's handshake over `WindowMessenger` with one exact allowed origin and that channel.
 *    The widget learns the page's origin from the browser, never from a parameter, and asks the registry about it.
 * 3. The widget calls `event('status', …)` on every change; the SDK calls `request(…)` and the rest below.
 *
 * Every method resolves an `Envelope`: penpal's own error transport drops `code` and `data` and leaks the stack.
 * Types are aliases, not interfaces: penpal's `Methods` has an index signature.
 */

/** Raised when either side's messages change shape. A widget refuses a version it does not speak. */
export const BRIDGE_VERSION = 1;

/** How long the handshake may take. These two stand by themselves because the page's side needs no other bound. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Deadline for calls that need no person. Approvals end by their own expiry instead. */
export const CALL_TIMEOUT_MS = 30_000;

/** Bounds that hold for everything crossing the bridge (bytes are UTF-16 code units of the walked copy). */
export const bridgeLimits = {
  handshakeTimeoutMs: HANDSHAKE_TIMEOUT_MS,
  callTimeoutMs: CALL_TIMEOUT_MS,
  maxDepth: 32,
  maxVisits: 20_000,
  maxStringLength: 262_144,
  maxTotalLength: 524_288,
  maxMethodLength: 64,
  maxPendingApprovals: 10,
  messagesPerSecond: 20,
  messagesBurst: 50,
} as const;

export type Envelope<Result = Json> = { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: WireError };

/** `id` is chosen by the SDK (`crypto.randomUUID()`), so that `cancel` can name the request. */
export type BridgeRequest = { readonly id: string; readonly method: string; readonly params?: Json };

/** What the widget exposes to the page. */
export type WidgetMethods = {
  request(request: BridgeRequest): Promise<Envelope>;
  open(view: WalletView): Promise<Envelope<null>>;
  close(): Promise<Envelope<null>>;
  login(options: { readonly providerId?: string }): Promise<Envelope<{ readonly accounts: readonly string[] }>>;
  logout(): Promise<Envelope<null>>;
  status(): Promise<Envelope<WalletStatus>>;
  setTheme(tokens: { readonly [token: string]: string }): Promise<Envelope<ThemeReport>>;
  setPreferences(preferences: Preferences): Promise<Envelope<null>>;
  /** Ends a request that is waiting for a person. Unknown ids are ignored: it may just have been answered. */
  cancel(id: string): Promise<Envelope<null>>;
};

/** EIP-1193 events and the lifecycle, as one discriminated union (generics do not survive penpal's proxy types). */
export type BridgeEvent =
  | { readonly name: 'connect'; readonly data: { readonly chainId: string } }
  | { readonly name: 'disconnect'; readonly data: WireError }
  | { readonly name: 'accountsChanged'; readonly data: readonly string[] }
  | { readonly name: 'chainChanged'; readonly data: string }
  | { readonly name: 'message'; readonly data: { readonly type: string; readonly data: Json } }
  | { readonly name: 'status'; readonly data: WalletStatus };

/** What the page exposes to the widget. */
export type HostMethods = {
  show(frame: { readonly mode: WalletMode; readonly size: FrameSize }): Promise<Envelope<null>>;
  hide(): Promise<Envelope<null>>;
  event(event: BridgeEvent): Promise<Envelope<null>>;
};
