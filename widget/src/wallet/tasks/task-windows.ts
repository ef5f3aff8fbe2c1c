import type { Transport } from '../../api/transport.ts';
import { prepareFreshLogin } from '../../session/fresh-login.ts';
import { offerHandOver } from '../../session/hand-over.ts';
import { openWindow, popupFeatures } from '../../session/popup.ts';
import type { Session } from '../../session/session.ts';
import type { SessionKey } from '../../session/session-key.ts';
import type { Store } from '../../state/store.ts';
import type { TaskWindows } from './task-context.ts';

export type TaskWindowsOptions = Pick<TaskWindows, 'isFramed' | 'isHandedOver'> & {
  readonly appId: string;
  readonly store: Store;
  readonly session: Session;
  readonly sessionKey: SessionKey;
  readonly redirectUri: string;
  /** The way back for a provider's window that loses its opener. */
  readonly send: Transport;
};

const WINDOW_NAME = 'alcove-task';
const CLOSED_POLL_MS = 500;

/** Resolves when the window is closed. */
function closed(child: Window, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const poll = setInterval(() => {
      if (!child.closed) return;
      clearInterval(poll);
      resolve();
    }, CLOSED_POLL_MS);
    signal.addEventListener('abort', () => {
      clearInterval(poll);
      reject(signal.reason);
    });
  });
}

export function createTaskWindows({ appId, store, session, sessionKey, redirectUri, send, isFramed, isHandedOver }: TaskWindowsOptions): TaskWindows {
  let child: Window | null = null;
  return {
    isFramed,
    isHandedOver,
    open(kind, signal) {
      if (child?.closed === false) {
        child.focus();
        return;
      }
      const address = new URL('.', location.href);
      address.search = new URLSearchParams({ app_id: appId, task: kind }).toString();
      child = openWindow(address.href, WINDOW_NAME, popupFeatures(440, 740));
      if (child === null) return;
      const handOver = async () => {
        await session.accessToken();
        return { pair: sessionKey.pair, session: session.handOver() };
      };
      offerHandOver(child, appId, handOver, signal);
    },
    closed: (signal) => (child === null ? Promise.resolve() : closed(child, signal)),
    prepareLogin() {
      const { app, user } = store.get();
      const provider = app?.providers.find(({ providerId }) => providerId === user?.providerId);
      if (provider === undefined) throw new TypeError('the provider of this session is not known');
      return prepareFreshLogin({ provider, session, sessionKey, redirectUri, send });
    },
  };
}
