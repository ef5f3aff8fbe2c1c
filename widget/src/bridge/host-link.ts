import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { App } from '../contract/api.ts';
import type { Store } from '../state/store.ts';
import { isAllowedOrigin } from './allowed-origin.ts';
import { connectToHost } from './connect.ts';
import type { Frame } from './frame.ts';
import { type BridgeActions, createBridgeHandlers, type HandlerOptions } from './handlers.ts';
import { announceToHost } from './host-events.ts';
import { parentOrigin } from './parent-origin.ts';
import { createRateLimit } from './rate-limit.ts';

export type HostLink = {
  readonly origin: string;
  /** Tells the page what changed outside the store. */
  sync(): void;
};

export type HostLinkOptions = {
  readonly app: App;
  readonly channel: string;
  readonly store: Store;
  readonly frame: Frame;
  /** The page's calls, given its origin. */
  readonly actionsFor: (origin: string) => BridgeActions;
  readonly accountsFor: (origin: string) => readonly string[];
  readonly toFailure: HandlerOptions['toFailure'];
  readonly nowMs: () => number;
  /** The page is gone or was replaced; whoever waits gets this error. */
  readonly onLost: (error: WalletError) => void;
};

/**
 * Finds out who embeds the wallet, asks the registry's rules about it, and connects to exactly that origin.
 *
 * @throws WalletError -32080 with reason `origin_not_allowed`, `nested_frame`, `no_parent` or `handshake_timeout`.
 */
export async function linkToHost(options: HostLinkOptions): Promise<HostLink> {
  const { app, channel, store, frame, actionsFor, accountsFor, toFailure, nowMs, onLost } = options;
  const origin = await parentOrigin();
  if (!isAllowedOrigin(origin, app.allowedOrigins)) {
    throw new WalletError(-32080, `${origin} is not registered for this app.`, {
      reason: 'origin_not_allowed',
      hint: `Add ${origin} to the app's allowed origins.`,
    });
  }
  store.set({ hostOrigin: origin });
  const methods = createBridgeHandlers({ actions: actionsFor(origin), admit: createRateLimit(nowMs), toFailure });
  const lose = (message: string, reason: string) => {
    announcements.stop();
    frame.detach();
    onLost(new WalletError(4900, message, { reason, retriable: true }));
  };
  const connection = await connectToHost({ origin, channel, methods, onHijack: () => lose('The page was replaced.', 'connection_replaced') });
  frame.attach(connection.host);
  const announcements = announceToHost({ store, accounts: () => accountsFor(origin), send: frame.send });
  window.addEventListener('pagehide', () => {
    lose('The page was closed.', 'page_closed');
    connection.destroy();
  });
  // Brought back by the browser with a page it had kept: by loading anew, the wallet tells that page that what waited is over.
  window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  return { origin, sync: announcements.sync };
}
