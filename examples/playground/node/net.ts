import { Socket, type Wire } from './socket.ts';

/*
 * `node:net` for browsers: sockets by path between the workers of one page, over message ports. The frames that the server, the
 * enclave, the witnesses and the security module send one another are those they send over Unix sockets.
 *
 * Every worker has a switchboard like this. What it does not find here goes to the worker that started it, and from there to whichever
 * of its own workers listens under that path.
 */

export { Socket } from './socket.ts';

type Accept = (wire: Wire) => void;
type Call = { readonly alcoveConnect: string } | { readonly alcoveListen: string };

const listening = new Map<string, Accept>();
/** Paths that a worker of this one listens at. */
const elsewhere = new Map<string, Worker>();
const wiresOf = new Map<Worker, Set<Socket>>();
let parent: { postMessage(message: Call, transfer?: Transferable[]): void } | null = null;

function refuse(wire: Wire): void {
  wire.postMessage({ type: 'refused' });
}

/** Tells this worker's switchboard where its parent is. Once, before the first connection. */
export function connectToParent(scope: { postMessage(message: Call, transfer?: Transferable[]): void; addEventListener: Worker['addEventListener'] }): void {
  parent = scope;
  scope.addEventListener('message', ({ data, ports }: MessageEvent) => {
    const [wire] = ports;
    if (wire === undefined || typeof data?.alcoveConnect !== 'string') return;
    (listening.get(data.alcoveConnect) ?? refuse)(wire);
  });
}

/** Lets a worker reach what listens here, and be reached. */
export function plugIn(worker: Worker): void {
  wiresOf.set(worker, new Set());
  worker.addEventListener('message', ({ data, ports }: MessageEvent<Call>) => {
    if (typeof data !== 'object' || data === null) return;
    if ('alcoveListen' in data) elsewhere.set(data.alcoveListen, worker);
    const [wire] = ports;
    if ('alcoveConnect' in data && wire !== undefined) (listening.get(data.alcoveConnect) ?? refuse)(wire);
  });
}

/** A worker that was ended closes no ports: what was open to it is closed here, as the kernel does for a process. */
export function unplug(worker: Worker): void {
  for (const [path, at] of elsewhere) if (at === worker) elsewhere.delete(path);
  for (const socket of wiresOf.get(worker) ?? []) socket.destroy();
  wiresOf.delete(worker);
}

export function connect(path: string, onConnect?: () => void): Socket {
  const { port1, port2 } = new MessageChannel();
  const socket = new Socket(port1);
  if (onConnect !== undefined) socket.on('connect', onConnect);
  const worker = elsewhere.get(path);
  const accept = listening.get(path);
  if (accept !== undefined) accept(port2);
  else if (worker !== undefined) {
    wiresOf.get(worker)?.add(socket);
    socket.on('close', () => wiresOf.get(worker)?.delete(socket));
    worker.postMessage({ alcoveConnect: path }, [port2]);
  } else if (parent !== null) parent.postMessage({ alcoveConnect: path }, [port2]);
  else refuse(port2);
  return socket;
}

export class Server {
  maxConnections = 0;
  readonly #onConnection: (socket: Socket) => void;
  #path: string | null = null;

  constructor(onConnection: (socket: Socket) => void) {
    this.#onConnection = onConnection;
  }

  /** There is nothing that could fail. */
  once(_event: 'error', _listener: (error: Error) => void): this {
    return this;
  }

  listen(path: string, onListening: () => void): this {
    this.#path = path;
    listening.set(path, (wire) => {
      const socket = new Socket(wire);
      wire.postMessage({ type: 'open' });
      this.#onConnection(socket);
    });
    parent?.postMessage({ alcoveListen: path });
    queueMicrotask(onListening);
    return this;
  }

  close(onClosed: () => void): this {
    if (this.#path !== null) listening.delete(this.#path);
    queueMicrotask(onClosed);
    return this;
  }
}

export const createServer = (onConnection: (socket: Socket) => void): Server => new Server(onConnection);
