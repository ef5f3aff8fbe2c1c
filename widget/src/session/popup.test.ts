import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { callbackMessage } from './callback-message.ts';
import { openPopup, popupAnswer } from './popup.ts';
import { deliver, type FakePopup, fakePopup, redirectUri } from './testing/fake-popup.ts';
import { type ManualClock, manualClock } from './testing/manual-clock.ts';

const { open } = window;
let clock: ManualClock;
let popup: FakePopup;
beforeEach(() => {
  clock = manualClock();
  popup = fakePopup();
});
afterEach(() => {
  clock.restore();
  popup.closeByHand();
  window.open = open;
});

const good = callbackMessage(`${redirectUri}?code=good`);

/** What the wait came to: the address, or code and reason of the error. */
function outcome(promise: Promise<string>): Promise<unknown> {
  return promise.catch(({ code, data }: WalletError) => [code, data?.reason]);
}
const answered = (signal = new AbortController().signal) => outcome(popupAnswer(popup.window, { signal }));

describe('openPopup', () => {
  it('opens the request in a window of its own that can answer', () => {
    const calls: unknown[][] = [];
    window.open = (...values) => {
      calls.push(values);
      return popup.window;
    };
    expect(openPopup('https://issuer.test/authorize')).to.equal(popup.window);
    openPopup(null);
    expect(calls.map(([url, name]) => [url, name])).to.deep.equal([
      ['https://issuer.test/authorize', 'alcove-sign-in'],
      ['about:blank', 'alcove-sign-in'],
    ]);
    for (const [, , features] of calls) expect(features).to.match(/^popup,width=440,height=640,left=\d+,top=\d+$/);
  });

  it('says that the browser blocked it, and what to do', () => {
    window.open = () => null;
    let refused: WalletError | undefined;
    try {
      openPopup('https://issuer.test/authorize');
    } catch (error) {
      refused = error as WalletError;
    }
    expect([refused?.code, refused?.data?.reason]).to.deep.equal([-32081, 'popup_blocked']);
    expect(refused?.data?.hint).to.be.a('string').that.is.not.empty;
  });
});

describe('a window out of reach', () => {
  /** What the browser says of the click before and after `window.open`. */
  const withActivation = (states: readonly boolean[], run: () => void) => {
    const real = Object.getOwnPropertyDescriptor(Navigator.prototype, 'userActivation') ?? expect.fail('no user activation here');
    let reads = 0;
    Object.defineProperty(navigator, 'userActivation', { configurable: true, get: () => ({ isActive: states[reads++] ?? false }) });
    try {
      run();
    } finally {
      Reflect.deleteProperty(navigator, 'userActivation');
    }
    expect(Object.getOwnPropertyDescriptor(Navigator.prototype, 'userActivation')).to.deep.equal(real);
  };
  const reason = (url: string | null): unknown => {
    try {
      return openPopup(url);
    } catch (error) {
      return (error as WalletError).data?.reason;
    }
  };

  it('has opened when it used up the click, though there is no handle', () => {
    window.open = () => null;
    withActivation([true, false], () => expect(reason('https://issuer.test/authorize')).to.equal(null));
  });

  it('was blocked when the click is still there, or there was none', () => {
    window.open = () => null;
    withActivation([true, true], () => expect(reason('https://issuer.test/authorize')).to.equal('popup_blocked'));
    withActivation([false, false], () => expect(reason('https://issuer.test/authorize')).to.equal('popup_blocked'));
  });

  it('is none in a browser inside an app, whatever became of the click', () => {
    window.open = () => null;
    Object.defineProperty(navigator, 'userAgent', {
      configurable: true,
      value: 'Mozilla/5.0 (Linux; Android 16; Pixel 9; wv) Chrome/156.0 Mobile Safari/537.36',
    });
    try {
      withActivation([true, false], () => expect(reason('https://issuer.test/authorize')).to.equal('popup_blocked'));
    } finally {
      Reflect.deleteProperty(navigator, 'userAgent');
    }
  });

  it('cannot be sent on from a blank page, so the person is asked to try again', () => {
    window.open = () => null;
    withActivation([true, false], () => expect(reason(null)).to.equal('popup_unready'));
  });

  it('answers by the relay, which is asked only then', async () => {
    const asked: AbortSignal[] = [];
    const relay = {
      answer: async (signal: AbortSignal) => {
        asked.push(signal);
        return good.url;
      },
    };
    const waiting = popupAnswer(null, { signal: new AbortController().signal, relay });
    deliver(callbackMessage(`${redirectUri}?code=evil`), window);
    expect(asked.length).to.equal(0);
    clock.pass(500);
    expect([await waiting, asked.length, asked[0]?.aborted, clock.pending()]).to.deep.equal([good.url, 1, true, 0]);
  });

  it('that the provider cut off looks closed: the wallet is told, and the answer still comes by the relay', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let closed = 0;
    const wait = { signal: new AbortController().signal, relay: { answer: () => promise }, onClosed: () => closed++ };
    const waiting = popupAnswer(popup.window, wait);
    popup.closeByHand();
    clock.pass(1_400);
    expect(closed).to.equal(0);
    clock.pass(100);
    expect(closed).to.equal(1);
    resolve(good.url);
    expect(await waiting).to.equal(good.url);
  });

  it('ends with the relay, with the deadline and when the wallet gives up', async () => {
    const lost = popupAnswer(null, { signal: new AbortController().signal, relay: { answer: () => Promise.reject(new Error('gone')) } });
    clock.pass(500);
    expect(await lost.catch(({ message }: Error) => message)).to.equal('gone');
    const closed = answered();
    popup.closeByHand();
    clock.pass(1_500);
    expect(await closed).to.deep.equal([4001, 'popup_closed']);
    const silent = outcome(popupAnswer(null, { signal: new AbortController().signal, relay: { answer: () => new Promise(() => {}) } }));
    clock.pass(600_000);
    expect(await silent).to.deep.equal([-32084, 'sign_in_expired']);
    const controller = new AbortController();
    const given = popupAnswer(null, { signal: controller.signal, relay: { answer: () => new Promise(() => {}) } }).catch((cause: unknown) => cause);
    controller.abort('gave up');
    expect(await given).to.equal('gave up');
  });
});

describe('popupAnswer', () => {
  it('gives the address of the callback, and closes the window', async () => {
    const waiting = answered();
    popup.answer('code=good&state=s');
    expect([await waiting, popup.closes()]).to.deep.equal([`${redirectUri}?code=good&state=s`, 1]);
  });

  const evil = callbackMessage(`${redirectUri}?code=evil`);
  const ignored: readonly (readonly [name: string, say: () => void])[] = [
    ['another window of the same origin', () => deliver(evil, window)],
    ['the page around the wallet', () => deliver(evil, window, 'https://shop.test')],
    ['the same window on another origin', () => popup.say(evil, 'https://issuer.test')],
    ['the same window on an origin that only begins the same', () => popup.say(evil, `${location.origin}0`)],
    ['the same window on the opaque origin', () => popup.say(evil, 'null')],
    ['another message of the same window', () => popup.say({ source: 'oidc-client', url: evil.url })],
    ['an address that is no text', () => popup.say({ ...evil, url: { toString: () => evil.url } })],
    ['nothing', () => popup.say(null)],
  ];
  for (const [name, say] of ignored) {
    it(`does not listen to ${name}`, async () => {
      const waiting = answered();
      say();
      popup.say(good);
      expect(await waiting).to.equal(good.url);
    });
  }

  it('does not listen to another frame that says so for real', async () => {
    const other = document.createElement('iframe');
    const waiting = answered();
    // After the wallet's own listener, so that the wallet has heard it by then.
    const heard = new Promise((resolve) => window.addEventListener('message', resolve, { once: true }));
    other.srcdoc = `<script>parent.postMessage(${JSON.stringify(evil)}, '${location.origin}')</script>`;
    document.body.append(other);
    const { source, origin } = (await heard) as MessageEvent;
    expect([source === other.contentWindow, origin]).to.deep.equal([true, location.origin]);
    other.remove();
    popup.say(good);
    expect(await waiting).to.equal(good.url);
  });

  it('takes a closed window for a no', async () => {
    const waiting = answered();
    popup.closeByHand();
    clock.pass(1_500);
    expect(await waiting).to.deep.equal([4001, 'popup_closed']);
  });

  it('takes an answer that was on its way while the window closed', async () => {
    const { window: closing } = popup;
    const waiting = answered();
    popup.closeByHand();
    clock.pass(1_400);
    deliver(good, closing);
    expect(await waiting).to.equal(good.url);
  });

  it('ends after ten minutes, not before', async () => {
    const waiting = answered();
    let isOver = false;
    waiting.then(() => {
      isOver = true;
    });
    clock.pass(599_999);
    await Promise.resolve();
    expect(isOver).to.equal(false);
    clock.pass(1);
    expect([await waiting, popup.closes()]).to.deep.equal([[-32084, 'sign_in_expired'], 1]);
  });

  it('ends when the wallet gives up, also if it did before', async () => {
    const controller = new AbortController();
    const waiting = popupAnswer(popup.window, { signal: controller.signal }).catch((reason: unknown) => reason);
    controller.abort('gave up');
    expect([await waiting, popup.closes()]).to.deep.equal(['gave up', 1]);
    expect(await popupAnswer(popup.window, { signal: controller.signal }).catch((reason: unknown) => reason)).to.equal('gave up');
  });

  it('leaves no timer and no listener behind', async () => {
    const { addEventListener } = window;
    const signals: AbortSignal[] = [];
    window.addEventListener = (...values: unknown[]) => {
      signals.push((values[2] as { signal: AbortSignal }).signal);
      return Reflect.apply(addEventListener, window, values);
    };
    const waiting = answered();
    window.addEventListener = addEventListener;
    expect(clock.pending()).to.equal(2);
    popup.say(good);
    await waiting;
    expect([clock.pending(), signals.map(({ aborted }) => aborted)]).to.deep.equal([0, [true]]);
  });
});
