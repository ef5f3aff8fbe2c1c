import { connect, type RemoteProxy, WindowMessenger } from 'penpal';
import { BRIDGE_VERSION, bridgeLimits, type HostMethods, type WidgetMethods } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { WalletMode } from '../../../host-sdk/src/contract/types.ts';

export type BridgeConnection = {
  readonly host: RemoteProxy<HostMethods>;
  /** Ends the connection; later calls of either side fail at once. */
  destroy(): void;
};

export type BridgeOptions = {
  /** Exact origin of the page, as the browser told it and the registry allows it. */
  readonly origin: string;
  readonly channel: string;
  readonly methods: WidgetMethods;
  /** A second handshake came on a live connection: something else took the page's place. The connection is gone when this runs. */
  readonly onHijack: () => void;
};

/** What the SDK wrote into the frame's address (bridge.ts, step 1). */
export type FrameParameters = {
  readonly appId: string;
  readonly channel: string;
  readonly version: number;
  readonly mode: WalletMode;
  /** What a window of the wallet's own was opened for; null in a frame, and in a window that was opened for its own sake. */
  readonly task: WindowTask | null;
};

const modes: readonly WalletMode[] = ['dialog', 'sheet', 'inline', 'popup'];

/** Tasks that go on in a window of their own, where no other page is around them. */
const windowTasks = ['kit', 'export', 'import'] as const;
export type WindowTask = (typeof windowTasks)[number];

/** @throws WalletError -32080 for a missing app id or channel, -32006 for a version this widget does not speak. */
export function readFrameParameters(search: string): FrameParameters {
  const parameters = new URLSearchParams(search);
  const appId = parameters.get('app_id') ?? '';
  const channel = parameters.get('channel') ?? '';
  if (appId === '') throw new WalletError(-32080, 'The address of the wallet names no app.', { reason: 'app_id_missing', field: 'app_id' });
  const version = Number(parameters.get('v') ?? BRIDGE_VERSION);
  if (version !== BRIDGE_VERSION) {
    throw new WalletError(-32006, 'This page uses another version of the wallet.', {
      reason: 'bridge_version',
      hint: 'Load the script from the wallet itself.',
    });
  }
  const task = windowTasks.find((name) => name === parameters.get('task')) ?? null;
  return { appId, channel, version, mode: modes.find((known) => known === parameters.get('mode')) ?? 'dialog', task };
}

type PenpalMessage = { readonly namespace?: unknown; readonly channel?: unknown; readonly type?: unknown; readonly participantId?: unknown };

/**
 * The widget's end of the bridge: penpal over `WindowMessenger` with one exact origin and the frame's channel.
 *
 * @throws WalletError -32080 when the page does not complete the handshake in ten seconds.
 */
export async function connectToHost({ origin, channel, methods, onHijack }: BridgeOptions): Promise<BridgeConnection> {
  let participant: unknown = null;
  let live = false;
  // Runs before penpal's own listener: its upgrade of old protocols looks at messages before it looks at their origin.
  const guard = (event: MessageEvent) => {
    const data = (typeof event.data === 'object' && event.data !== null ? event.data : {}) as PenpalMessage;
    if (Object.hasOwn(data, 'penpal')) event.stopImmediatePropagation();
    if (event.source !== window.parent || event.origin !== origin || data.namespace !== 'penpal' || data.channel !== channel || data.type !== 'SYN') return;
    if (live) {
      // Penpal would close the port on any handshake, also on the page's own once more.
      event.stopImmediatePropagation();
      if (data.participantId === participant) return;
      end();
      onHijack();
    }
    participant = data.participantId;
  };
  window.addEventListener('message', guard);
  const connection = connect<HostMethods>({
    messenger: new WindowMessenger({ remoteWindow: window.parent, allowedOrigins: [origin] }),
    methods,
    channel,
    timeout: bridgeLimits.handshakeTimeoutMs,
  });
  const end = () => {
    window.removeEventListener('message', guard);
    connection.destroy();
  };
  try {
    const host = await connection.promise;
    live = true;
    return { host, destroy: end };
  } catch (cause) {
    end();
    throw new WalletError(-32080, 'The page did not complete the connection.', { reason: 'handshake_timeout' }, { cause });
  }
}
