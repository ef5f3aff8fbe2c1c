import { expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import type { Transport } from '../api/transport.ts';
import type { App } from '../contract/api.ts';
import { createMemoryDatabase, type Database } from '../state/database.ts';
import { type AppState, initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import type { FinishedLogin } from './oidc.ts';
import { cameBack, offerRedirect, REDIRECT_KEY } from './redirect.ts';
import { redirectUri } from './testing/fake-popup.ts';
import { type FakeProvider, fakeProvider, provider } from './testing/fake-provider.ts';
import { manualClock } from './testing/manual-clock.ts';

let idp: FakeProvider;
beforeEach(() => {
  idp = fakeProvider();
});
afterEach(() => idp.restore());

/** The server's relays as the wallet sees them. */
function fakeRelays() {
  const opened: { readonly path: string; readonly body: unknown }[] = [];
  const answers = new Map<string, string>();
  const send = (async ({ method, path, body }) => {
    if (method === 'PUT') return opened.push({ path, body });
    if (!opened.some((relay) => relay.path === path)) throw new ApiError('not_found');
    const answer = answers.get(path);
    if (answer === undefined) return null;
    answers.delete(path);
    opened.length = 0;
    return { answer };
  }) as Transport;
  return { opened, answers, send };
}

/** A wallet that is loaded anew has the same database, the same key and the same server, and nothing else. */
function world({ persistent = true, waiting = 1, hostOrigin = 'https://shop.test' as string | null } = {}) {
  const database: Database = { ...createMemoryDatabase(), persistent };
  const relays = fakeRelays();
  let timeMs = 1_000_000;
  const load = () => {
    const store = createStore<AppState>({
      ...initialState,
      status: { phase: 'signed-out' },
      hostOrigin,
      app: { providers: [provider] } as unknown as App,
    });
    const logins: FinishedLogin[] = [];
    const ended: WalletError[] = [];
    const asked: string[] = [];
    let shows = 0;
    const parts = {
      ...{ appId: 'demo', store, database, redirectUri, send: relays.send, nowMs: () => timeMs },
      session: { open: async (login: FinishedLogin) => void logins.push(login) },
      sessionKey: { thumbprint: new Uint8Array(32).fill(7) },
      pending: { size: () => waiting, cancelAll: (error: WalletError) => void ended.push(error) },
    };
    const back = () =>
      cameBack(
        { ...parts, pending: { ...parts.pending, size: () => 0 } },
        {
          show: () => void shows++,
          dispatch: async ({ method }, origin) => void asked.push(`${origin} ${method}`),
          toFailure: (cause) => (cause instanceof WalletError ? cause : new WalletError(-32603, 'unexpected')),
        },
      );
    return { store, logins, ended, asked, shows: () => shows, offer: () => offerRedirect(parts, provider), back };
  };
  const answer = (query: string) => {
    const [relay] = relays.opened;
    if (relay === undefined) return expect.fail('no relay was opened');
    return relays.answers.set(relay.path, `${redirectUri}?${query}`);
  };
  const wait = (ms: number) => {
    timeMs += ms;
  };
  return { database, relays, load, answer, wait };
}

/** Offered, pressed, and on the way: gives the `state` that comes back. */
async function left(options?: Parameters<typeof world>[0]) {
  const there = world(options);
  const before = there.load();
  await before.offer();
  const url = before.store.get().redirect?.url ?? expect.fail('no link was offered');
  const state = idp.signIn(url).get('state') ?? '';
  return { ...there, before, url, state };
}

const problemOf = ({ store }: { readonly store: { get(): AppState } }) => store.get().problem?.data?.reason;

describe('login by redirect', () => {
  it('asks for a code as a window does, and marks its state, so that the callback leads back', async () => {
    const { url, state } = await left();
    const asked = new URL(url).searchParams;
    expect([asked.get('response_type'), asked.get('code_challenge_method'), asked.get('redirect_uri')]).to.deep.equal(['code', 'S256', redirectUri]);
    expect(asked.has('display')).to.equal(false);
    expect(state).to.match(/^[0-9a-f]{32};here$/);
  });

  it('tells the server where the person comes from, before there is a link', async () => {
    const { relays } = await left();
    expect(relays.opened.map(({ body }) => body)).to.deep.equal([{ return_to: { app_id: 'demo', url: 'https://shop.test/' } }]);
    const alone = await left({ hostOrigin: null });
    expect(alone.relays.opened.map(({ body }) => body)).to.deep.equal([{ return_to: { app_id: 'demo', url: location.href } }]);
  });

  it('keeps no token, no code and no key for the journey', async () => {
    const { database } = await left();
    const kept = (await database.get(REDIRECT_KEY)) as { readonly states: Map<string, string> };
    expect(Object.keys(kept).sort()).to.deep.equal(['expiresAtMs', 'isAsked', 'nonceRandom', 'path', 'providerId', 'states']);
    expect([...kept.states.values()].join()).not.to.match(/id_token|access_token|"code"/);
  });

  it('opens the session after the return, once, and asks again what the page had asked', async () => {
    const { load, answer, state, database } = await left();
    answer(`code=abc&state=${encodeURIComponent(state)}`);
    const after = load();
    expect(await after.back()).to.equal(true);
    expect(after.logins.map(({ providerId }) => providerId)).to.deep.equal(['demo']);
    expect(after.asked).to.deep.equal(['https://shop.test eth_requestAccounts']);
    expect(await database.get(REDIRECT_KEY)).to.equal(undefined);
    expect(idp.exchanges.map((exchange) => exchange.get('code'))).to.deep.equal(['abc']);
    const again = load();
    expect(await again.back()).to.equal(false);
    expect(again.logins.length + again.asked.length).to.equal(0);
  });

  it('comes onto the screen where no page had asked', async () => {
    const { load, answer, state } = await left({ waiting: 0 });
    answer(`code=abc&state=${encodeURIComponent(state)}`);
    const after = load();
    expect(await after.back()).to.equal(true);
    expect([after.asked, after.shows()]).to.deep.equal([[], 1]);
  });

  it('waits for an answer that has not come, and forgets it after ten minutes', async () => {
    const { load, database, wait } = await left();
    expect(await load().back()).to.equal(false);
    expect(await database.get(REDIRECT_KEY)).not.to.equal(undefined);
    wait(600_000);
    expect(await load().back()).to.equal(false);
    expect(await database.get(REDIRECT_KEY)).to.equal(undefined);
  });

  it('refuses another state, an error and another issuer, and is over then', async () => {
    const cases = [
      [() => 'code=abc&state=0123456789abcdef0123456789abcdef;here', 'invalid_id_token'],
      [(state: string) => `error=server_error&state=${encodeURIComponent(state)}`, 'provider_refused'],
      [(state: string) => `code=abc&state=${encodeURIComponent(state)}&iss=https://evil.test`, 'issuer_mismatch'],
      // Who refused at the provider knows it.
      [(state: string) => `error=access_denied&state=${encodeURIComponent(state)}`, undefined],
    ] as const;
    for (const [query, reason] of cases) {
      const { load, answer, state, database } = await left();
      answer(query(state));
      const after = load();
      expect(await after.back()).to.equal(false);
      expect([problemOf(after), after.logins.length, after.asked.length, after.shows()]).to.deep.equal([reason, 0, 0, 1]);
      expect(await database.get(REDIRECT_KEY)).to.equal(undefined);
    }
  });

  it('offers no link where the browser keeps no storage to come back to', async () => {
    const { load, relays } = world({ persistent: false });
    const before = load();
    await before.offer();
    expect([before.store.get().redirect, relays.opened.length]).to.deep.equal([null, 0]);
  });

  it('ends the page’s request when nobody goes on for a minute', async () => {
    const clock = manualClock();
    try {
      const before = world({ persistent: false }).load();
      await before.offer();
      clock.pass(59_999);
      expect(before.ended.length).to.equal(0);
      clock.pass(1);
      expect(before.ended.map(({ code, data }) => [code, data?.reason])).to.deep.equal([[-32081, 'popup_blocked']]);
    } finally {
      clock.restore();
    }
  });

  it('takes nothing that was put into the database in another shape', async () => {
    for (const value of [7, 'x', {}, { providerId: 'demo', path: '/v1/relay/x', nonceRandom: 'x', states: [], expiresAtMs: 9e15 }]) {
      const { database, load, relays } = world();
      await database.put(REDIRECT_KEY, value);
      expect(await load().back()).to.equal(false);
      expect([await database.get(REDIRECT_KEY), relays.opened.length]).to.deep.equal([undefined, 0]);
    }
  });
});
