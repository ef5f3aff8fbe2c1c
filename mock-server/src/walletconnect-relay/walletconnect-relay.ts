import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../app-deps.ts';
import type { Clock } from '../deps.ts';
import { RelayAuthError, readRelayToken } from './relay-auth.ts';
import { createRelayHub } from './relay-hub.ts';
import { type RelayLimits, relayLimits } from './relay-limits.ts';

/** The sign client ends a line on which it hears nothing for 35 seconds. */
const BEAT_MS = 25_000;
/** RFC 6455 §7.4.1, and WalletConnect's for a token that is refused. */
const closeCodes = { goingAway: 1_001, tryAgainLater: 1_013, unauthorized: 3_000 } as const;
/** What a client may take to say goodbye. */
const CLOSE_GRACE_MS = 500;
/** A client that does not read is cut off. */
const BUFFER_LIMIT_BYTES = 4 * 1_024 * 1_024;

export type WalletConnectRelay = {
  /** Path it answers at, e.g. `/wc`. */
  readonly path: string;
  /** Takes a request for a WebSocket at that path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): Promise<void>;
};

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
export function createWalletConnectRelay({ relayUrl, clock, newId, logger, limits = relayLimits }: WalletConnectRelayOptions): WalletConnectRelay {
  const { pathname } = new URL(relayUrl);
  const hub = createRelayHub({ nowMs: clock.nowMs, newId, limits });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });
  const heard = new WeakSet<WebSocket>();

  const beat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!heard.has(socket)) socket.terminate();
      heard.delete(socket);
      socket.ping();
    }
  }, BEAT_MS);
  beat.unref();

  async function serve(socket: WebSocket, token: string | null): Promise<void> {
    heard.add(socket);
    socket.on('pong', () => heard.add(socket));
    // A frame that is too large or no WebSocket frame at all ends the line; `ws` has answered it.
    socket.on('error', () => socket.terminate());
    const early: string[] = [];
    let receive = (text: string): void => void (early.length < limits.burst && early.push(text));
    socket.on('message', (data, isBinary) => {
      if (!isBinary) receive(String(data));
    });
    const clientId = await readRelayToken(token, { audience: relayUrl, nowMs: clock.nowMs() });
    const line = hub.connect(clientId, (text) => {
      if (socket.bufferedAmount > BUFFER_LIMIT_BYTES) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.send(text);
    });
    socket.on('close', line.close);
    if (socket.readyState !== socket.OPEN) line.close();
    receive = line.receive;
    for (const text of early) receive(text);
  }

  return {
    path: pathname,
    upgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (client) => {
        if (sockets.clients.size > limits.connections) return client.close(closeCodes.tryAgainLater, 'Too many connections.');
        const token = new URL(request.url ?? '/', relayUrl).searchParams.get('auth');
        serve(client, token).catch((error: unknown) => {
          const reason = error instanceof RelayAuthError ? error.reason : 'unknown';
          logger.warn({ part: 'walletconnect relay', reason }, 'a client was refused');
          client.close(closeCodes.unauthorized, reason);
        });
      });
    },
    async stop() {
      clearInterval(beat);
      for (const client of sockets.clients) client.close(closeCodes.goingAway);
      const closed = new Promise<void>((resolve) => sockets.close(() => resolve()));
      const cut = new AbortController();
      await Promise.race([closed, sleep(CLOSE_GRACE_MS, undefined, { signal: cut.signal }).catch(() => undefined)]);
      cut.abort();
      for (const client of sockets.clients) client.terminate();
      await closed;
    },
  };
}
