import type { HttpBindings } from '@hono/node-server';
import { getRequestListener } from '@hono/node-server';
import { housekeep } from '../api/housekeeping.ts';
import { createApp } from '../app.ts';
import type { AppDeps } from '../app-deps.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';

const housekeepingIntervalMs = 5_000;

/** The wallet server over HTTP, with its housekeeping every five seconds. */
export async function startWalletServer(port: number, deps: AppDeps): Promise<HttpServer> {
  const app = createApp(deps);
  const listener = getRequestListener(
    (request, bindings) => {
      const { remoteAddress } = (bindings as HttpBindings).incoming.socket;
      return app(request, remoteAddress === undefined ? {} : { clientAddress: remoteAddress });
    },
    { overrideGlobalObjects: false },
  );
  const server = await startHttpServer({ host: 'localhost', port, listener: (request, response) => void listener(request, response) });
  let round: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    round = housekeep(deps)
      .catch((error: unknown) => deps.logger.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'housekeeping failed; it is tried again'))
      .finally(() => {
        busy = false;
      });
  }, housekeepingIntervalMs);
  return {
    async stop(graceMs) {
      clearInterval(timer);
      await server.stop(graceMs);
      await round;
    },
  };
}
