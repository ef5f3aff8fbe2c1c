import { type AnyHandler, HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';
import { isForServer } from './for-server.ts';
import type { Answered, Faults, FromPage, FromWorker, ToPage, ToWorker } from './messages.ts';

/*
 * A frame that nobody sees, at the wallet's origin. It registers msw's service worker for everything under the playground's path, and
 * hands the worker behind it every request that is for a server. Files, and whatever is for neither, go on to where they are from.
 */

const base = new URL('..', location.href);
const hostOrigin = new URLSearchParams(location.search).get('host') ?? '';
const LOCK = `alcove-playground ${base.pathname}`;

let isOffline = false;
const tell = (message: ToPage): void => window.parent.postMessage(message, hostOrigin);

/** Questions to the worker and its answers, by number. */
function openWorker(onMessage: (message: ToPage) => void) {
  const worker = new Worker(new URL('server/worker.js', base), { type: 'module', name: 'server' });
  const waiting = new Map<number, (value: unknown) => void>();
  let nextId = 1;
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'up') return worker.postMessage({ type: 'start', base: base.href, hostOrigin } satisfies ToWorker);
    if (data.type !== 'answer') return onMessage(data);
    waiting.get(data.id)?.(data.value);
    waiting.delete(data.id);
  });
  worker.addEventListener('error', ({ message }) => onMessage({ type: 'failed', message }));
  return {
    ask: (make: (id: number) => ToWorker, transfer: Transferable[] = []) =>
      new Promise<unknown>((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        worker.postMessage(make(id), transfer);
      }),
  };
}

type Server = ReturnType<typeof openWorker>;

function handlers(server: Server): readonly AnyHandler[] {
  return [
    http.all('*', async ({ request }) => {
      if (!isForServer(new URL(request.url), base)) return undefined;
      if (isOffline) return HttpResponse.error();
      const body = await request.arrayBuffer();
      const asked = { method: request.method, url: request.url, headers: [...request.headers], body };
      const answered = (await server.ask((id) => ({ type: 'ask', id, asked }), [body])) as Answered | { readonly error: string };
      if ('error' in answered) return HttpResponse.error();
      const isEmpty = answered.status === 204 || answered.status === 304;
      return new HttpResponse(isEmpty ? null : answered.body, {
        status: answered.status,
        headers: answered.headers.map(([name, value]): [string, string] => [name, value]),
      });
    }),
  ];
}

function listenToPage(server: Server): void {
  window.addEventListener('message', ({ data, origin, source, ports }: MessageEvent<FromPage>) => {
    const [port] = ports;
    if (origin !== hostOrigin || source !== window.parent || port === undefined) return;
    if (data.type === 'faults') isOffline = (data.faults as Faults).offline;
    void server.ask((id) => ({ ...data, id })).then((value) => port.postMessage(value));
  });
}

async function start(): Promise<void> {
  if (!('serviceWorker' in navigator)) throw new Error('This browser has no service workers here.');
  const server = openWorker(tell);
  const worker = setupWorker(...handlers(server));
  await worker.start({ serviceWorker: { url: new URL('sw.js', base).pathname, options: { scope: base.pathname } }, onUnhandledFrame: 'bypass', quiet: true });
  listenToPage(server);
}

/** One playground at a time: two servers on one set of keys and money would each be right. The lock goes with the tab. */
void navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
  if (lock === null) return tell({ type: 'busy' });
  await start().catch((error: unknown) => tell({ type: 'unsupported', message: error instanceof Error ? error.message : 'unknown' }));
  return new Promise(() => undefined);
});
