import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createFrameReader, encodeFrame, MAX_REPLY_BYTES } from '../../mock-server/src/enclave/frames.ts';

/* Wires a crash test can stand on: every frame, or every byte, passes through here and can be held or cut. */

/** `cut`: connections break and none is taken; `silent`: they stand, and nothing comes through. */
export type LineState = 'open' | 'cut' | 'silent';

export type Relay = {
  /** Of all connections that there are and of those to come. What stood silent breaks when the line opens again. */
  setLine(state: LineState): void;
  close(): Promise<void>;
};

const NOTHING = new Uint8Array();

type Pass = (from: 'caller' | 'callee', bytes: Uint8Array) => Promise<Uint8Array | null>;

/** Carries `inner` ⇄ `outer`, in order; `pass` decides what goes on, and null cuts the wire. */
function couple(inner: Socket, outer: Socket, cut: (chunk: Uint8Array) => Uint8Array[], cutBack: (chunk: Uint8Array) => Uint8Array[], pass: Pass): void {
  const end = (): void => {
    inner.destroy();
    outer.destroy();
  };
  const carry = (from: Socket, to: Socket, pieces: (chunk: Uint8Array) => Uint8Array[], side: 'caller' | 'callee'): void => {
    let order: Promise<void> = Promise.resolve();
    from.on('data', (chunk) => {
      for (const piece of pieces(chunk)) {
        order = order.then(async () => {
          const passed = await pass(side, piece);
          if (passed === null) end();
          else if (!to.destroyed) to.write(passed);
        });
      }
    });
    from.on('error', end).on('close', () => void order.then(end));
  };
  carry(inner, outer, cut, 'caller');
  carry(outer, inner, cutBack, 'callee');
}

async function serve(listen: { readonly path: string } | { readonly port: number; readonly host: string }, onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  let line: LineState = 'open';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (line === 'open') onConnection(socket);
    else if (line === 'cut') socket.destroy();
  });
  server.listen(listen);
  await once(server, 'listening');
  return {
    address: server.address(),
    isOpen: () => line === 'open',
    setLine(state: LineState): void {
      if (state === line) return;
      if (state === 'cut' || line === 'silent') for (const socket of sockets) socket.destroy();
      line = state;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** A relay of length-prefixed frames between two Unix sockets. `onFrame` gets the request, also with its reply, and may take its time: the frame waits for it. */
export async function startFrameRelay(from: string, to: string, onFrame: (side: 'request' | 'reply', request: Uint8Array) => Promise<void>): Promise<Relay> {
  const relay = await serve({ path: from }, (inner) => {
    // Replies come in the order of their requests.
    const open: Uint8Array[] = [];
    couple(inner, connect(to), createFrameReader(MAX_REPLY_BYTES), createFrameReader(MAX_REPLY_BYTES), async (side, frame) => {
      if (side === 'caller') open.push(frame);
      const request = side === 'caller' ? frame : open.shift();
      if (request !== undefined) await onFrame(side === 'caller' ? 'request' : 'reply', request);
      return relay.isOpen() ? encodeFrame(frame) : NOTHING;
    });
  });
  return relay;
}

export type TcpRelay = Relay & {
  readonly port: number;
  /** What the callee says next is not passed on, and the connection it came on is cut: the work is done and nobody hears of it. */
  eatNextReply(): void;
  /** How many replies were eaten. */
  eaten(): number;
};

/** A relay of bytes between two TCP ports of this machine. */
export async function startTcpRelay(targetPort: number): Promise<TcpRelay> {
  let hungry = false;
  let eaten = 0;
  const whole = (chunk: Uint8Array): Uint8Array[] => [chunk];
  const relay = await serve({ port: 0, host: '127.0.0.1' }, (inner) => {
    couple(inner, connect({ port: targetPort, host: '127.0.0.1' }), whole, whole, async (side, bytes) => {
      if (!relay.isOpen()) return NOTHING;
      if (side === 'caller' || !hungry) return bytes;
      hungry = false;
      eaten++;
      return null;
    });
  });
  return {
    port: (relay.address as AddressInfo).port,
    eatNextReply: () => {
      hungry = true;
    },
    eaten: () => eaten,
    setLine: relay.setLine,
    close: relay.close,
  };
}
