import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { contentTypeOf, isSafePath } from '../../mock-server/src/stack/static-files.ts';

/* A host for static files and nothing else: no header but the type, no redirect, no rule. As little as any such host gives. */

export type StaticHost = {
  readonly port: number;
  /** Addresses asked for that are no file of it. */
  readonly missed: readonly string[];
  close(): Promise<void>;
};

/** @param prefix the path the folder is served under, with a slash at both ends. */
export async function startStaticHost(folder: string, prefix = '/'): Promise<StaticHost> {
  const missed: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host.invalid').pathname;
    const name = path.endsWith('/') ? `${path}index.html` : path;
    const file = name.slice(prefix.length);
    const reading =
      name.startsWith(prefix) && isSafePath(file) && request.method === 'GET' ? readFile(join(folder, file)) : Promise.reject(new Error('no file'));
    reading.then(
      (bytes) => response.writeHead(200, { 'content-type': contentTypeOf(file) }).end(bytes),
      () => {
        missed.push(`${request.method} ${path}`);
        response.writeHead(404).end();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    missed,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
