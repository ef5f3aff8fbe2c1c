import { createServer, type Server, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HeaderProxy = {
  /** Flags that make Chromium send everything through it, this machine's own addresses too. */
  readonly flags: readonly string[];
  close(): void;
};

/** A forward proxy that adds headers to what some origins answer, to see the wallet behind pages that are stricter than those of the stack. */
export async function startHeaderProxy(headersOf: (origin: string) => Readonly<Record<string, string>>): Promise<HeaderProxy> {
  const server: Server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const upstream = sendRequest(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...headersOf(url.origin) });
      answer.pipe(outgoing);
    });
    upstream.once('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    flags: [`--proxy-server=http://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'],
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
