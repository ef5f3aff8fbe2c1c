import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import type { Transport } from '../api/transport.ts';
import { openRelay } from './relay.ts';
import { relayIdOf } from './relay-id.ts';
import { manualClock } from './testing/manual-clock.ts';

const request = 'https://issuer.test/authorize?client_id=a&state=s1';
const answer = 'https://wallet.test/w/callback.html?code=c&state=s1';
const never = () => new AbortController().signal;
const reasonOf = (promise: Promise<string>) => promise.catch(({ code, data }: WalletError) => [code, data?.reason, data?.retriable]);
/** Lets everything that waits for no timer of the page's go on: digests come in a turn of the event loop. */
const { setTimeout: realTimeout } = window;
const turn = () => new Promise<void>((resolve) => realTimeout(resolve));

describe('relayIdOf', () => {
  it('is the same for the request and its answer, another for another state, and does not hold the state', async () => {
    const id = await relayIdOf(request);
    expect(id).to.match(/^[0-9a-f]{64}$/);
    expect(await relayIdOf(answer)).to.equal(id);
    expect(await relayIdOf(request.replace('s1', 's2'))).to.not.equal(id);
  });
});

/** The wallet's server, as far as it is asked. */
const server = (take: () => { answer: string } | null, open: () => void = () => {}) => {
  const calls: string[] = [];
  const send = (async ({ method, path, authentication }) => {
    calls.push(`${method} ${path} ${authentication}`);
    return method === 'PUT' ? open() : take();
  }) as Transport;
  return { calls, send };
};
const fails = (code: 'not_found' | 'network') => () => {
  throw new ApiError(code);
};

describe('openRelay', () => {
  it('opens at once, and asks only when somebody waits, both by the session key', async () => {
    const { calls, send } = server(() => ({ answer }));
    const relay = openRelay(send, Promise.resolve({ url: request }));
    const path = `/v1/relay/${await relayIdOf(request)}`;
    expect(await relay.answer(never())).to.equal(answer);
    expect(calls).to.deep.equal([`PUT ${path} proof`, `GET ${path} proof`]);
  });

  it('asks again until there is an answer, also when the server was away meanwhile', async () => {
    const answers = [() => null, fails('network'), () => ({ answer })];
    let asked = 0;
    const { send } = server(() => (answers[asked++] ?? expect.fail('asked too often'))());
    const relay = openRelay(send, Promise.resolve({ url: request }));
    await relayIdOf(request);
    const clock = manualClock();
    try {
      const waiting = relay.answer(never());
      for (let round = 0; round < 500 && asked < 3; round++) {
        await turn();
        clock.pass(100);
      }
      expect([await waiting, asked]).to.deep.equal([answer, 3]);
    } finally {
      clock.restore();
    }
  });

  it('says so when the relay is gone, could not be opened, or there was no request', async () => {
    const cases: readonly (readonly [ReturnType<typeof server>, () => Promise<{ url: string }>])[] = [
      [server(fails('not_found')), async () => ({ url: request })],
      [server(() => ({ answer }), fails('not_found')), async () => ({ url: request })],
      [server(() => ({ answer })), () => Promise.reject(new Error('the provider is away'))],
    ];
    for (const [{ send }, asked] of cases) expect(await reasonOf(openRelay(send, asked()).answer(never()))).to.deep.equal([-32083, 'relay_gone', true]);
  });

  it('ends when the wallet gives up, also between two questions', async () => {
    const controller = new AbortController();
    const asked = Promise.withResolvers<void>();
    const { send } = server(() => {
      asked.resolve();
      return null;
    });
    const waiting = openRelay(send, Promise.resolve({ url: request }))
      .answer(controller.signal)
      .catch((cause: unknown) => cause);
    await asked.promise;
    controller.abort('gave up');
    expect(await waiting).to.equal('gave up');
  });
});
