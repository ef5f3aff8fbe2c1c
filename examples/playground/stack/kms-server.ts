import { createServer, type Socket } from 'node:net';
import { createFrameReader, encodeFrame, MAX_REQUEST_BYTES } from '../../../mock-server/src/enclave/frames.ts';
import { createKmsHandler, type KmsHandlerOptions } from '../../../mock-server/src/kms/handler.ts';
import { faults } from '../server/faults.ts';

/*
 * Stands for mock-server/src/kms/server.ts: the KMS's own handler, signatures and policies included, over frames between workers where
 * the server has HTTP in TLS. Nothing lies between them that could listen, so there is nothing for TLS to keep out.
 */

export type KmsServer = { readonly port: number; readonly url: string; close(): Promise<void> };
type WireRequest = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

export const pathOfPort = (port: number): string => `port:${port}`;

export async function createKmsServer(
  options: KmsHandlerOptions & { readonly host: string; readonly port: number; readonly tls: unknown },
): Promise<KmsServer> {
  const handle = createKmsHandler(options);
  const sockets = new Set<Socket>();

  async function answer(frame: Uint8Array): Promise<Uint8Array> {
    const { headers, body } = JSON.parse(new TextDecoder().decode(frame)) as WireRequest;
    const reply = await handle({ method: 'POST', path: '/', headers: new Map(Object.entries(headers)), body: new TextEncoder().encode(body) });
    return encodeFrame(new TextEncoder().encode(JSON.stringify({ status: reply.status, body: reply.body })));
  }

  const server = createServer((socket) => {
    if (faults.kmsDown()) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const read = createFrameReader(MAX_REQUEST_BYTES);
    socket.on('data', (chunk) => {
      for (const frame of read(chunk)) void answer(frame).then((reply) => socket.write(reply));
    });
  });
  await new Promise<void>((resolve) => server.listen(pathOfPort(options.port), resolve));
  return {
    port: options.port,
    url: pathOfPort(options.port),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
