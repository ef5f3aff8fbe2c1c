import { connect, createServer, type Socket } from 'node:net';
import { pathOfPort } from './kms-server.ts';

/** Stands for mock-server/src/stack/byte-relay.ts: carries bytes between the enclave's socket and a KMS, and understands none of them. */
export async function startByteRelay(options: {
  readonly socketPath: string;
  readonly host: string;
  readonly port: number;
}): Promise<{ close(): Promise<void> }> {
  const server = createServer((inner) => {
    const outer = connect(pathOfPort(options.port));
    const pipe = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    };
    pipe(inner, outer);
    pipe(outer, inner);
  });
  await new Promise<void>((resolve) => server.listen(options.socketPath, resolve));
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
