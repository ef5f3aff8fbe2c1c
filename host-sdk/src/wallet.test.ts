import { expect } from '@open-wc/testing';
import { hurry } from '../../widget/src/testing/hurry.ts';
import { waitUntil } from '../../widget/src/testing/wait-until.ts';
import type { WalletError } from './contract/errors.ts';
import { rpcMethods } from './contract/rpc.ts';
import type { Json, WalletStatus } from './contract/types.ts';
import { createWallet } from './create-wallet.ts';
import { humanMethods, type Wallet } from './wallet.ts';

/** The stand-in widget lives on another site: this page is on 127.0.0.1. */
const walletUrl = `http://localhost:${location.port}/test/fixtures/bridge`;
const alive: Wallet[] = [];

function walletFor(appId: string): Wallet {
  const wallet = createWallet({ appId, walletUrl });
  alive.push(wallet);
  return wallet;
}

async function refusal(promise: Promise<unknown>): Promise<WalletError> {
  return promise.then(
    (value) => {
      throw new Error(`nothing was refused: ${JSON.stringify(value)}`);
    },
    (error: WalletError) => error,
  );
}

const frameHosts = (): Element[] =>
  [...document.body.querySelectorAll(':scope > div')].filter((element) => element.shadowRoot === null && element.childElementCount === 0);

function ask(wallet: Wallet, method: string, params?: Json): Promise<unknown> {
  return wallet.provider.request(params === undefined ? { method } : { method, params });
}

function connected(wallet: Wallet): Promise<unknown> {
  const connect = new Promise((resolve) => wallet.provider.on('connect', resolve));
  return Promise.all([connect, wallet.start()]);
}

afterEach(() => {
  for (const wallet of alive.splice(0)) wallet.destroy();
});

describe('createWallet', () => {
  it('loads nothing before it is needed, and with the first request everything', async () => {
    const before = frameHosts().length;
    const wallet = walletFor('demo');
    expect(wallet.status().phase).to.equal('idle');
    expect(frameHosts().length).to.equal(before);
    expect(await ask(wallet, 'test_echo', [1, { a: 'b' }])).to.deep.equal([1, { a: 'b' }]);
    expect(frameHosts().length).to.equal(before + 1);
  });

  it('tells the widget app, channel, version and mode', async () => {
    const query = (await ask(walletFor('demo'), 'test_query')) as { [name: string]: string };
    expect({ ...query, channel: '' }).to.deep.equal({ app_id: 'demo', channel: '', v: '1', mode: 'dialog' });
    expect(query.channel).to.match(/^[0-9a-f-]{36}$/);
  });

  it('sends concurrent requests through one frame', async () => {
    const wallet = walletFor('demo');
    const before = frameHosts().length;
    const echoes = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(wallet, 'test_echo', [index])));
    expect(echoes).to.deep.equal(Array.from({ length: 20 }, (_, index) => [index]));
    expect(frameHosts().length).to.equal(before + 1);
  });

  it('follows the widget’s status and events', async () => {
    const wallet = walletFor('demo');
    const seen: unknown[] = [];
    for (const name of ['connect', 'accountsChanged', 'chainChanged', 'message'] as const) wallet.provider.on(name, (value) => seen.push([name, value]));
    const phases: string[] = [];
    wallet.on('status', ({ phase }) => phases.push(phase));
    await connected(wallet);
    await ask(wallet, 'test_event', { name: 'accountsChanged', data: ['0x1'] });
    await ask(wallet, 'test_event', { name: 'chainChanged', data: '0x1' });
    await ask(wallet, 'test_event', { name: 'message', data: { type: 'a', data: 1 } });
    expect(phases).to.deep.equal(['loading', 'signed-out']);
    expect(seen).to.deep.equal([
      ['connect', { chainId: '0x7a69' }],
      ['accountsChanged', ['0x1']],
      ['chainChanged', '0x1'],
      ['message', { type: 'a', data: 1 }],
    ]);
  });

  it('keeps code, message and data of an error, and nothing else', async () => {
    const error = await refusal(ask(walletFor('demo'), 'test_reject'));
    expect({ name: error.name, code: error.code, message: error.message, data: error.data }).to.deep.equal({
      name: 'WalletError',
      code: 4001,
      message: 'The person said no.',
      data: { reason: 'test', field: 'params[0]' },
    });
    expect((await refusal(ask(walletFor('other'), 'test_stack'))).stack).to.not.contain('secret');
  });

  it('makes an internal error of what it cannot read', async () => {
    expect((await refusal(ask(walletFor('demo'), 'test_garbage'))).code).to.equal(-32603);
  });

  it('shows nothing of an exception that escapes the widget', async () => {
    const error = await refusal(ask(walletFor('demo'), 'test_throw'));
    expect([error.code, `${error.message}${error.stack}`.includes('secret')]).to.deep.equal([4900, false]);
  });

  it('takes a waiting request back when its signal fires, and refuses one that comes too late', async () => {
    const wallet = walletFor('demo');
    const controller = new AbortController();
    const waiting = wallet.provider.request({ method: 'wallet_wait' }, { signal: controller.signal });
    await ask(wallet, 'test_echo', []);
    controller.abort();
    expect((await refusal(waiting)).message).to.equal('cancelled');
    expect((await refusal(wallet.provider.request({ method: 'wallet_wait' }, { signal: controller.signal }))).code).to.equal(4001);
  });

  const endings: readonly (readonly [name: string, end: (wallet: Wallet) => unknown, reason: string])[] = [
    ['stop()', (wallet) => wallet.stop(), 'stopped'],
    ['destroy()', (wallet) => wallet.destroy(), 'destroyed'],
    ['removal of the frame by the page', () => frameHosts().at(-1)?.remove(), 'frame_removed'],
    ['a reload of the frame', (wallet) => void ask(wallet, 'test_reload').catch(() => {}), 'frame_reloaded'],
    ['the widget’s goodbye', (wallet) => void ask(wallet, 'test_leave').catch(() => {}), 'frame_closed'],
  ];
  for (const [name, end, reason] of endings) {
    it(`rejects what is pending with 4900 after ${name}`, async () => {
      const wallet = walletFor('demo');
      const told: WalletError[] = [];
      wallet.provider.on('disconnect', (error) => told.push(error));
      await connected(wallet);
      const reading = ask(wallet, 'test_hang');
      const waiting = ask(wallet, 'wallet_wait');
      await ask(wallet, 'test_echo', []);
      end(wallet);
      for (const error of [await refusal(reading), await refusal(waiting)]) {
        expect([error.code, error.data]).to.deep.equal([4900, { reason, retriable: true }]);
      }
      expect(told.map((error) => error.code)).to.deep.equal([4900]);
      expect(wallet.status().phase).to.equal('idle');
    });
  }

  it('works again after the frame was lost, except when destroyed', async () => {
    const wallet = walletFor('demo');
    await ask(wallet, 'test_echo', []);
    wallet.stop();
    expect(await ask(wallet, 'test_echo', [2])).to.deep.equal([2]);
    wallet.destroy();
    expect((await refusal(ask(wallet, 'test_echo'))).data?.reason).to.equal('destroyed');
  });

  it('says what to change when the widget never answers', async () => {
    const takeTime = hurry(window);
    const wallet = walletFor('other-channel');
    const error = await refusal(ask(wallet, 'eth_accounts')).finally(takeTime);
    expect([error.code, error.data?.reason]).to.deep.equal([-32080, 'handshake_timeout']);
    expect(error.data?.hint).to.contain(`frame-src http://localhost:${location.port}`).and.to.contain(`list ${location.origin} at app other-channel`);
    expect(wallet.status()).to.include({ phase: 'failed', reason: 'handshake_timeout' });
  });

  it('fails with the reason when the options cannot work, each time it is asked', async () => {
    const wallet = createWallet({ appId: '', walletUrl });
    for (const attempt of [1, 2]) {
      const error = await refusal(ask(wallet, 'eth_accounts'));
      expect([attempt, error.code, error.data?.reason]).to.deep.equal([attempt, -32080, 'app_id']);
    }
    const status: WalletStatus = wallet.status();
    expect(status).to.include({ phase: 'failed', reason: 'app_id' });
  });

  it('refuses a second frame for the same app while the first is there', async () => {
    const first = walletFor('demo');
    const second = walletFor('demo');
    await first.start();
    expect((await refusal(second.start())).data?.reason).to.equal('already_started');
    first.destroy();
    await second.start();
    expect(second.status().phase).to.not.equal('failed');
  });

  it('tells a new frame the theme and the preferences again', async () => {
    const wallet = walletFor('demo');
    await wallet.setTheme({ '--alcove-surface': '#fff' });
    await wallet.setPreferences({ language: 'ko' });
    wallet.stop();
    await wallet.start();
    expect(await ask(wallet, 'test_calls')).to.deep.equal([
      ['setTheme', { '--alcove-surface': '#fff' }],
      ['setPreferences', { language: 'ko' }],
    ]);
  });

  it('passes the calls of a page on', async () => {
    const wallet = walletFor('demo');
    expect(await wallet.login()).to.deep.equal({ accounts: ['0x1'] });
    await wallet.open('activity');
    await wallet.close();
    await wallet.logout();
    expect(await ask(wallet, 'test_calls')).to.deep.equal([
      ['open', 'activity'],
      ['close', null],
    ]);
  });

  it('closes without loading anything when there is nothing to close', async () => {
    const wallet = walletFor('demo');
    await wallet.close();
    expect(wallet.status().phase).to.equal('idle');
  });

  it('holds no deadline over any method that waits for a person', () => {
    for (const [method, { access }] of Object.entries(rpcMethods)) {
      if (access === 'approval') expect(humanMethods.test(method), method).to.equal(true);
    }
    for (const method of ['eth_chainId', 'eth_getBalance', 'eth_call', 'eth_accounts', 'net_version'])
      expect(humanMethods.test(method), method).to.equal(false);
  });

  it('lets a listener that throws keep nobody else from hearing', async () => {
    const wallet = walletFor('demo');
    const onError = window.onerror;
    const reported: unknown[] = [];
    window.onerror = (message) => {
      reported.push(message);
      return true;
    };
    const heard: string[] = [];
    wallet.provider.on('chainChanged', () => {
      throw new Error('listener');
    });
    wallet.provider.on('chainChanged', (chainId) => heard.push(chainId));
    await ask(wallet, 'test_event', { name: 'chainChanged', data: '0x2' });
    await waitUntil(() => reported.length > 0);
    window.onerror = onError;
    expect(heard).to.deep.equal(['0x2']);
  });
});
