import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { KmsError } from './ports.ts';

/** Untrusted bytes to the endpoint: a Unix socket that the parent relays (vsock on real hardware), or any stream. */
export type KmsRoute = { readonly socketPath: string } | { readonly connect: () => Duplex };

export type KmsTransportOptions = KmsRoute & {
  /** TLS server name, as in the manifest. */
  readonly host: string;
  /** PEM. The only roots the endpoint's certificate may lead to. */
  readonly tlsRootsPem: string;
  readonly timeoutMs: number;
};
export type KmsAnswer = { readonly status: number; readonly body: Uint8Array };
export type KmsTransport = {
  /** @throws KmsError `kms_unavailable` within `timeoutMs`, `kms_response_invalid` for an answer over 64 KiB */
  post(headers: Readonly<Record<string, string>>, body: string): Promise<KmsAnswer>;
  close(): void;
};

const MAX_ANSWER_BYTES = 65_536;
const MAX_CONNECTIONS = 8;

/** Connections are kept open: a TLS handshake costs more than the call. */
function pinnedAgent(options: KmsTransportOptions): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  agent.createConnection = () =>
    connectTls({
      socket: 'connect' in options ? options.connect() : connectSocket(options.socketPath),
      servername: options.host,
      ca: options.tlsRootsPem,
      minVersion: 'TLSv1.3',
      rejectUnauthorized: true,
    });
  return agent;
}

async function readAnswer(response: IncomingMessage): Promise<KmsAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new KmsError('kms_response_invalid', 'the KMS answer is too large');
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}

/** A kept connection that the other side has closed meanwhile fails before anything was answered. */
function isStaleConnection(request: ClientRequest, error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}

/** HTTP/1.1 over TLS that ends in this process: whoever carries the bytes can cut them off, and do nothing else. */
export function openKmsTransport(options: KmsTransportOptions): KmsTransport {
  const agent = pinnedAgent(options);

  function once(headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<KmsAnswer | 'stale'> {
    return new Promise((resolve, reject) => {
      const request = httpsRequest({ agent, host: options.host, method: 'POST', path: '/', headers, signal }, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      request.on('error', (error) => (isStaleConnection(request, error) ? resolve('stale') : reject(error)));
      request.end(body);
    });
  }

  return {
    async post(headers, body) {
      const signal = AbortSignal.timeout(options.timeoutMs);
      try {
        // Every kept connection may be stale after a restart of the KMS; then there is none left to reuse.
        for (let attempt = 0; attempt <= MAX_CONNECTIONS; attempt++) {
          const answer = await once(headers, body, signal);
          if (answer !== 'stale') return answer;
        }
        throw new Error('every connection was stale');
      } catch (cause) {
        if (cause instanceof KmsError) throw cause;
        throw new KmsError('kms_unavailable', 'the KMS cannot be reached', { cause });
      }
    },
    close: () => agent.destroy(),
  };
}
