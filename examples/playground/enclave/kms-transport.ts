import { connect } from 'node:net';
import { createFrameReader, encodeFrame, MAX_REQUEST_BYTES } from '../../../mock-server/src/enclave/frames.ts';
import type { KmsTransport, KmsTransportOptions } from '../../../mock-server/src/enclave/kms-transport.ts';
import { KmsError } from '../../../mock-server/src/enclave/ports.ts';

export type { KmsAnswer, KmsRoute } from '../../../mock-server/src/enclave/kms-transport.ts';

/**
 * Stands for mock-server/src/enclave/kms-transport.ts: signed requests to the KMS over frames, one connection a call. TLS would have to
 * be written in JavaScript for it; on this way from one worker of a page to another there is nobody to keep out.
 */
export function openKmsTransport(options: KmsTransportOptions): KmsTransport {
  if (!('socketPath' in options)) throw new TypeError('this playground knows sockets by path only');
  const { socketPath, timeoutMs } = options;
  return {
    post: (headers, body) =>
      new Promise((resolve, reject) => {
        const socket = connect(socketPath);
        const read = createFrameReader(MAX_REQUEST_BYTES);
        const fail = (cause: unknown): void => reject(new KmsError('kms_unavailable', 'the KMS cannot be reached', { cause }));
        socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer in ${timeoutMs} ms`)));
        socket.on('error', fail);
        socket.on('close', () => fail(new Error('connection closed')));
        socket.on('data', (chunk) => {
          for (const frame of read(chunk)) {
            const reply = JSON.parse(new TextDecoder().decode(frame)) as { readonly status: number; readonly body: string };
            resolve({ status: reply.status, body: new TextEncoder().encode(reply.body) });
            socket.destroy();
          }
        });
        socket.write(encodeFrame(new TextEncoder().encode(JSON.stringify({ headers, body }))));
      }),
    close: () => undefined,
  };
}
