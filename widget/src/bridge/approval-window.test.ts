import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Transport } from '../api/transport.ts';
import { fakePopup } from '../session/testing/fake-popup.ts';
import { type ManualClock, manualClock } from '../session/testing/manual-clock.ts';
import { type Approval, type AppState, initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { createApprovalWindow, WINDOW_SOURCE } from './approval-window.ts';
import { mirrorWallet } from './mirror.ts';

const approval = (kind: Approval['content']['kind']) => ({ id: `a-${kind}`, content: { kind } }) as unknown as Approval;
const { open } = window;
let clock: ManualClock;
beforeEach(() => {
  clock = manualClock();
});
afterEach(() => {
  clock.restore();
  window.open = open;
});

function world(provesVisibility: boolean, state: Partial<AppState> = {}) {
  const store = createStore<AppState>({ ...initialState, hostOrigin: 'https://shop.test', ...state });
  const calls: (readonly [string, unknown])[] = [];
  const ended: (string | undefined)[] = [];
  const note = (name: string) => (value?: unknown) => void calls.push([name, value]);
  const actions = {
    ...{ approve: note('approve'), reject: note('reject'), submitPin: note('submitPin'), back: note('back'), proceed: note('proceed') },
    ...{ close: note('close'), startTask: note('startTask') },
  };
  const send: Transport = async () => null as never;
  const cancelAll = ({ data }: WalletError) => void ended.push(data?.reason);
  const approvals = createApprovalWindow({ store, actions, appId: 'demo', send, cancelAll, provesVisibility });
  const popup = fakePopup();
  const posted: { readonly data: unknown; readonly origin: unknown; readonly port: MessagePort | undefined }[] = [];
  Object.assign(popup.window, {
    focus: note('focus'),
    postMessage: (data: unknown, origin: unknown, [port]: MessagePort[]) => posted.push({ data, origin, port }),
  });
  const opened: string[] = [];
  window.open = (url) => {
    opened.push(`${url}`);
    return popup.window;
  };
  return { store, approvals, calls, ended, popup, posted, opened, where: () => store.get().approvalWindow };
}

describe('where an approval is looked at', () => {
  const cases: readonly (readonly [string, boolean, Partial<AppState>, Approval['content']['kind'], AppState['approvalWindow']])[] = [
    ['here, in a browser that watches over frames', true, {}, 'transaction', 'none'],
    ['in a window when the app asks', true, { mode: 'popup' }, 'connect', 'needed'],
    ['in a window when the browser cannot tell, and it pays', false, {}, 'transaction', 'needed'],
    ['in a window when the browser cannot tell, and it may permit a payment', false, {}, 'typed-data', 'needed'],
    ['here when it is a message', false, {}, 'message', 'none'],
    ['here when it is a connection', false, {}, 'connect', 'none'],
    [
      'here on a page the operator has reviewed',
      false,
      { app: { reviewedOrigins: ['https://shop.test'] } as unknown as AppState['app'] },
      'transaction',
      'none',
    ],
    ['in a window on any other page', false, { app: { reviewedOrigins: ['https://other.test'] } as unknown as AppState['app'] }, 'transaction', 'needed'],
  ];
  for (const [name, proves, state, kind, expected] of cases) {
    it(name, () => {
      const { store, where } = world(proves, state);
      store.set({ approvals: [approval(kind)] });
      expect(where()).to.equal(expected);
      store.set({ approvals: [] });
      expect(where()).to.equal('none');
    });
  }
});

describe('the window', () => {
  const asked = () => {
    const made = world(true, { mode: 'popup' });
    made.store.set({ approvals: [approval('message')] });
    return made;
  };

  it('opens at the wallet with nothing of the request in its address, once', () => {
    const { approvals, opened, where, calls } = asked();
    expect([approvals.open(), approvals.open()]).to.deep.equal([true, true]);
    expect([opened, where(), calls]).to.deep.equal([['?app_id=demo&mode=popup'], 'open', [['focus', undefined]]]);
  });

  it('does not open when there is nothing to look at, or it is on its way', () => {
    const { approvals, store, opened } = asked();
    store.set({ progress: { step: 'failed', error: { code: -32603, message: '' } } });
    expect(approvals.open()).to.equal(false);
    store.set({ approvals: [], progress: { step: 'review' } });
    expect([approvals.open(), opened]).to.deep.equal([false, []]);
  });

  it('closes the wallet when it is closed, and goes with the last approval', () => {
    const { approvals, store, popup, calls, where } = asked();
    approvals.open();
    clock.pass(1_000);
    expect(calls).to.deep.equal([]);
    popup.closeByHand();
    clock.pass(250);
    expect(calls).to.deep.equal([['close', undefined]]);
    store.set({ approvals: [] });
    expect([popup.closes(), where(), clock.pending()]).to.deep.equal([1, 'none', 0]);
  });

  it('that is blocked is said to be, and ends what waits when nobody mends it in a minute', () => {
    const { approvals, ended, where } = asked();
    window.open = () => null;
    expect([approvals.open(), where()]).to.deep.equal([true, 'blocked']);
    clock.pass(59_999);
    expect(ended).to.deep.equal([]);
    clock.pass(1);
    expect(ended).to.deep.equal(['popup_blocked']);
  });

  it('that was blocked and then opens ends nothing', () => {
    const { approvals, ended, popup } = asked();
    window.open = () => null;
    approvals.open();
    window.open = () => popup.window;
    approvals.open();
    clock.pass(61_000);
    expect(ended).to.deep.equal([]);
  });

  it('is left when its PIN is destroyed: the way back is in the frame', () => {
    const { approvals, store, popup, where } = asked();
    approvals.open();
    store.set({ wallets: [{ state: 'PIN_DESTROYED' }] as unknown as AppState['wallets'] });
    expect([popup.closes(), where()]).to.deep.equal([1, 'none']);
  });

  it('is shown the frame’s state without what is done with the keys, and may ask for what an approval needs and nothing else', async () => {
    const { approvals, store, popup, posted, calls } = asked();
    approvals.open();
    for (const [data, origin] of [
      [WINDOW_SOURCE, 'https://evil.test'],
      ['other', location.origin],
    ] as const)
      popup.say(data, origin);
    expect(posted).to.deep.equal([]);
    popup.say(WINDOW_SOURCE);
    const [{ data, origin, port }] = posted as [(typeof posted)[number]];
    expect([data, origin]).to.deep.equal([WINDOW_SOURCE, location.origin]);
    clock.restore();
    const first = await new Promise<AppState>((resolve) => Object.assign(port ?? {}, { onmessage: (event: MessageEvent) => resolve(event.data) }));
    expect(first).to.deep.include({ approvalWindow: 'none', mode: 'dialog', visible: true, task: null });
    expect(first.approvals.map(({ id }) => id)).to.deep.equal(['a-message']);
    for (const said of [
      { action: 'approve', value: 'a-message' },
      { action: 'signOut' },
      { action: '__proto__' },
      { action: 'submitPin', value: { length: 6 } },
      null,
    ])
      port?.postMessage(said);
    const next = new Promise<AppState>((resolve) => Object.assign(port ?? {}, { onmessage: (event: MessageEvent) => resolve(event.data) }));
    port?.postMessage({ action: 'back' });
    for (let turn = 0; turn < 200 && calls.length < 2; turn++) await new Promise((resolve) => setTimeout(resolve));
    expect(calls).to.deep.equal([
      ['approve', 'a-message'],
      ['back', undefined],
    ]);
    store.set({ progress: { step: 'pin' } });
    expect((await next).progress).to.deep.equal({ step: 'pin' });
  });
});

describe('the mirror', () => {
  it('shows what the frame says, tells it what is pressed, and listens to nobody else', async () => {
    clock.restore();
    const store = createStore<AppState>(initialState);
    const hellos: unknown[] = [];
    const opener = { postMessage: (...values: unknown[]) => void hellos.push(values) } as unknown as Window;
    const languages: string[] = [];
    const actions = mirrorWallet({ store, opener, fragment: '', showLanguage: (language) => void languages.push(language) });
    expect(hellos).to.deep.equal([[WINDOW_SOURCE, location.origin]]);
    const { port1, port2 } = new MessageChannel();
    const deliver = (source: Window, origin: string) =>
      window.dispatchEvent(Object.assign(new Event('message'), { data: WINDOW_SOURCE, origin, source, ports: [port2] }));
    deliver(window, location.origin);
    deliver(opener, 'https://evil.test');
    expect(port2.onmessage).to.equal(null);
    deliver(opener, location.origin);
    port1.postMessage({ ...initialState, language: 'ko', hostOrigin: 'https://shop.test' });
    for (let turn = 0; turn < 200 && store.get().hostOrigin === null; turn++) await new Promise((resolve) => setTimeout(resolve));
    expect([store.get().hostOrigin, languages]).to.deep.equal(['https://shop.test', ['ko']]);
    const heard = new Promise((resolve) => Object.assign(port1, { onmessage: (event: MessageEvent) => resolve(event.data) }));
    actions.submitPin?.('123456');
    expect(await heard).to.deep.equal({ action: 'submitPin', value: '123456' });
  });

  it('says that it has lost its page when there is none, or none answers', () => {
    const { close } = window;
    window.close = () => {};
    const store = createStore<AppState>(initialState);
    mirrorWallet({ store, opener: null, fragment: '', showLanguage: () => {} });
    expect(store.get().status).to.deep.include({ phase: 'failed', reason: 'window_cut_off' });
    const silent = createStore<AppState>(initialState);
    mirrorWallet({ store: silent, fragment: '', opener: { postMessage() {} } as unknown as Window, showLanguage: () => {} });
    clock.pass(9_999);
    expect(silent.get().status.phase).to.equal('loading');
    clock.pass(1);
    expect(silent.get().status.phase).to.equal('failed');
    window.close = close;
  });
});
