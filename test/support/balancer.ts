import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';

/*
 * A load balancer as plain as they come: each request goes to the next server, whoever asks. One that takes no connection is passed
 * over; one that breaks off in the middle breaks off for the client too, since the balancer cannot know what was done.
 */

export type Balancer = {
  /** How many requests each server was given, by its place. */
  counts(): readonly number[];
  close(): Promise<void>;
};

function forward(
  ports: readonly number[],
  first: number,
  body: Buffer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onTaken: (index: number) => void,
): void {
  let tried = 0;
  const attempt = (): void => {
    const index = (first + tried) % ports.length;
    const headers = { ...incoming.headers, 'x-forwarded-for': incoming.socket.remoteAddress ?? '' };
    const next = send({ host: '127.0.0.1', port: ports[index], method: incoming.method, path: incoming.url, headers, agent: false });
    next.on('response', (response) => {
      onTaken(index);
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
      response.on('error', () => outgoing.destroy());
    });
    next.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' && ++tried < ports.length) return attempt();
      outgoing.destroy();
    });
    next.end(body);
  };
  attempt();
}

/** Listens on a port of localhost, both families, and spreads over servers on this machine. */
export async function startBalancer(port: number, ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const counts = ports.map(() => 0);
  const onTaken = (index: number): void => {
    counts[index] = (counts[index] ?? 0) + 1;
  };
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => outgoing.destroy());
    incoming.on('end', () => forward(ports, turn++ % ports.length, Buffer.concat(chunks), incoming, outgoing, onTaken));
  };
  const servers: Server[] = [];
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer(listener);
    server.listen({ host, port });
    await once(server, 'listening').then(
      () => servers.push(server),
      (error: NodeJS.ErrnoException) => {
        if (host === '127.0.0.1' || error.code === 'EADDRINUSE') throw error;
      },
    );
  }
  return {
    counts: () => [...counts],
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await Promise.all(servers.map((server) => (server.listening ? once(server, 'close') : undefined)));
    },
  };
}
