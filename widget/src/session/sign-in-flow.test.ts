import { expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Transport } from '../api/transport.ts';
import type { App } from '../contract/api.ts';
import { type AppState, initialState } from '../state/state.ts';
import { createStore, waitForState } from '../state/store.ts';
import { relayIdOf } from './relay-id.ts';
import type { Session } from './session.ts';
import type { SessionKey } from './session-key.ts';
import { createSignInFlow } from './sign-in-flow.ts';
import { deliver, type FakePopup, fakePopups, redirectUri } from './testing/fake-popup.ts';
import { type FakeProvider, fakeProvider, idTokenFor, provider } from './testing/fake-provider.ts';
import { manualClock } from './testing/manual-clock.ts';

let idp: FakeProvider;
let popups: ReturnType<typeof fakePopups>;

beforeEach(() => {
  idp = fakeProvider();
  popups = fakePopups();
});
afterEach(() => {
  idp.restore();
  popups.restore();
});

/** The server's relay: an answer may be left in it. */
function fakeRelay() {
  const opened: string[] = [];
  const answers: string[] = [];
  return {
    ...{ opened, answers },
    send: (async ({ method, path }) => {
      if (method === 'PUT') return opened.push(path.slice('/v1/relay/'.length));
      const answer = answers.shift();
      return answer === undefined ? null : { answer };
    }) as Transport,
  };
}

function world(openSession: Session['open'] = async () => {}) {
  const relay = fakeRelay();
  const app = { providers: [provider] } as unknown as App;
  const store = createStore<AppState>({ ...initialState, app });
  const logins: Parameters<Session['open']>[0][] = [];
  const blocked: string[] = [];
  let signedIn = 0;
  const session = {
    open: async (login) => {
      logins.push(login);
      await openSession(login);
    },
  } as Pick<Session, 'open'> as Session;
  const flow = createSignInFlow({
    store,
    session,
    sessionKey: { thumbprint: new Uint8Array(32).fill(7) } as unknown as SessionKey,
    redirectUri,
    send: relay.send,
    onSignedIn: async () => void signedIn++,
    onBlocked: ({ providerId }) => void blocked.push(providerId),
    toFailure: (cause) => (cause instanceof WalletError ? cause : new WalletError(-32603, 'unexpected', { reason: 'unexpected' })),
  });
  const until = (predicate: (state: AppState) => boolean) => waitForState(store, predicate, AbortSignal.timeout(5_000));
  return { store, flow, relay, logins, blocked, counts: () => ({ signedIn }), ended: () => until(({ signingInWith }) => signingInWith === null) };
}

/** Lets the event loop turn until it has come so far. */
async function turnsUntil(isDone: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isDone(); turn++) await new Promise((resolve) => setTimeout(resolve));
  expect(isDone(), 'came so far').to.equal(true);
}

/** The window of the last click, once it has been sent to the provider, and what was asked there. */
async function sent() {
  const { url, popup } = popups.opened.at(-1) ?? expect.fail('no window was opened');
  if (url === 'about:blank') await turnsUntil(() => popup.addresses.length > 0);
  const asked = idp.signIn(popup.addresses[0] ?? url);
  return { popup, asked, state: asked.get('state') };
}

async function clicked(openSession?: Session['open']) {
  const made = world(openSession);
  made.flow.signIn('demo');
  return { ...made, ...(await sent()) };
}

const stored = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);

describe('a click', () => {
  it('opens the prepared request at once', async () => {
    const { flow, store, logins, ended } = world();
    const prepared = flow.prepare();
    expect(store.get().signInReady).to.equal(true);
    await prepared;
    flow.signIn('demo');
    const [{ url, popup }] = popups.opened as [{ url: string; popup: FakePopup }];
    expect([new URL(url).origin, new URL(url).searchParams.get('code_challenge_method'), popup.addresses]).to.deep.equal([provider.issuer, 'S256', []]);
    popup.answer(`code=abc&state=${idp.signIn(url).get('state')}`);
    await ended();
    expect([logins.length, idp.requests.length]).to.deep.equal([1, 2]);
  });

  it('that comes early opens a blank window, which is sent on', async () => {
    const { flow, logins, ended } = world();
    flow.signIn('demo');
    expect(popups.opened.map(({ url }) => url)).to.deep.equal(['about:blank']);
    const { popup, state } = await sent();
    expect(popup.addresses.length).to.equal(1);
    popup.answer(`code=abc&state=${state}`);
    await ended();
    expect(logins.length).to.equal(1);
  });

  it('opens one window at a time', () => {
    const { flow } = world();
    flow.signIn('demo');
    flow.signIn('demo');
    expect(popups.opened.length).to.equal(1);
  });

  it('opens nothing for a provider the app does not name', () => {
    const { flow, store } = world();
    for (const name of ['other', '', '__proto__']) flow.signIn(name);
    expect([popups.opened, store.get().signingInWith]).to.deep.equal([[], null]);
  });
});

describe('a window that lost its wallet', () => {
  const answerOf = (state: string | null) => `${redirectUri}?code=abc&state=${state}`;

  it('opens a relay for the very request of the click', async () => {
    const { relay, ended, popup, asked, state } = await clicked();
    await turnsUntil(() => relay.opened.length === 1);
    expect(relay.opened).to.deep.equal([await relayIdOf(answerOf(state))]);
    expect(asked.get('state')).to.not.contain(relay.opened[0]);
    popup.answer(`code=abc&state=${state}`);
    await ended();
  });

  it('signs in by the relay where the page keeps its frames from holding windows', async () => {
    const { flow, relay, store, logins } = world();
    await flow.prepare();
    let url = '';
    window.open = (address) => {
      url = `${address}`;
      return null;
    };
    let reads = 0;
    Object.defineProperty(navigator, 'userActivation', { configurable: true, get: () => ({ isActive: reads++ === 0 }) });
    flow.signIn('demo');
    Reflect.deleteProperty(navigator, 'userActivation');
    expect(store.get()).to.deep.include({ signingInWith: 'demo', problem: null });
    relay.answers.push(answerOf(idp.signIn(url).get('state')));
    await waitForState(store, ({ signingInWith }) => signingInWith === null, AbortSignal.timeout(5_000));
    expect([logins.length, store.get().problem]).to.deep.equal([1, null]);
  });

  it('that looks closed lets the person choose again, and is still listened to', async () => {
    const { store, relay, logins, counts, popup, state } = await clicked();
    popup.closeByHand();
    await waitForState(store, ({ signingInWith }) => signingInWith === null, AbortSignal.timeout(5_000));
    expect([store.get().status, store.get().problem, logins.length]).to.deep.equal([{ phase: 'signed-out' }, null, 0]);
    relay.answers.push(answerOf(state));
    await turnsUntil(() => counts().signedIn === 1 || store.get().problem !== null);
    expect([logins.length, store.get().problem]).to.deep.equal([1, null]);
  });

  it('is forgotten when the person begins anew', async () => {
    const { flow, store, relay, logins, counts, popup } = await clicked();
    popup.closeByHand();
    await waitForState(store, ({ signingInWith }) => signingInWith === null, AbortSignal.timeout(5_000));
    flow.signIn('demo');
    const second = await sent();
    expect(store.get().signingInWith).to.equal('demo');
    second.popup.answer(`code=abc&state=${second.state}`);
    await waitForState(store, ({ signingInWith }) => signingInWith === null, AbortSignal.timeout(5_000));
    relay.answers.push(answerOf(second.state));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect([logins.length, counts().signedIn, relay.answers.length, store.get().problem]).to.deep.equal([1, 1, 1, null]);
  });
});

describe('createSignInFlow', () => {
  it('opens a session with what came back, and leaves nothing in web storage', async () => {
    const before = stored();
    const { store, logins, counts, ended, popup, state } = await clicked();
    expect(store.get()).to.deep.include({ signingInWith: 'demo', status: { phase: 'signing-in' }, problem: null });
    popup.answer(`code=abc&state=${state}`);
    await ended();
    expect(logins.map((login) => Object.keys(login).sort())).to.deep.equal([['idToken', 'nonceRandom', 'providerId']]);
    expect([counts().signedIn, popup.closes(), store.get().problem]).to.deep.equal([1, 1, null]);
    expect(stored()).to.equal(before);
  });

  it('shows what went wrong, and opens nothing, when the browser blocked the window', async () => {
    const { flow, store, logins, blocked } = world();
    window.open = () => null;
    flow.signIn('demo');
    expect(store.get().problem).to.deep.include({ code: -32081 });
    expect(store.get().problem?.data?.reason).to.equal('popup_blocked');
    expect(blocked, 'another way may be offered').to.deep.equal(['demo']);
    expect([store.get().signingInWith, store.get().status, logins.length]).to.deep.equal([null, { phase: 'signed-out' }, 0]);
  });

  const answers: readonly (readonly [name: string, query: (state: string | null) => string, problem: readonly unknown[] | null])[] = [
    ['the person says no at the provider', (state) => `error=access_denied&state=${state}`, null],
    ['the provider says no', (state) => `error=server_error&state=${state}`, [4100, 'provider_refused']],
    ['the state is another', () => 'code=abc&state=other', [4100, 'invalid_id_token']],
    ['another issuer answers', (state) => `code=abc&state=${state}&iss=https%3A%2F%2Fevil.test`, [4100, 'issuer_mismatch']],
  ];
  for (const [name, query, problem] of answers) {
    it(`opens no session when ${name}`, async () => {
      const { store, logins, ended, popup, state, counts } = await clicked();
      popup.answer(query(state));
      await ended();
      const shown = store.get().problem;
      expect(shown === null ? null : [shown.code, shown.data?.reason]).to.deep.equal(problem);
      expect([logins.length, counts().signedIn, popup.closes(), store.get().status]).to.deep.equal([0, 0, 1, { phase: 'signed-out' }]);
    });
  }

  it('waits on when another window or the page answers', async () => {
    const { store, logins, ended, popup, state } = await clicked();
    const forged = { source: 'alcove-sign-in', url: `${redirectUri}?code=evil&state=${state}` };
    deliver(forged, window);
    deliver(forged, window, 'https://shop.test');
    popup.say(forged, 'https://issuer.test');
    popup.answer(`code=abc&state=${state}`);
    await ended();
    expect([logins.length, store.get().problem, idp.exchanges.map((exchange) => exchange.get('code'))]).to.deep.equal([1, null, ['abc']]);
  });

  it('takes a closed window for an answer, not for a problem', async () => {
    idp.on('/.well-known/openid-configuration', () => new Promise(() => {}));
    const { flow, store, logins, ended } = world();
    const clock = manualClock();
    flow.signIn('demo');
    popups.opened[0]?.popup.closeByHand();
    clock.pass(1_500);
    clock.restore();
    await ended();
    expect([store.get().problem, store.get().status, logins.length]).to.deep.equal([null, { phase: 'signed-out' }, 0]);
  });

  it('gives up at once when asked to, also while the provider is still awaited', async () => {
    const configuration = Promise.withResolvers<Response>();
    idp.on('/.well-known/openid-configuration', () => configuration.promise);
    const { flow, store, ended } = world();
    flow.signIn('demo');
    const popup = popups.opened[0]?.popup;
    flow.cancel();
    await ended();
    expect([store.get().problem, store.get().status, (popup?.closes() ?? 0) > 0]).to.deep.equal([null, { phase: 'signed-out' }, true]);
    configuration.resolve(idp.configuration());
    await turnsUntil(() => idp.requests.length > 0);
    expect(popup?.addresses).to.deep.equal([]);
  });

  it('opens no session when it was given up while the code was redeemed', async () => {
    const { flow, store, logins, ended, popup, state } = await clicked();
    const answer = Promise.withResolvers<Response>();
    idp.on('/token', () => answer.promise);
    popup.answer(`code=abc&state=${state}`);
    await turnsUntil(() => idp.exchanges.length === 1);
    flow.cancel();
    answer.resolve(Response.json({ access_token: 'a', id_token: idTokenFor({ sub: 'alice', nonce: idp.nonce() }) }));
    await ended();
    expect([logins.length, store.get().problem, store.get().status]).to.deep.equal([0, null, { phase: 'signed-out' }]);
  });

  it('closes the blank window and says why when the provider is out of reach, and can try again', async () => {
    const { flow, store, logins, ended } = world();
    idp.on('/.well-known/openid-configuration', () => Promise.reject(new TypeError('Failed to fetch')));
    flow.signIn('demo');
    await ended();
    const closes = popups.opened[0]?.popup.closes() ?? 0;
    expect([store.get().problem?.code, store.get().problem?.data?.reason, closes > 0]).to.deep.equal([-32083, 'provider_unavailable', true]);
    await turnsUntil(() => idp.requests.length === 2);
    idp.on('/.well-known/openid-configuration', idp.configuration);
    await new Promise((resolve) => setTimeout(resolve));
    flow.signIn('demo');
    const { popup, state } = await sent();
    popup.answer(`code=abc&state=${state}`);
    await ended();
    expect([logins.length, store.get().problem]).to.deep.equal([1, null]);
  });

  it('says so when the server refuses the session, and asks the provider anew the next time', async () => {
    const first = await clicked(async () => {
      throw new WalletError(4100, 'refused', { reason: 'invalid_id_token' });
    });
    first.popup.answer(`code=abc&state=${first.state}`);
    await first.ended();
    expect([first.store.get().problem?.data?.reason, first.counts().signedIn]).to.deep.equal(['invalid_id_token', 0]);
    first.flow.signIn('demo');
    const second = await sent();
    for (const name of ['state', 'nonce', 'code_challenge']) expect(first.asked.get(name), name).to.not.equal(second.asked.get(name));
  });
});
