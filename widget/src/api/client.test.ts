import { expect } from '@open-wc/testing';
import { RpcError } from './api-error.ts';
import { createApiClient } from './client.ts';
import { FakeSocket } from './testing/fake-socket.ts';

describe('a page’s reads', () => {
  const { WebSocket: real } = globalThis;
  let asked: { readonly id: number; readonly method: string }[];
  let serverAnswer: object;
  beforeEach(() => {
    FakeSocket.made = [];
    asked = [];
    serverAnswer = { result: '0xh' };
    globalThis.WebSocket = FakeSocket as unknown as typeof WebSocket;
    Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: { controller: null } });
  });
  afterEach(() => {
    dispatchEvent(new Event('pagehide'));
    globalThis.WebSocket = real;
    // Its own property hides the browser's.
    Reflect.deleteProperty(navigator, 'serviceWorker');
  });

  async function fetchStandIn(_url: unknown, init?: RequestInit): Promise<Response> {
    const question = JSON.parse(String(init?.body)) as { readonly id: number; readonly method: string };
    asked.push(question);
    return Response.json({ jsonrpc: '2.0', id: question.id, ...serverAnswer });
  }
  const client = () =>
    createApiClient({ origin: 'https://wallet.example', fetch: fetchStandIn as typeof fetch, nowMs: () => 0, proofKey: () => null, tokens: () => null });
  async function untilMade(): Promise<FakeSocket> {
    for (;;) {
      const [socket] = FakeSocket.made;
      if (socket !== undefined) return socket;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  async function onLine() {
    const api = client();
    for (let read = 0; read < 3; read++) expect(await api.read(1, 'eth_blockNumber', [])).to.equal('0xh');
    // The line's code is on its way; whatever is read meanwhile goes over HTTP.
    const asking = setInterval(() => void api.read(1, 'eth_chainId', []), 20);
    const socket = await untilMade();
    clearInterval(asking);
    socket.opens();
    asked = [];
    return { api, socket };
  }

  it('go over HTTP until there are three of them, and by a line from then on', async () => {
    const { api, socket } = await onLine();
    const answer = api.read(31337, 'eth_blockNumber', []);
    const [question] = socket.sent as [{ readonly id: number }];
    expect(question).to.deep.include({ jsonrpc: '2.0', method: 'eth_blockNumber', params: [], chainId: 31337 });
    socket.answers({ jsonrpc: '2.0', id: question.id, result: '0xline' });
    expect([await answer, asked]).to.deep.equal(['0xline', []]);
  });

  it('are asked over HTTP when the line does not know, under the same id', async () => {
    const { api, socket } = await onLine();
    for (const wrong of [(id: number) => ({ id, status: 503 }), (id: number) => ({ id, nothing: true })]) {
      const answer = api.read(1, 'eth_gasPrice', []);
      const { id } = socket.sent.at(-1) as { readonly id: number };
      socket.answers(wrong(id));
      expect(await answer).to.equal('0xh');
      expect(asked.at(-1)).to.deep.include({ id, method: 'eth_gasPrice' });
    }
  });

  it('bring the chain’s own error, and ask nobody else then', async () => {
    const { api, socket } = await onLine();
    const failure = api.read(1, 'eth_call', []).then(
      () => null,
      (cause: unknown) => cause,
    );
    const { id } = socket.sent.at(-1) as { readonly id: number };
    socket.answers({ jsonrpc: '2.0', id, error: { code: 3, message: 'execution reverted', data: '0x08c379a0' } });
    const error = await failure;
    expect(error instanceof RpcError && [error.code, error.data]).to.deep.equal([3, '0x08c379a0']);
    expect(asked).to.deep.equal([]);
  });

  it('stay with HTTP where a service worker is the server', async () => {
    Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: { controller: {} } });
    const api = client();
    for (let read = 0; read < 6; read++) await api.read(1, 'eth_blockNumber', []);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([FakeSocket.made.length, asked.length]).to.deep.equal([0, 6]);
  });
});
