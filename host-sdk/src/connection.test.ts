import { expect } from '@open-wc/testing';
import { waitUntil } from '../../widget/src/testing/wait-until.ts';
import { type Connection, type ConnectionOptions, lostError, openConnection } from './connection.ts';
import type { WalletError } from './contract/errors.ts';
import type { Json } from './contract/types.ts';

const folder = '/test/fixtures/bridge';
const wallet = `http://localhost:${location.port}`;
/** Another site once more: neither the page's nor the wallet's. */
const elsewhere = `http://elsewhere.localhost:${location.port}`;

type Bridge = {
  readonly ready: Promise<Connection>;
  readonly lost: string[];
  readonly events: unknown[];
  readonly iframe: HTMLIFrameElement;
  readonly channel: string;
};

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

function frame(src: string): HTMLIFrameElement {
  const iframe = document.createElement('iframe');
  iframe.referrerPolicy = 'strict-origin';
  iframe.src = src;
  document.body.append(iframe);
  undo.push(() => iframe.remove());
  return iframe;
}

type Setting = { readonly at?: string; readonly appId?: string; readonly origin?: string } & Partial<ConnectionOptions>;

function bridge({ at = wallet, appId = 'demo', origin = wallet, ...rest }: Setting = {}): Bridge {
  const channel = crypto.randomUUID();
  const iframe = frame(`${at}${folder}/w/?app_id=${appId}&channel=${channel}`);
  const lost: string[] = [];
  const events: unknown[] = [];
  const { ready, close } = openConnection({
    target: iframe.contentWindow as Window,
    origin,
    channel,
    methods: { show: (value) => void events.push(value), hide: () => void events.push('hide'), event: (event) => void events.push(event) },
    onLost: (reason) => {
      lost.push(`${reason}`);
      close(lostError(`${reason}`));
    },
    handshakeTimeoutMs: 1_500,
    ...rest,
  });
  ready.catch(() => {});
  undo.push(() => close(lostError('over')));
  return { ready, lost, events, iframe, channel };
}

async function ask({ ready }: Bridge, method: string, params: Json = null, isHuman = false): Promise<unknown> {
  return (await ready).call('request', { id: crypto.randomUUID(), method, params }, isHuman);
}

async function refusal(promise: Promise<unknown>): Promise<WalletError> {
  return promise.then(
    () => expect.fail('nothing was refused'),
    (error: WalletError) => error,
  );
}

describe('origins', () => {
  it('the wallet at exactly its origin connects', async () => {
    expect(await ask(bridge(), 'test_echo', 1)).to.equal(1);
  });

  const strangers: readonly (readonly [name: string, setting: Setting])[] = [
    ['the wallet at another host is ignored', { at: elsewhere }],
    ['an origin with a path does not match', { origin: `${wallet}/` }],
    ['an origin without its port does not match', { origin: 'http://localhost' }],
    ['the same host over another scheme does not match', { origin: wallet.replace('http:', 'https:') }],
    ['an origin that only begins like the wallet’s does not match', { origin: `${wallet}0` }],
    ['a pattern is no origin', { origin: '*' }],
    ['another channel is ignored', { appId: 'other-channel' }],
  ];
  // Nobody answers until the deadline: all of them wait together.
  it('nobody else does', async () => {
    const made = strangers.map(([name, setting]) => ({ name, ...bridge(setting) }));
    await Promise.all(
      made.map(async ({ name, ready, lost, events }) => {
        await refusal(ready);
        expect([name, lost, events]).to.deep.equal([name, ['undefined'], []]);
      }),
    );
  });

  it('a hostile sibling that knows the channel is ignored', async () => {
    const made = bridge();
    frame(`${wallet}${folder}/sibling.html?channel=${made.channel}`);
    frame(`${elsewhere}${folder}/sibling.html?channel=${made.channel}`);
    await made.ready;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await ask(made, 'test_echo', 1)).to.equal(1);
    expect(made.lost).to.deep.equal([]);
    expect(JSON.stringify(made.events)).to.not.contain('0xevil');
  });

  it('what the page itself posts is ignored', async () => {
    const made = bridge();
    for (const type of ['SYN', 'ACK1', 'ACK2', 'DESTROY'])
      postMessage({ namespace: 'penpal', channel: made.channel, type, participantId: 'x' }, location.origin);
    expect(await ask(made, 'test_echo', 1)).to.equal(1);
    expect(made.lost).to.deep.equal([]);
  });

  it('greets a frame that has loaded, at exactly the wallet’s origin', () => {
    const sent: unknown[][] = [];
    const target = { postMessage: (...values: unknown[]) => sent.push(values) } as unknown as Window;
    const { ready, knock, close } = openConnection({ target, origin: wallet, channel: 'a', methods: { show() {}, hide() {}, event() {} }, onLost() {} });
    ready.catch(() => {});
    expect(sent).to.deep.equal([]);
    knock();
    close(lostError('over'));
    expect(sent.map(([message, origin]) => [(message as { type: string }).type, origin])).to.deep.equal([['SYN', wallet]]);
  });

  it('sends nothing to a frame that is not at the wallet’s origin', async () => {
    const made = bridge({ at: elsewhere });
    const sent: unknown[] = [];
    const target = made.iframe.contentWindow as Window;
    const { ready, close } = openConnection({
      target: new Proxy(target, { get: (_, name) => (name === 'postMessage' ? (...values: unknown[]) => sent.push(values) : undefined) }),
      origin: wallet,
      channel: made.channel,
      methods: { show() {}, hide() {}, event() {} },
      onLost() {},
      handshakeTimeoutMs: 300,
    });
    ready.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 600));
    close(lostError('over'));
    expect(sent).to.deep.equal([]);
  });
});

describe('names on the page', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '__proto__.constructor', 'show.constructor', 'request']) {
    it(`${name} cannot be called`, async () => {
      expect(await ask(bridge(), 'test_probe', name)).to.deep.equal({ failed: 'METHOD_NOT_FOUND' });
    });
  }
  it('every call is answered by an envelope', async () => {
    const made = bridge();
    expect(await ask(made, 'test_show', { mode: 'dialog', size: { heightPx: 1 } })).to.deep.equal({ ok: true, result: null });
    expect(made.events).to.deep.include({ mode: 'dialog', size: { heightPx: 1 } });
  });
  it('a handler that throws answers an error without its text', async () => {
    const onError = window.onerror;
    window.onerror = () => true;
    const made = bridge({
      methods: {
        show() {
          throw new Error('secret of the page');
        },
        hide() {},
        event() {},
      },
    });
    const answer = JSON.stringify(await ask(made, 'test_show', {}));
    window.onerror = onError;
    expect(answer).to.contain('-32603').and.to.not.contain('secret');
  });
});

describe('waiting', () => {
  it('a frame that never answers ends the handshake by its deadline', async () => {
    const start = performance.now();
    await refusal(bridge({ appId: 'silent', handshakeTimeoutMs: 400 }).ready);
    expect(performance.now() - start).to.be.at.least(350);
  });

  it('a frame that falls silent while a person is waited for is given up', async () => {
    const made = bridge({ beatMs: 60 });
    const error = await refusal(ask(made, 'wallet_freeze', null, true));
    expect([error.code, made.lost]).to.deep.equal([4900, ['frame_silent']]);
  });

  it('a frame that answers may let a person take their time', async () => {
    // Long beats: on a machine that is busy with other things a frame is late, not silent.
    const made = bridge({ beatMs: 400 });
    let isSettled = false;
    ask(made, 'wallet_wait', null, true)
      .catch(() => {})
      .finally(() => {
        isSettled = true;
      });
    await made.ready;
    await new Promise((resolve) => setTimeout(resolve, 2_400));
    expect([isSettled, made.lost]).to.deep.equal([false, []]);
  });

  it('a goodbye right after the handshake is heard', async () => {
    const made = bridge({ appId: 'leaving' });
    await made.ready.catch(() => {});
    await waitUntil(() => made.lost.length > 0, 'heard');
    expect(made.lost).to.deep.equal(['frame_closed']);
    expect((await refusal(ask(made, 'test_echo'))).code).to.equal(4900);
  });
});
