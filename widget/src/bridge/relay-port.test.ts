import { expect } from '@open-wc/testing';
import { ApiError } from '../api/api-error.ts';
import type { Transport } from '../api/transport.ts';
import { openRelayPort, type RelayPort } from './relay-port.ts';

const secret = () => crypto.getRandomValues(new Uint8Array(32));

/** The server's relays: opened by whoever reads, filled once, taken once. It sees all of this and may do with it what it likes. */
function fakeServer() {
  const relays = new Map<string, { answer: string | null }>();
  const filled: { readonly path: string; answer: string }[] = [];
  let change = (answer: string) => answer;
  let isAway = false;
  const send = (async ({ method, path, body, signal }) => {
    signal?.throwIfAborted();
    if (isAway) throw new ApiError('internal');
    const relay = relays.get(path);
    if (method === 'PUT') return void relays.set(path, relay ?? { answer: null });
    if (relay === undefined) throw new ApiError('not_found');
    if (method === 'POST') {
      if (relay.answer !== null) throw new ApiError('not_found');
      const { answer } = body as { readonly answer: string };
      if (answer.length > 8_192) throw new ApiError('invalid_request');
      relay.answer = answer;
      filled.push({ path, answer });
      return null;
    }
    if (relay.answer === null) return null;
    relays.delete(path);
    return { answer: change(relay.answer) };
  }) as Transport;
  const away = (value: boolean) => {
    isAway = value;
  };
  const tamper = (by: typeof change) => {
    change = by;
  };
  return { send, filled, away, tamper };
}

const ports: RelayPort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function pair(server: ReturnType<typeof fakeServer>, windowSecret?: Uint8Array<ArrayBuffer>) {
  const shared = secret();
  const heard: Record<'frame' | 'window', unknown[]> = { frame: [], window: [] };
  const open = (side: 'frame' | 'window', own: Uint8Array<ArrayBuffer>) => {
    const port = openRelayPort({ send: server.send, secret: own, side, pollMs: 5 });
    port.onmessage = ({ data }) => void heard[side].push(data);
    ports.push(port);
    return port;
  };
  return { frame: open('frame', shared), window: open('window', windowSecret ?? shared), heard };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isSo(), 'came so far').to.equal(true);
}

describe('a port over relays', () => {
  it('carries states one way and every press the other, in order, bigints too', async () => {
    const { frame, window, heard } = pair(fakeServer());
    frame.postMessage({ step: 1, valueWei: 10n ** 20n, rows: [{ a: null }] });
    await until(() => heard.window.length === 1);
    expect(heard.window).to.deep.equal([{ step: 1, valueWei: 10n ** 20n, rows: [{ a: null }] }]);
    for (const action of ['approve', 'submitPin', 'close']) window.postMessage({ action });
    await until(() => heard.frame.length === 3);
    expect(heard.frame).to.deep.equal([{ action: 'approve' }, { action: 'submitPin' }, { action: 'close' }]);
  });

  it('sends the newest state of those that wait, and none twice', async () => {
    const { frame, heard } = pair(fakeServer());
    for (let step = 0; step < 50; step++) frame.postMessage({ step });
    await until(() => heard.window.some((state) => (state as { step: number }).step === 49));
    expect(heard.window.length).to.be.lessThan(4);
  });

  it('carries what is longer than a relay takes, in pieces', async () => {
    const { frame, heard } = pair(fakeServer());
    const text = '가'.repeat(20_000);
    frame.postMessage({ text });
    await until(() => heard.window.length === 1);
    expect(heard.window).to.deep.equal([{ text }]);
  });

  it('shows the server nothing of what is said', async () => {
    const server = fakeServer();
    const { window, heard } = pair(server);
    window.postMessage({ action: 'submitPin', value: '471925' });
    window.postMessage({ action: 'submitPin', value: '471925' });
    await until(() => heard.frame.length === 2);
    const [first, second] = server.filled;
    for (const { path, answer } of server.filled) {
      expect(path).to.match(/^\/v1\/relay\/[0-9a-f]{64}$/);
      expect(atob(answer.replaceAll('-', '+').replaceAll('_', '/'))).not.to.match(/471925|submitPin/);
    }
    expect([first?.path, first?.answer]).not.to.deep.equal([second?.path, second?.answer]);
    expect(first?.answer).not.to.equal(second?.answer);
  });

  it('takes nothing that was forged, replayed or put in another place', async () => {
    const attacks: readonly ((answers: string[]) => (answer: string) => string)[] = [
      () => (answer) => `${answer.slice(0, -2)}${answer.endsWith('AA') ? 'BA' : 'AA'}`,
      () => () => 'AAAA',
      () => (answer) => answer.slice(0, 24),
      // The first piece in the place of the second.
      (answers) => (answer) => {
        answers.push(answer);
        return answers[0] ?? answer;
      },
    ];
    for (const [index, attack] of attacks.entries()) {
      const server = fakeServer();
      server.tamper(attack([]));
      const { window, heard } = pair(server);
      window.postMessage({ action: 'reject' });
      window.postMessage({ action: 'approve' });
      await until(() => (index === 3 ? heard.frame : server.filled).length >= 1);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(heard.frame, `attack ${index}`).to.deep.equal(index === 3 ? [{ action: 'reject' }] : []);
    }
  });

  it('says nothing to whoever has another secret', async () => {
    const server = fakeServer();
    const { frame, heard } = pair(server, secret());
    frame.postMessage({ step: 1 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([heard.window, server.filled]).to.deep.equal([[], []]);
  });

  it('outlasts a server that is away', async () => {
    const server = fakeServer();
    server.away(true);
    const { frame, heard } = pair(server);
    frame.postMessage({ step: 1 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    server.away(false);
    await until(() => heard.window.length === 1);
  });

  it('says null at its end, and takes nothing more', async () => {
    const { frame, window, heard } = pair(fakeServer());
    frame.postMessage({ step: 1 });
    await until(() => heard.window.length === 1);
    frame.close();
    await until(() => heard.window.length === 2);
    expect(heard.window[1]).to.equal(null);
    window.postMessage({ action: 'approve' });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(heard.frame).to.deep.equal([]);
  });
});
