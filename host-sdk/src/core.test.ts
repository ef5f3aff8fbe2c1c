import { expect } from '@open-wc/testing';
import type { WalletError } from './contract/errors.ts';
import type { FrameSize, Json } from './contract/types.ts';
import { createWalletWith, type Frame, type FrameOptions, type Wallet } from './core.ts';

/** The stand-in widget lives on another site: this page is on 127.0.0.1. */
const walletUrl = `http://localhost:${location.port}/test/fixtures/bridge`;

type Call = readonly ['show', FrameSize | undefined] | readonly ['hide'] | readonly ['settle'] | readonly ['remove'];

/** A frame of the page's own: a bare `<iframe>` that writes down what is asked of it. */
function pageFrame() {
  const calls: Call[] = [];
  const made: FrameOptions[] = [];
  const iframes: HTMLIFrameElement[] = [];
  const createFrame = (options: FrameOptions): Frame => {
    made.push(options);
    const iframe = document.createElement('iframe');
    iframe.referrerPolicy = 'strict-origin';
    iframe.onload = options.onLoad;
    iframe.src = options.src;
    document.body.append(iframe);
    iframes.push(iframe);
    return {
      target: iframe.contentWindow as Window,
      show: (size) => void calls.push(['show', size]),
      hide: () => void calls.push(['hide']),
      settle: () => void calls.push(['settle']),
      remove() {
        calls.push(['remove']);
        iframe.remove();
      },
    };
  };
  return { createFrame, calls, made, iframes };
}

const alive: Wallet[] = [];
afterEach(() => {
  for (const wallet of alive.splice(0)) wallet.destroy();
});

function setUp() {
  const page = pageFrame();
  const wallet = createWalletWith(page.createFrame, { appId: 'demo', walletUrl });
  alive.push(wallet);
  const ask = (method: string, params: Json = null): Promise<unknown> => wallet.provider.request({ method, params });
  return { ...page, wallet, ask };
}

async function refusal(promise: Promise<unknown>): Promise<readonly [code: number, reason: string | undefined]> {
  return promise.then(
    () => expect.fail('nothing was refused'),
    ({ code, data }: WalletError) => [code, data?.reason] as const,
  );
}

describe('a wallet in a frame of the page’s own', () => {
  it('makes the frame when it is needed, once, at the wallet’s address', async () => {
    const { made, ask, iframes } = setUp();
    expect(made.length).to.equal(0);
    expect(await Promise.all([ask('test_echo', 1), ask('test_echo', 2)])).to.deep.equal([1, 2]);
    expect(made.map(({ origin, mode }) => [origin, mode])).to.deep.equal([[new URL(walletUrl).origin, 'dialog']]);
    expect(made[0]?.src).to.match(/\/w\/\?app_id=demo&channel=[0-9a-f-]{36}&v=1&mode=dialog$/);
    expect(iframes.length).to.equal(1);
  });

  it('shows it in the size that the widget asks for, and hides it when the widget does', async () => {
    const { calls, ask } = setUp();
    await ask('test_show', { mode: 'dialog', size: { heightPx: 300, widthPx: 360 } });
    await ask('test_hide');
    expect(calls).to.deep.equal([['show', { heightPx: 300, widthPx: 360 }], ['hide']]);
  });

  it('shows it waiting, and lets it go, around a call that the person expects to see', async () => {
    const { calls, wallet } = setUp();
    expect(await wallet.login()).to.deep.equal({ accounts: ['0x1'] });
    expect(calls).to.deep.equal([['show', undefined], ['settle']]);
    await wallet.open('activity');
    expect(calls.slice(2), 'once the wallet is there, only the widget shows it').to.deep.equal([['settle']]);
  });

  it('does not show it for a request that needs nobody', async () => {
    const { calls, ask } = setUp();
    await ask('test_echo', 1);
    expect(calls).to.deep.equal([]);
  });

  it('asks the widget to close when the person dismisses the frame', async () => {
    const { made, calls, ask } = setUp();
    await ask('test_echo', 1);
    const waiting = ask('wallet_wait');
    await ask('test_echo', 2);
    made[0]?.onDismiss();
    expect((await refusal(waiting))[0]).to.equal(4001);
    await ask('test_echo', 3);
    expect(calls).to.deep.equal([['hide']]);
  });

  it('takes the frame away when the person dismisses it before the wallet is there', async () => {
    const { made, calls, wallet } = setUp();
    const logging = refusal(wallet.login());
    made[0]?.onDismiss();
    expect((await logging)[0]).to.equal(4001);
    expect(calls).to.deep.equal([['show', undefined], ['remove'], ['settle']]);
    expect(wallet.status().phase).to.equal('idle');
  });

  it('fails what is pending when the page loses the frame, and makes another for the next request', async () => {
    const { made, iframes, ask } = setUp();
    await ask('test_echo', 1);
    const waiting = refusal(ask('wallet_wait'));
    await ask('test_echo', 2);
    made[0]?.onRemoved();
    expect(await waiting).to.deep.equal([4900, 'frame_removed']);
    expect(iframes[0]?.isConnected).to.equal(false);
    expect(await ask('test_echo', 3)).to.equal(3);
    const channels = made.map(({ src }) => new URL(src).searchParams.get('channel'));
    expect([channels.length, new Set(channels).size]).to.deep.equal([2, 2]);
  });

  it('takes the frame away for good', async () => {
    const { calls, made, iframes, wallet, ask } = setUp();
    await ask('test_echo', 1);
    wallet.destroy();
    wallet.destroy();
    expect([calls, iframes[0]?.isConnected]).to.deep.equal([[['remove']], false]);
    expect([await refusal(ask('test_echo', 2)), made.length]).to.deep.equal([[4900, 'destroyed'], 1]);
  });

  it('says so when the page cannot make a frame, and can be asked again', async () => {
    const { createFrame, made } = pageFrame();
    let isBroken = true;
    const wallet = createWalletWith(
      (options) => {
        if (isBroken) throw new Error('no place for a frame');
        return createFrame(options);
      },
      { appId: 'demo', walletUrl },
    );
    alive.push(wallet);
    const refused = await wallet.provider.request({ method: 'test_echo' }).catch((error: Error) => error);
    expect([refused instanceof Error, wallet.status().phase]).to.deep.equal([true, 'failed']);
    isBroken = false;
    expect(await wallet.provider.request({ method: 'test_echo', params: [1] })).to.deep.equal([1]);
    expect(made.length).to.equal(1);
  });
});
