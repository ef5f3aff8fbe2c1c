import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { createRpcSocket } from './rpc-socket.ts';
import type { SocketServer } from './socket-server.ts';
import { freePort } from './testing/free-port.ts';

type Asked = { readonly path: string; readonly headers: Headers; readonly body: unknown; readonly address: string | undefined };

let walletOrigin: string;
let server: HttpServer;
let sockets: SocketServer;
let asked: Asked[] = [];
let respond: (asked: Asked) => Promise<Response> | Response;

before(async () => {
  const port = await freePort();
  walletOrigin = `http://localhost:${port}`;
  sockets = createRpcSocket({
    walletOrigin,
    async answer(request, from) {
      const { pathname } = new URL(request.url);
      const question = { path: `${request.method} ${pathname}`, headers: request.headers, body: await request.json(), address: from.socket.remoteAddress };
      asked.push(question);
      return await respond(question);
    },
  });
  server = await startHttpServer({ host: '127.0.0.1', port, listener: (_request, response) => void response.end('page'), upgrades: [sockets] });
});
after(async () => {
  await sockets.stop();
  await server.stop(1_000);
});

const open = (headers: Record<string, string> = { origin: walletOrigin }) => {
  const { host, port } = new URL(walletOrigin);
  return new WebSocket(`ws://127.0.0.1:${port}/v1/rpc`, { headers: { host, ...headers } });
};
const question = (id: number | string, chainId: unknown = 31337) => ({ jsonrpc: '2.0', id, method: 'eth_blockNumber', params: [], chainId });

async function connected(): Promise<WebSocket> {
  asked = [];
  respond = ({ body }) => Response.json({ jsonrpc: '2.0', id: (body as { id: number }).id, result: '0x2' });
  const socket = open();
  await once(socket, 'open');
  return socket;
}
async function exchange(socket: WebSocket, message: unknown): Promise<unknown> {
  socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(String(data));
}

describe('reads on a line', () => {
  it('behavior: a question is the request it would be over HTTP, from whom it comes', async () => {
    const socket = await connected();
    assert.deepEqual(await exchange(socket, question(7)), { jsonrpc: '2.0', id: 7, result: '0x2' });
    const [{ path, headers, body, address }] = asked as [Asked];
    assert.deepEqual([path, body, address], ['POST /v1/rpc/31337', { jsonrpc: '2.0', id: 7, method: 'eth_blockNumber', params: [] }, '127.0.0.1']);
    assert.deepEqual(
      ['content-type', 'origin', 'sec-fetch-site', 'host'].map((name) => headers.get(name)),
      ['application/json', walletOrigin, 'same-origin', new URL(walletOrigin).host],
    );
    socket.close();
  });

  it('behavior: what is no 200, or fails, is its status alone, and the line goes on', async () => {
    const socket = await connected();
    respond = () => Response.json({ code: 'rate_limited', secret: 'no' }, { status: 429 });
    assert.deepEqual(await exchange(socket, question('a')), { id: 'a', status: 429 });
    respond = () => Promise.reject(new Error('secret'));
    assert.deepEqual(await exchange(socket, question(2)), { id: 2, status: 500 });
    respond = () => Response.json({ jsonrpc: '2.0', id: 3, error: { code: 3, message: 'execution reverted' } });
    assert.deepEqual(await exchange(socket, question(3)), { jsonrpc: '2.0', id: 3, error: { code: 3, message: 'execution reverted' } });
    socket.close();
  });

  it('behavior: of more than fifty at once the rest is refused', async () => {
    const socket = await connected();
    const gate = Promise.withResolvers<void>();
    respond = async ({ body }) => {
      await gate.promise;
      return Response.json({ jsonrpc: '2.0', id: (body as { id: number }).id, result: '0x2' });
    };
    for (let id = 0; id < 50; id++) socket.send(JSON.stringify(question(id)));
    assert.deepEqual(await exchange(socket, question(50)), { id: 50, status: 429 });
    const answers: unknown[] = [];
    socket.on('message', (data) => answers.push(JSON.parse(String(data))));
    gate.resolve();
    while (answers.length < 50) await once(socket, 'message');
    assert.equal(asked.length, 50);
    socket.close();
  });

  it('error: what is no question ends the line, and asks nothing', async () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const bad = [
      '',
      'hello',
      '[]',
      'null',
      deep,
      JSON.stringify({ ...question(1), id: null }),
      JSON.stringify(question(1, '1')),
      JSON.stringify(question(1, 1.5)),
    ];
    for (const text of bad) {
      const socket = await connected();
      socket.send(text);
      await once(socket, 'close');
      assert.equal(asked.length, 0, text.slice(0, 60));
    }
    const binary = await connected();
    binary.send(Buffer.from(JSON.stringify(question(1))));
    await once(binary, 'close');
    assert.equal(asked.length, 0);
  });

  it('error: a message larger than any request ends the line', async () => {
    const socket = await connected();
    socket.on('error', () => undefined);
    socket.send(JSON.stringify({ ...question(1), params: ['x'.repeat(300_000)] }));
    await once(socket, 'close');
    assert.equal(asked.length, 0);
  });

  it('error: 403 for a page of another origin, for none, and under another name', async () => {
    const { host } = new URL(walletOrigin);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: `${walletOrigin}.evil.example` },
      { origin: 'null' },
      {},
      { origin: walletOrigin, host: 'evil.example' },
    ]) {
      const socket = open({ host, ...headers });
      const [error] = (await once(socket, 'error')) as [Error];
      assert.match(error.message, /403/, JSON.stringify(headers));
    }
  });

  it('behavior: a server that stops says goodbye', async () => {
    const socket = await connected();
    const closed = once(socket, 'close');
    await sockets.stop();
    assert.equal((await closed)[0], 1_001);
  });
});
