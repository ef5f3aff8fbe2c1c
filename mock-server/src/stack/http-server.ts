import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type HttpServer = {
  /** Takes no new connection, lets requests under way finish for up to `graceMs`, then cuts them. */
  stop(graceMs: number): Promise<void>;
};

export type HttpServerOptions = {
  /** `localhost` is 127.0.0.1 and, where the machine has IPv6, ::1: browsers try either first. */
  readonly host: '127.0.0.1' | 'localhost';
  readonly port: number;
  readonly listener: RequestListener;
};

/** No IPv6 on this machine. */
const noAddress: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

async function listen(host: string, port: number, listener: RequestListener): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 32_768 }, listener);
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
export async function startHttpServer({ host, port, listener }: HttpServerOptions): Promise<HttpServer> {
  const servers = [await listen('127.0.0.1', port, listener)];
  if (host === 'localhost') {
    try {
      servers.push(await listen('::1', port, listener));
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
