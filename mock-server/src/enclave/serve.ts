import { createServer, type Server, type Socket } from 'node:net';
import { createFrameReader, encodeFrame, MAX_REQUEST_BYTES } from './frames.ts';

/** More than this under way on one connection: the parent is told to slow down by not being read. */
const MAX_UNDER_WAY = 256;

function serveConnection(socket: Socket, answer: (frame: Uint8Array) => Promise<Uint8Array>): void {
  const read = createFrameReader(MAX_REQUEST_BYTES);
  let underWay = 0;
  socket.on('data', (chunk) => {
    try {
      for (const frame of read(chunk)) {
        underWay++;
        void answer(frame).then((reply) => {
          underWay--;
          if (underWay < MAX_UNDER_WAY) socket.resume();
          if (!socket.destroyed) socket.write(encodeFrame(reply));
        });
      }
    } catch {
      // An oversized frame: whoever sends that does not speak this protocol.
      socket.destroy();
    }
    if (underWay >= MAX_UNDER_WAY) socket.pause();
  });
  socket.on('error', () => socket.destroy());
}

/** Listens on the enclave's one Unix socket. `answer` must not reject. */
export function serveEnclave(socketPath: string, answer: (frame: Uint8Array) => Promise<Uint8Array>): Promise<Server> {
  const server = createServer((socket) => serveConnection(socket, answer));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve(server));
  });
}
