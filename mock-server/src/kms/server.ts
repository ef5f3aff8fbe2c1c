import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { KmsFault } from './fault.ts';
import { createKmsHandler, type KmsHandlerOptions } from './handler.ts';

/** An attestation document of the largest size, in base64, and some room. */
const MAX_BODY_BYTES = 512 * 1024;
const FIRST_BYTE_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 60_000;
/** First byte of a TLS record that carries a handshake (RFC 8446 §5.1). No HTTP method begins with it. */
const TLS_HANDSHAKE = 0x16;

export type KmsServerOptions = KmsHandlerOptions & {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** PEM. Null: plain HTTP only. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
};
export type KmsServer = { readonly port: number; readonly url: string; close(): Promise<void> };

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new KmsFault('RequestEntityTooLargeException', `The request body is over ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headerMap(request: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(request.headersDistinct)) headers.set(name, (values ?? []).join(','));
  return headers;
}

function answer(response: ServerResponse, status: number, contentType: string, body: string, requestId: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
    'cache-control': 'no-store',
  });
  response.end(body);
}

/**
 * Serves the AWS KMS protocol on one port, with and without TLS: any AWS SDK takes `http://127.0.0.1:PORT` as its endpoint, and the
 * enclave, which trusts no wire outside itself, speaks TLS to the same port.
 * @throws when the port is taken
 * @example
 * ```ts
 * const kms = await createKmsServer({ host: '127.0.0.1', port: 4300, tls, keyStore, credentials, region, accountId, attestationRootsSha256, clock, random });
 * new KMSClient({ endpoint: kms.url, region, credentials });
 * ```
 */
export async function createKmsServer(options: KmsServerOptions): Promise<KmsServer> {
  const handle = createKmsHandler(options);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = Buffer.from(options.random(16)).toString('hex');
    try {
      const body = await readBody(request);
      const reply = await handle({ method: request.method ?? '', path: request.url ?? '', headers: headerMap(request), body });
      answer(response, reply.status, reply.contentType, reply.body, requestId);
    } catch (error) {
      // Left unread, the rest of the body would be taken for the next request.
      response.shouldKeepAlive = false;
      if (error instanceof KmsFault)
        answer(response, error.status, 'application/x-amz-json-1.1', JSON.stringify({ __type: error.type, message: error.message }), requestId);
      else response.destroy();
    }
  };
  const listener: RequestListener = (request, response) => void serve(request, response);
  const limits = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const http = createHttpServer(limits, listener);
  const https = options.tls === null ? null : createHttpsServer({ ...limits, ...options.tls, minVersion: 'TLSv1.3' }, listener);
  https?.on('tlsClientError', (_error, socket) => socket.destroy());

  const sockets = new Set<Socket>();
  const front = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(FIRST_BYTE_TIMEOUT_MS, () => socket.destroy());
    socket.once('data', (first) => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.pause();
      socket.unshift(first);
      const target = first[0] === TLS_HANDSHAKE ? https : http;
      if (target === null) socket.destroy();
      else target.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject);
    front.listen(options.port, options.host, resolve);
  });
  const { port } = front.address() as AddressInfo;
  return {
    port,
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
