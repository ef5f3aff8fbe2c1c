import { expect } from '@open-wc/testing';
import { connect, type Message, type RemoteProxy, WindowMessenger } from 'penpal';
import type { HostMethods, WidgetMethods } from '../../../host-sdk/src/contract/bridge.ts';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { readFrameParameters } from './connect.ts';

/** The widget stands on another site than this page, as it does in the world. */
const wallet = `http://localhost:${location.port}`;
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

type Penpal = { readonly namespace: string; readonly type: string; readonly channel: string; readonly participantId?: string };

/** A frame with the widget's end of the bridge, of which everything it tells and sends is kept. */
async function widgetEnd(parameters: { readonly [name: string]: string } = {}) {
  const channel = crypto.randomUUID();
  const told: unknown[][] = [];
  const sent: Penpal[] = [];
  const iframe = document.createElement('iframe');
  const waiting = new Set<() => void>();
  const onMessage = ({ source, data }: MessageEvent) => {
    if (source !== iframe.contentWindow) return;
    if (data.told !== undefined) told.push(data.told);
    if (data.namespace === 'penpal') sent.push(data);
    for (const check of waiting) check();
  };
  window.addEventListener('message', onMessage);
  iframe.src = `${wallet}/test/fixtures/bridge/widget-end.html?${new URLSearchParams({ channel, origin: location.origin, page: location.origin, ...parameters })}`;
  document.body.append(iframe);
  undo.push(() => {
    window.removeEventListener('message', onMessage);
    iframe.remove();
  });
  const frame = iframe.contentWindow as Window;
  const heard = (...words: readonly unknown[]) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!told.some((line) => words.every((word, index) => line[index] === word))) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const post = (message: unknown) => frame.postMessage(message, wallet);
  await heard('listening');
  return {
    frame,
    channel,
    sent,
    heard,
    post,
    /** What it told, without the barriers. */
    told: () => told.filter(([word]) => word !== 'barrier' && word !== 'listening'),
    syn: (fields: Partial<Penpal> = {}) => post({ namespace: 'penpal', type: 'SYN', channel, participantId: 'zzz', ...fields }),
    /** Settles when the frame has read all that was posted before. */
    async barrier() {
      const id = crypto.randomUUID();
      post({ barrier: id });
      await heard('barrier', id);
    },
    /** The page's end: penpal as it is published. */
    page(onChannel = channel) {
      const methods: HostMethods = {
        show: async () => ({ ok: true, result: null }),
        hide: async () => ({ ok: true, result: null }),
        event: async () => ({ ok: true, result: null }),
      };
      const connection = connect<WidgetMethods>({
        messenger: new WindowMessenger({ remoteWindow: frame, allowedOrigins: [wallet] }),
        channel: onChannel,
        methods,
      });
      connection.promise.catch(() => {});
      undo.push(() => connection.destroy());
      return connection;
    },
  };
}

async function connected() {
  const end = await widgetEnd();
  const connection = end.page();
  const proxy = await connection.promise;
  await end.heard('connected');
  return { ...end, connection, proxy };
}

const echo = (proxy: RemoteProxy<WidgetMethods>, params: string) => proxy.request({ id: crypto.randomUUID(), method: 'm', params });

describe('the page that may connect', () => {
  const rows: readonly (readonly [name: string, origin: string, shouldConnect: boolean])[] = [
    ['is at exactly the origin the registry allows', location.origin, true],
    ['is not at another host', `http://shop.test:${location.port}`, false],
    ['is not at another port', 'http://127.0.0.1:1', false],
    ['is not at the same host without the port', 'http://127.0.0.1', false],
    ['is not at the same host over another scheme', location.origin.replace('http:', 'https:'), false],
    ['is not at an origin that only begins like the allowed one', `${location.origin}0`, false],
    ['is not at an origin the allowed one only begins like', location.origin.slice(0, -1), false],
    ['is not at the wallet’s own origin', wallet, false],
    ['is not allowed by a path', `${location.origin}/`, false],
    ['is not allowed by the opaque origin', 'null', false],
  ];
  for (const [name, origin, shouldConnect] of rows) {
    it(name, async () => {
      const end = await widgetEnd({ origin });
      const connection = end.page();
      if (shouldConnect) expect(await echo(await connection.promise, 'hello')).to.deep.equal({ ok: true, result: 'hello' });
      else {
        for (const participantId of ['0', 'zzz']) end.syn({ participantId });
        await end.barrier();
        // Its own first SYN carries no secret; nothing is answered.
        expect([end.sent.map(({ type }) => type), end.told()]).to.deep.equal([['SYN'], []]);
      }
    });
  }
});

describe('the handshake', () => {
  it('is not answered on another channel', async () => {
    const end = await widgetEnd();
    await end.barrier();
    const before = end.sent.length;
    end.page(crypto.randomUUID());
    for (const channel of ['', `${end.channel}0`, end.channel.toUpperCase()]) end.syn({ channel });
    end.post({ namespace: 'penpal', type: 'SYN', participantId: 'zzz' });
    await end.barrier();
    expect([end.sent.length - before, end.told()]).to.deep.equal([0, []]);
    const proxy = await end.page().promise;
    expect(await echo(proxy, 'right channel')).to.deep.equal({ ok: true, result: 'right channel' });
  });

  it('is not answered for a sibling frame, of the page’s own origin and with the right channel', async () => {
    const end = await widgetEnd();
    await end.barrier();
    const before = end.sent.length;
    const sibling = document.createElement('iframe');
    const syn = JSON.stringify({ namespace: 'penpal', type: 'SYN', channel: end.channel, participantId: 'zzz' });
    const index = [...document.querySelectorAll('iframe')].findIndex(({ contentWindow }) => contentWindow === end.frame);
    sibling.srcdoc = `<script>parent.frames[${index}].postMessage(${syn}, '${wallet}'); parent.postMessage('posted', '${location.origin}')</script>`;
    const posted = new Promise((resolve) => window.addEventListener('message', (event) => event.data === 'posted' && resolve(event)));
    document.body.append(sibling);
    undo.push(() => sibling.remove());
    await posted;
    await end.barrier();
    expect([end.sent.length - before, end.told()]).to.deep.equal([0, []]);
  });

  it('ends at its deadline', async () => {
    const end = await widgetEnd({ clock: 'fast' });
    await end.heard('refused');
    expect(end.told()).to.deep.equal([['refused', [-32080, 'handshake_timeout']]]);
    const before = end.sent.length;
    end.syn();
    await end.barrier();
    expect(end.sent.length, 'nothing is answered any more').to.equal(before);
  });

  it('hears nothing of penpal’s old protocol', async () => {
    const end = await widgetEnd();
    for (const penpal of ['syn', 'synAck', 'ack', 'call', 'reply', '', null]) end.post({ penpal, methodNames: ['request'], id: 1 });
    await end.barrier();
    expect(end.told()).to.deep.equal([]);
    expect(await echo(await end.page().promise, 'new')).to.deep.equal({ ok: true, result: 'new' });
    end.post({ penpal: 'syn' });
    await end.barrier();
    expect(end.told()).to.deep.equal([['connected']]);
  });

  it('stands what is no message of penpal’s', async () => {
    const end = await widgetEnd();
    for (const data of [
      null,
      7,
      'SYN',
      [],
      { namespace: 'penpal' },
      { namespace: 'penpal', channel: end.channel },
      { namespace: 'penpal', channel: end.channel, type: 'CALL' },
    ])
      end.post(data);
    await end.barrier();
    expect(await echo(await end.page().promise, 'after')).to.deep.equal({ ok: true, result: 'after' });
  });
});

describe('a live connection', () => {
  it('is given up when another handshake comes', async () => {
    const end = await connected();
    end.syn({ participantId: 'another' });
    await end.heard('hijack');
    const before = end.sent.length;
    end.syn({ participantId: 'another' });
    end.post({ call: true });
    await end.heard('failed');
    await end.barrier();
    expect(end.told()).to.deep.equal([['connected'], ['hijack'], ['failed', 'CONNECTION_DESTROYED']]);
    expect(end.sent.length, 'the newcomer gets no answer').to.equal(before);
  });

  it('answers the page no more when it is given up', async () => {
    const end = await connected();
    end.syn({ participantId: 'another' });
    await end.heard('hijack');
    const late = await (async () => echo(end.proxy, 'late'))().catch(({ code }) => code);
    expect(late).to.equal('CONNECTION_DESTROYED');
  });

  it('stands the page’s own handshake once more, and one on another channel', async () => {
    const end = await widgetEnd();
    const messenger = new WindowMessenger({ remoteWindow: end.frame, allowedOrigins: [wallet] });
    // Only the two ends know the page's participant id, so its SYN is read on the way.
    const { sendMessage } = messenger;
    const syns: Message[] = [];
    messenger.sendMessage = (message, transferables) => {
      if (message.type === 'SYN') syns.push(message);
      sendMessage(message, transferables);
    };
    const connection = connect<WidgetMethods>({ messenger, channel: end.channel, methods: {} });
    undo.push(() => connection.destroy());
    const proxy = await connection.promise;
    await end.heard('connected');
    end.post(syns[0]);
    end.syn({ channel: 'another', participantId: 'another' });
    await end.barrier();
    expect(end.told()).to.deep.equal([['connected']]);
    expect(await echo(proxy, 'still here')).to.deep.equal({ ok: true, result: 'still here' });
  });

  it('ends both ways when it is closed', async () => {
    const end = await connected();
    end.post({ call: true });
    await end.heard('answered');
    end.post({ destroy: true });
    end.post({ call: true });
    await end.heard('failed', 'CONNECTION_DESTROYED');
    expect(end.told().map(([word]) => word)).to.deep.equal(['connected', 'answered', 'failed']);
  });
});

describe('readFrameParameters', () => {
  it('reads app, channel and mode, and takes this version when none is named', () => {
    const { task: none, ...read } = readFrameParameters('?app_id=demo&channel=c&v=1&mode=inline');
    expect(read).to.deep.equal({ appId: 'demo', channel: 'c', version: 1, mode: 'inline' });
    expect(none).to.equal(null);
    expect(readFrameParameters('?app_id=demo')).to.deep.equal({ appId: 'demo', channel: '', version: 1, mode: 'dialog', task: null });
    expect(readFrameParameters('?app_id=demo&mode=fullscreen').mode).to.equal('dialog');
  });

  it('reads what a window of the wallet’s own was opened for, and nothing else', () => {
    for (const task of ['kit', 'export', 'import'] as const) expect(readFrameParameters(`?app_id=demo&task=${task}`).task).to.equal(task);
    for (const task of ['', 'pin-change', 'Export', 'toString', 'export,import']) expect(readFrameParameters(`?app_id=demo&task=${task}`).task).to.equal(null);
  });

  const refused: readonly (readonly [search: string, code: number, reason: string])[] = [
    ['', -32080, 'app_id_missing'],
    ['?app_id=', -32080, 'app_id_missing'],
    ['?channel=c&v=1', -32080, 'app_id_missing'],
    ['?app_id=demo&v=2', -32006, 'bridge_version'],
    ['?app_id=demo&v=', -32006, 'bridge_version'],
    ['?app_id=demo&v=one', -32006, 'bridge_version'],
  ];
  for (const [search, code, reason] of refused) {
    it(`refuses ${JSON.stringify(search)}`, () => {
      let error: WalletError | undefined;
      try {
        readFrameParameters(search);
      } catch (cause) {
        error = cause as WalletError;
      }
      expect([error?.code, error?.data?.reason]).to.deep.equal([code, reason]);
    });
  }
});
