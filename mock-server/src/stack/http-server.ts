import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export type HttpServer = {
  /** Takes no new connection, lets requests under way finish for up to `graceMs`, then cuts them. */
  stop(graceMs: number): Promise<void>;
};

/** What answers requests for another protocol (RFC 9110 §7.8) at one path. */
export type UpgradeHandler = { readonly path: string; upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void };

export type HttpServerOptions = {
  /** An IP address; `localhost` is 127.0.0.1 and, where the machine has IPv6, ::1: browsers try either first. */
  readonly host: string;
  readonly port: number;
  readonly listener: RequestListener;
  readonly upgrades?: readonly UpgradeHandler[];
};

/** No IPv6 on this machine. */
const noAddress: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** A request for another protocol where there is none is answered like one for a page that is not there. */
function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
}

async function listen(host: string, { port, listener, upgrades = [] }: HttpServerOptions): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 32_768 }, listener);
  if (upgrades.length > 0) {
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const handler = upgrades.find(({ path }) => path === request.url?.split('?')[0]);
      if (handler === undefined) refuseUpgrade(socket);
      else handler.upgrade(request, socket, head);
    });
  }
  server.listen({ host, port });
  await once(server, 'listening');
  return server;
}

async function stopServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = new AbortController();
  await Promise.race([closed, sleep(graceMs, undefined, { signal: cut.signal }).catch(() => undefined)]);
  cut.abort();
  server.closeAllConnections();
  await closed;
}

/**
 * Serves HTTP with every wait bounded: slow headers 10 s, whole request 30 s, idle connection 65 s (longer than the 60 s
 * after which proxies drop theirs, so that the server is never the one to cut a connection a proxy is about to use).
 *
 * @throws the socket's own error (EADDRINUSE, EACCES, …).
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const servers = [await listen(options.host === 'localhost' ? '127.0.0.1' : options.host, options)];
  if (options.host === 'localhost') {
    try {
      servers.push(await listen('::1', options));
    } catch (error) {
      if (!noAddress.has((error as NodeJS.ErrnoException).code)) {
        await Promise.all(servers.map((server) => stopServer(server, 0)));
        throw error;
      }
    }
  }
  return {
    async stop(graceMs) {
      await Promise.all(servers.map((server) => stopServer(server, graceMs)));
    },
  };
}
