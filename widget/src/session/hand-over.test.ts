import { expect } from '@open-wc/testing';
import { ApiError } from '../api/api-error.ts';
import { askForHandOver, offerHandOver } from './hand-over.ts';
import type { HandedSession } from './session.ts';

const session = (accessToken = 'token'): HandedSession => ({
  accessToken,
  certificate: 'certificate',
  subjectHash: new Uint8Array(32).fill(3),
  expiresAtMs: 1_000,
  certificateExpiresAtMs: 2_000,
  user: { name: null, email: null, providerId: 'demo' },
});

async function keyPair(extractable = false) {
  return (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, extractable, ['sign', 'verify'])) as CryptoKeyPair;
}

const stops: AbortController[] = [];
function offer(child: Window, handOver: () => Promise<{ pair: CryptoKeyPair; session: HandedSession }>, appId = 'demo') {
  const stop = new AbortController();
  stops.push(stop);
  offerHandOver(child, appId, handOver, stop.signal);
  return stop;
}
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** In these tests the window that asks and the one that answers are the same: its messages come from itself. */
describe('handing a session over', () => {
  it('gives the key pair, which stays unreadable, and the session', async () => {
    const pair = await keyPair();
    offer(window, async () => ({ pair, session: session() }));
    const taken = await askForHandOver(window, 'demo');
    expect(taken?.session).to.deep.equal(session());
    expect(taken?.pair.privateKey.extractable).to.equal(false);
    const bytes = new Uint8Array(8);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
    const signature = await crypto.subtle.sign(algorithm, taken?.pair.privateKey as CryptoKey, bytes);
    expect(await crypto.subtle.verify(algorithm, pair.publicKey, signature, bytes)).to.equal(true);
  });

  it('renews the session by the port of the one question', async () => {
    const pair = await keyPair();
    let asked = 0;
    offer(window, async () => ({ pair, session: session(`token ${++asked}`) }));
    const taken = await askForHandOver(window, 'demo');
    expect((await taken?.renew())?.accessToken).to.equal('token 2');
    expect((await taken?.renew())?.accessToken).to.equal('token 3');
  });

  it('says that the session has ended when the frame has none any more', async () => {
    const pair = await keyPair();
    let over = false;
    offer(window, async () => {
      if (over) throw new ApiError('session_expired');
      return { pair, session: session() };
    });
    const taken = await askForHandOver(window, 'demo');
    over = true;
    let failure: unknown;
    await taken?.renew().catch((cause: unknown) => {
      failure = cause;
    });
    expect((failure as ApiError).code).to.equal('session_expired');
  });

  it('answers once', async () => {
    const pair = await keyPair();
    let given = 0;
    offer(window, async () => {
      given++;
      return { pair, session: session() };
    });
    await askForHandOver(window, 'demo');
    const { port1, port2 } = new MessageChannel();
    window.postMessage({ source: 'alcove-hand-over', appId: 'demo' }, location.origin, [port2]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    port1.close();
    expect(given).to.equal(1);
  });

  const strangers: readonly (readonly [what: string, event: MessageEventInit])[] = [
    ['another window', { source: null }],
    ['another origin', { origin: 'https://evil.example' }],
    ['the opaque origin', { origin: 'null' }],
    ['another app', { data: { source: 'alcove-hand-over', appId: 'else' } }],
    ['another message', { data: { source: 'alcove-sign-in', appId: 'demo' } }],
    ['no object', { data: null }],
    ['a message without a port', { ports: [] }],
  ];
  for (const [what, change] of strangers) {
    it(`says nothing to ${what}`, async () => {
      const pair = await keyPair();
      let given = 0;
      offer(window, async () => {
        given++;
        return { pair, session: session() };
      });
      const { port1, port2 } = new MessageChannel();
      const question = { data: { source: 'alcove-hand-over', appId: 'demo' }, source: window, origin: location.origin, ports: [port2] };
      window.dispatchEvent(new MessageEvent('message', { ...question, ...change }));
      await new Promise((resolve) => setTimeout(resolve));
      port1.close();
      expect(given).to.equal(0);
      expect((await askForHandOver(window, 'demo'))?.session.accessToken, 'the offer still stands').to.equal('token');
    });
  }

  for (const [what, given] of [
    ['a key that can be read', async () => ({ pair: await keyPair(true), session: session() })],
    ['no key', async () => ({ pair: {}, session: session() })],
    ['half a session', async () => ({ pair: await keyPair(), session: { ...session(), certificate: undefined } })],
    ['nothing', () => Promise.reject(new ApiError('session_expired'))],
  ] as const) {
    it(`takes ${what} for nothing`, async () => {
      offer(window, given as () => Promise<{ pair: CryptoKeyPair; session: HandedSession }>);
      expect(await askForHandOver(window, 'demo')).to.equal(null);
    });
  }

  it('is nothing without an opener', async () => {
    expect(await askForHandOver(null, 'demo')).to.equal(null);
  });
});
