import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { getRequestListener } from '@hono/node-server';
import { housekeep } from '../api/housekeeping.ts';
import { createApp } from '../app.ts';
import type { AppDeps } from '../app-deps.ts';
import { clientAddress } from './client-address.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { createRpcSocket } from './rpc-socket.ts';
import type { SocketServer } from './socket-server.ts';

const housekeepingIntervalMs = 5_000;
/** A little less: of several servers one looks at each transaction in that time. */
const settleRestMs = 4_000;

/** Does its round every five seconds, unless the one before still runs. @returns how to stop it; it waits for the round under way. */
function repeat(name: string, work: () => Promise<void>, { logger }: AppDeps): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    round = work()
      .catch((error: unknown) => logger.warn({ part: name, reason: error instanceof Error ? error.message : 'unknown' }, `${name} failed; it is tried again`))
      .finally(() => {
        busy = false;
      });
  }, housekeepingIntervalMs);
  return () => {
    clearInterval(timer);
    return round;
  };
}

export type ListenAt = {
  readonly host: string;
  readonly port: number;
  /** Whose `X-Forwarded-For` is believed. Default nobody's. */
  readonly trustedProxies?: BlockList;
};

/**
 * The wallet server over HTTP, with what it does by itself every five seconds.
 *
 * @param relay a WalletConnect relay on the same port, where this machine is to have one.
 */
export async function startWalletServer(at: ListenAt, deps: AppDeps, relay?: SocketServer): Promise<HttpServer> {
  const app = createApp(deps);
  const { host, port, trustedProxies = new BlockList() } = at;
  const answer = (request: Request, { socket: { remoteAddress }, headers }: IncomingMessage): Promise<Response> => {
    const forwardedFor = headers['x-forwarded-for'];
    const forwarded = Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor;
    return app(request, remoteAddress === undefined ? {} : { clientAddress: clientAddress(remoteAddress, forwarded, trustedProxies) });
  };
  // The library puts its own kind of `Response` in the place of the global one: it goes to the socket as it is, a fifth less work than a web stream.
  const listener = getRequestListener((request, bindings) => answer(request, (bindings as HttpBindings).incoming));
  const sockets = [createRpcSocket({ walletOrigin: deps.walletOrigin, answer }), ...(relay === undefined ? [] : [relay])];
  const server = await startHttpServer({ host, port, listener: (request, response) => void listener(request, response), upgrades: sockets });
  const rounds = [
    repeat('housekeeping', () => housekeep(deps, settleRestMs), deps),
    // By itself: somebody's slow server must not keep transactions from being settled.
    repeat('telling apps', async () => void (await deps.deliverWebhooks?.()), deps),
  ];
  return {
    async stop(graceMs) {
      const ended = rounds.map((stop) => stop());
      // Their lines last as long as their clients like, and a server waits for them.
      await Promise.all(sockets.map((each) => each.stop()));
      await server.stop(graceMs);
      await Promise.all(ended);
    },
  };
}
