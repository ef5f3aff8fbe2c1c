import { killEnclave } from '../stack/spawn.ts';
import { cookieHeader, storeCookies } from './cookie-jar.ts';
import { faults } from './faults.ts';
import { forgetKept, loadKept, saveKept } from './kept.ts';
import type { Answered, Asked, Deed, Faults, FromWorker, ToWorker } from './messages.ts';
import { keepAllHeaders, requestWith } from './responses.ts';
import { gatherKept, type Place, type PlaygroundStack, startPlayground } from './stack.ts';

/* The whole server as a worker: what the service worker passes on to the frame comes here, and the answer goes back. */

const SLOW_BLOCK_MS = 15_000;
const REORG_DEPTH = 2;
const READING = new Set(['GET', 'HEAD']);

const send = (message: FromWorker, transfer: Transferable[] = []): void => (self as unknown as Worker).postMessage(message, transfer);

async function run(place: Place): Promise<void> {
  let keeps = await loadKept();
  let isForgotten = false;
  let saving: Promise<void> = Promise.resolve();
  let stack: PlaygroundStack | null = null;

  /** One after another; each writes all there is when its turn comes. */
  function save(): Promise<void> {
    saving = saving.then(async () => {
      if (!keeps || isForgotten || stack === null) return;
      gatherKept(stack.node);
      await saveKept();
    });
    return saving.catch(() => {
      keeps = false;
    });
  }

  stack = await startPlayground(place, () => void save());
  const { app, issuer, node, rpc } = stack;
  const issuerPath = new URL('issuer/', place.base).pathname;
  const mountedAt = place.base.pathname.slice(0, -1);

  async function answer(asked: Asked): Promise<Answered> {
    const url = new URL(asked.url);
    const isForIssuer = url.pathname.startsWith(issuerPath);
    // The widget's files lie under the playground's path; the API is where the widget looks for it, at the root.
    if (!isForIssuer && url.pathname.startsWith(`${mountedAt}/w/`)) url.pathname = url.pathname.slice(mountedAt.length);
    const headers = new Headers(asked.headers.map(([name, value]): [string, string] => [name, value]));
    const cookies = cookieHeader(Date.now());
    if (cookies !== null && !isForIssuer) headers.set('cookie', cookies);
    const body = READING.has(asked.method) ? {} : { body: asked.body };
    const request = requestWith(url.href, { method: asked.method, ...body }, headers);
    const response = await (isForIssuer ? issuer : app)(request);
    if (!isForIssuer) storeCookies(response.headers, Date.now());
    const answered = { status: response.status, headers: [...response.headers].filter(([name]) => name !== 'set-cookie'), body: await response.arrayBuffer() };
    // What was acknowledged is there after a reload.
    if (!READING.has(asked.method)) await save();
    return answered;
  }

  function setFaults({ kmsDown, slowChain }: Faults): void {
    faults.setKmsDown(kmsDown);
    node.setBlockDelay(slowChain ? SLOW_BLOCK_MS : 0);
  }

  async function perform(deed: Deed): Promise<void> {
    if (deed === 'reorg') await node.reorganise(REORG_DEPTH);
    else if (deed === 'restart-enclave') killEnclave();
    else {
      isForgotten = true;
      await saving.catch(() => undefined);
      await forgetKept();
    }
  }

  async function work(message: ToWorker): Promise<unknown> {
    if (message.type === 'ask') return answer(message.asked);
    if (message.type === 'rpc') return rpc(message.method, message.params);
    if (message.type === 'faults') return setFaults(message.faults);
    return message.type === 'do' ? perform(message.deed) : undefined;
  }

  self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'start') return;
    work(data).then(
      (value) => send({ type: 'answer', id: data.id, value }, data.type === 'ask' ? [(value as Answered).body] : []),
      (error: unknown) => send({ type: 'answer', id: data.id, value: { error: error instanceof Error ? error.message : 'unknown' } }),
    );
  });
  await save();
  send({ type: 'ready', keeps });
}

keepAllHeaders();
self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type !== 'start') return;
  run({ base: new URL(data.base), hostOrigin: data.hostOrigin }).catch((error: unknown) =>
    send({ type: 'failed', message: error instanceof Error ? error.message : 'unknown' }),
  );
});
send({ type: 'up' });
