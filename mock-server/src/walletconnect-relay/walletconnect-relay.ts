import type { WebSocket } from 'ws';
import type { Logger } from '../app-deps.ts';
import type { Clock } from '../deps.ts';
import { createSocketServer, type SocketServer, say } from '../stack/socket-server.ts';
import { RelayAuthError, readRelayToken } from './relay-auth.ts';
import { createRelayHub } from './relay-hub.ts';
import { type RelayLimits, relayLimits } from './relay-limits.ts';

/** WalletConnect's for a token that is refused. */
const UNAUTHORIZED = 3_000;

export type WalletConnectRelayOptions = {
  /** Its address as clients are given it, e.g. `ws://localhost:4100/wc`: they sign it. */
  readonly relayUrl: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly logger: Logger;
  readonly limits?: RelayLimits;
};

/**
 * A WalletConnect v2 relay for work on one machine. Production uses a relay that others run: what passes through is sealed, and a
 * relay that everybody reaches is what makes wallets and sites find one another.
 */
export function createWalletConnectRelay({ relayUrl, clock, newId, logger, limits = relayLimits }: WalletConnectRelayOptions): SocketServer {
  const hub = createRelayHub({ nowMs: clock.nowMs, newId, limits });

  async function serve(socket: WebSocket, token: string | null): Promise<void> {
    const early: string[] = [];
    let receive = (text: string): void => void (early.length < limits.burst && early.push(text));
    socket.on('message', (data, isBinary) => {
      if (!isBinary) receive(String(data));
    });
    const clientId = await readRelayToken(token, { audience: relayUrl, nowMs: clock.nowMs() });
    const line = hub.connect(clientId, (text) => say(socket, text));
    socket.on('close', line.close);
    if (socket.readyState !== socket.OPEN) line.close();
    receive = line.receive;
    for (const text of early) receive(text);
  }

  return createSocketServer({
    path: new URL(relayUrl).pathname,
    frameBytes: limits.frameBytes,
    connections: limits.connections,
    serve(client, request) {
      const token = new URL(request.url ?? '/', relayUrl).searchParams.get('auth');
      serve(client, token).catch((error: unknown) => {
        const reason = error instanceof RelayAuthError ? error.reason : 'unknown';
        logger.warn({ part: 'walletconnect relay', reason }, 'a client was refused');
        client.close(UNAUTHORIZED, reason);
      });
    },
  });
}
