import { expect } from '@open-wc/testing';
import { createReadLine, type ReadLine } from './read-line.ts';
import { FakeSocket } from './testing/fake-socket.ts';

describe('the line that reads go on', () => {
  const { WebSocket: real } = globalThis;
  let line: ReadLine;
  beforeEach(() => {
    FakeSocket.made = [];
    globalThis.WebSocket = FakeSocket as unknown as typeof WebSocket;
    line = createReadLine('https://wallet.example');
  });
  afterEach(() => {
    dispatchEvent(new Event('pagehide'));
    globalThis.WebSocket = real;
  });
  const question = (id: number) => ({ jsonrpc: '2.0', id, method: 'eth_blockNumber', params: [] });
  async function opened(): Promise<FakeSocket> {
    await line.ask(1, question(0));
    const socket = FakeSocket.made.at(-1) as FakeSocket;
    socket.opens();
    return socket;
  }

  it('opens by itself, and leaves questions to HTTP until it is open', async () => {
    expect(await line.ask(1, question(1))).to.equal(undefined);
    expect(await line.ask(1, question(2))).to.equal(undefined);
    expect(FakeSocket.made.map(({ url, sent }) => [url, sent])).to.deep.equal([['wss://wallet.example/v1/rpc', []]]);
  });

  it('brings each question its own answer, in whatever order', async () => {
    const socket = await opened();
    const answers = [line.ask(31337, question(1)), line.ask(31337, question(2))];
    expect(socket.sent).to.deep.equal([
      { ...question(1), chainId: 31337 },
      { ...question(2), chainId: 31337 },
    ]);
    socket.answers({ jsonrpc: '2.0', id: 2, result: '0xb' });
    socket.answers({ jsonrpc: '2.0', id: 9, result: '0xc' });
    socket.answers({ jsonrpc: '2.0', id: 1, result: '0xa' });
    expect(await Promise.all(answers)).to.deep.equal([
      { jsonrpc: '2.0', id: 1, result: '0xa' },
      { jsonrpc: '2.0', id: 2, result: '0xb' },
    ]);
  });

  it('has no answer where the server refuses, and goes on', async () => {
    const socket = await opened();
    const refused = line.ask(1, question(1));
    socket.answers({ id: 1, status: 503 });
    expect(await refused).to.equal(undefined);
    const next = line.ask(1, question(2));
    socket.answers({ jsonrpc: '2.0', id: 2, result: '0xb' });
    expect(await next).to.deep.equal({ jsonrpc: '2.0', id: 2, result: '0xb' });
  });

  it('has no answer when it breaks, goes offline or the page goes, and opens anew with the next question', async () => {
    const breaks: readonly ((socket: FakeSocket) => void)[] = [
      (socket) => socket.close(),
      () => void dispatchEvent(new Event('offline')),
      () => void dispatchEvent(new Event('pagehide')),
    ];
    for (const [index, breakIt] of breaks.entries()) {
      const socket = await opened();
      const answer = line.ask(1, question(1));
      breakIt(socket);
      expect(await answer).to.equal(undefined);
      expect([socket.readyState, FakeSocket.made.length]).to.deep.equal([3, index + 1]);
    }
  });

  it('takes words that are no JSON for the end', async () => {
    const socket = await opened();
    const answer = line.ask(1, question(1));
    socket.onmessage?.({ data: '<html>' });
    expect([await answer, socket.readyState]).to.deep.equal([undefined, 3]);
  });

  it('rests for a minute where no line can be had', async () => {
    await line.ask(1, question(1));
    FakeSocket.made[0]?.close();
    expect(await line.ask(1, question(2))).to.equal(undefined);
    expect(FakeSocket.made.length).to.equal(1);
  });

  it('ends after three seconds of silence', async () => {
    const socket = await opened();
    expect([await line.ask(1, question(1)), socket.readyState]).to.deep.equal([undefined, 3]);
  });
});
