import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { UpgradeHandler } from './http-server.ts';

/** WalletConnect's sign client ends a line on which it hears nothing for 35 seconds. */
const BEAT_MS = 25_000;
/** What a client may take to say goodbye. */
const CLOSE_GRACE_MS = 500;
/** A client that does not read is cut off. */
const BUFFER_LIMIT_BYTES = 4 * 1_024 * 1_024;
/** RFC 6455 §7.4.1 */
const closeCodes = { goingAway: 1_001, tryAgainLater: 1_013 } as const;

export type SocketServerOptions = {
  /** Where it answers, e.g. `/wc`. */
  readonly path: string;
  /** Bytes of one frame on the wire; more ends the connection. */
  readonly frameBytes: number;
  readonly connections: number;
  /** Told of each connection. */
  serve(client: WebSocket, request: IncomingMessage): void;
};

export type SocketServer = UpgradeHandler & {
  /** Says goodbye to everybody, and waits for half a second at most. */
  stop(): Promise<void>;
};

/** Says something to a client that is there and listens. */
export function say(client: WebSocket, text: string): void {
  if (client.bufferedAmount > BUFFER_LIMIT_BYTES) client.terminate();
  else if (client.readyState === client.OPEN) client.send(text);
}

/** WebSockets (RFC 6455) at one path, as many as allowed; one whose client is gone without a word ends within 50 seconds. */
export function createSocketServer({ path, frameBytes, connections, serve }: SocketServerOptions): SocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: frameBytes, perMessageDeflate: false });
  const heard = new WeakSet<WebSocket>();

  const beat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!heard.has(socket)) socket.terminate();
      heard.delete(socket);
      socket.ping();
    }
  }, BEAT_MS);
  beat.unref();

  return {
    path,
    upgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (client) => {
        heard.add(client);
        client.on('pong', () => heard.add(client));
        // A frame that is too large or no WebSocket frame at all ends the line; `ws` has answered it.
        client.on('error', () => client.terminate());
        if (sockets.clients.size > connections) client.close(closeCodes.tryAgainLater, 'Too many connections.');
        else serve(client, request);
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
