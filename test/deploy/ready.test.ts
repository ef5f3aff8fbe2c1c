import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../support/stack.ts';

/** @returns the exit status of a container's check of itself, and what it says. */
function ask(environment: Record<string, string>, ...args: string[]): Promise<{ readonly status: number; readonly said: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(repositoryRoot, 'deploy/ready.mjs'), ...args], { env: environment }, (_error, _stdout, said) =>
      resolve({ status: child.exitCode ?? -1, said }),
    );
  });
}

describe('ready.mjs', () => {
  it('behavior: /readyz of the port and address that the server has; another page where one is named', async () => {
    let ready = true;
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(ready ? 200 : 503).end('{"ready":false}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String((server.address() as AddressInfo).port);
    assert.equal((await ask({ ALCOVE_PORT: port, ALCOVE_HOST: '0.0.0.0' })).status, 0);
    assert.equal((await ask({ ALCOVE_PORT: port, ALCOVE_HOST: '127.0.0.1' })).status, 0);
    assert.equal((await ask({}, `http://localhost:${port}/other`)).status, 0);
    ready = false;
    const refused = await ask({ ALCOVE_PORT: port, ALCOVE_HOST: '127.0.0.1' });
    assert.equal(refused.status, 1);
    assert.match(refused.said, /503 \{"ready":false\}/);
    assert.deepEqual(asked, ['/readyz', '/readyz', '/other', '/readyz']);
    server.close();
    server.closeAllConnections();
    assert.equal((await ask({ ALCOVE_PORT: port, ALCOVE_HOST: '127.0.0.1' })).status, 1);
  });
});
