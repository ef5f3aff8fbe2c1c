import { BlockList } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { getRequestListener } from '@hono/node-server';
import { housekeep } from '../api/housekeeping.ts';
import { createApp } from '../app.ts';
import type { AppDeps } from '../app-deps.ts';
import type { WalletConnectRelay } from '../walletconnect-relay/walletconnect-relay.ts';
import { clientAddress } from './client-address.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';

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
export async function startWalletServer(at: ListenAt, deps: AppDeps, relay?: WalletConnectRelay): Promise<HttpServer> {
  const app = createApp(deps);
  const { host, port, trustedProxies = new BlockList() } = at;
  // The library puts its own kind of `Response` in the place of the global one: it goes to the socket as it is, a fifth less work than a web stream.
  const listener = getRequestListener((request, bindings) => {
    const { socket, headers } = (bindings as HttpBindings).incoming;
    const { remoteAddress } = socket;
    const forwardedFor = headers['x-forwarded-for'];
    const forwarded = Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor;
    return app(request, remoteAddress === undefined ? {} : { clientAddress: clientAddress(remoteAddress, forwarded, trustedProxies) });
  });
  const server = await startHttpServer({
    host,
    port,
    listener: (request, response) => void listener(request, response),
    ...(relay === undefined ? {} : { upgrade: relay }),
  });
  const rounds = [
    repeat('housekeeping', () => housekeep(deps, settleRestMs), deps),
    // By itself: somebody's slow server must not keep transactions from being settled.
    repeat('telling apps', async () => void (await deps.deliverWebhooks?.()), deps),
  ];
  return {
    async stop(graceMs) {
      const ended = rounds.map((stop) => stop());
      // Its lines last as long as their clients like, and a server waits for them.
      await relay?.stop();
      await server.stop(graceMs);
      await Promise.all(ended);
    },
  };
}
