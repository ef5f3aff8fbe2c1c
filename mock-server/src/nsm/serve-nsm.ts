import { createServer, type Socket } from 'node:net';
import { createFrameReader, encodeFrame, MAX_REQUEST_BYTES } from '../enclave/frames.ts';
import type { DevelopmentNsm } from './development-nsm.ts';

/** The running socket. */
export type NsmServer = { close(): Promise<void> };

/**
 * Serves a security module on a Unix socket, frames as in PROTOCOL §2.1, replies in the order of the requests. The
 * parent runs it, and removes a stale socket file before.
 *
 * @throws the socket's own error (EADDRINUSE, EACCES, …).
 */
export function serveNsm(nsm: DevelopmentNsm, socketPath: string): Promise<NsmServer> {
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    const read = createFrameReader(MAX_REQUEST_BYTES);
    let tail: Promise<void> = Promise.resolve();
    socket.on('data', (chunk) => {
      try {
        for (const request of read(chunk)) {
          tail = tail.then(async () => {
            const reply = await nsm.handle(request);
            if (!socket.destroyed) socket.write(encodeFrame(reply));
          });
        }
      } catch {
        socket.destroy();
      }
    });
    // A peer that goes away mid-request is not this server's failure.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () =>
      resolve({
        close: () =>
          new Promise((closed) => {
            for (const socket of connections) socket.destroy();
            server.close(() => closed());
          }),
      }),
    );
  });
}
