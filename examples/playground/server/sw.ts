import { isForServer } from './for-server.ts';

/*
 * msw's own service worker, and two things of it changed. It asks a window about each request, files too; what is no request to the server
 * goes past it here, so that the wallet's files come as fast as without it. And it hands a window's requests to that window, everything
 * else to the first one that is in sight; here one frame answers for every page below this path, in sight or behind the sign-in window.
 */

type Client = { readonly id: string };
type FetchEvent = Event & { readonly request: Request };
type WorkerScope = {
  readonly location: Location;
  readonly clients: { matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly Client[]> };
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  resolveMainClient: () => Promise<Client | undefined>;
};
declare const importScripts: (path: string) => void;
/** Of the script below: the windows that have handlers. */
declare const activeClientIds: ReadonlySet<string>;

const scope = self as unknown as WorkerScope;
const base = new URL('.', scope.location.href);

// Before msw's own listener, which never hears of it then.
scope.addEventListener('fetch', (event) => {
  if (!isForServer(new URL(event.request.url), base)) event.stopImmediatePropagation();
});
importScripts('mockServiceWorker.js');
scope.resolveMainClient = async () => {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.find(({ id }) => activeClientIds.has(id));
};
