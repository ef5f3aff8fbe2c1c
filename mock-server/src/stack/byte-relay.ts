import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

export type ByteRelay = { close(): Promise<void> };

/**
 * Carries bytes between a Unix socket and a TCP port, and understands none of them: what a vsock proxy does for an
 * enclave without a network. The TLS inside ends at both ends of the relay, not in it.
 *
 * @throws the socket's own error when `socketPath` cannot be listened on.
 */
export async function startByteRelay(options: { readonly socketPath: string; readonly host: string; readonly port: number }): Promise<ByteRelay> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (inner) => {
    const outer = connect({ host: options.host, port: options.port, allowHalfOpen: true });
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    // Either end may go at any time; pipeline then ends the other, and whoever waits there sees a closed connection.
    const ignore = (): void => undefined;
    pipeline(inner, outer, ignore);
    pipeline(outer, inner, ignore);
  });
  server.listen(options.socketPath);
  await once(server, 'listening');
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
