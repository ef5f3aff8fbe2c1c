import { expect } from '@open-wc/testing';
import { ApiError } from '../api/api-error.ts';
import type { SessionResponse } from '../contract/api.ts';
import { toBase64url } from '../crypto/bytes.ts';
import { openDatabase } from '../state/database.ts';
import { callbackMessage, callbackUrlOf } from './callback-message.ts';
import { deviceLabel } from './device-label.ts';
import { createSession } from './session.ts';
import { openSessionKey } from './session-key.ts';

const response = (token: string, certificateExpiresInSeconds = 3_600): SessionResponse => ({
  access_token: token,
  token_type: 'DPoP',
  expires_in: 300,
  session_certificate: 'Y2VydA',
  session_certificate_expires_at_seconds: 1_000 + certificateExpiresInSeconds,
  subject_hash: toBase64url(new Uint8Array(32).fill(3)),
  user: { name: 'Alice', email: null, providerId: 'demo' },
});

function world(refresh: () => Promise<SessionResponse>) {
  let nowMs = 1_000_000;
  let ended = 0;
  let refreshes = 0;
  let closed = 0;
  const session = createSession({
    appId: crypto.randomUUID(),
    api: {
      openSession: async () => response('first'),
      refreshSession: () => {
        refreshes++;
        return refresh();
      },
      closeSession: async () => void closed++,
    },
    nowMs: () => nowMs,
    deviceLabel: 'test',
    onEnded: () => ended++,
  });
  const login = { idToken: 'i', providerId: 'demo', nonceRandom: 'r' };
  return { session, login, pass: (ms: number) => (nowMs += ms), counts: () => ({ ended, refreshes, closed }) };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: ApiError) => error.code,
  );

describe('createSession', () => {
  it('gives the token it has, and one refresh for all who ask when it is about to end', async () => {
    const { session, login, pass, counts } = world(async () => response('second'));
    await session.open(login);
    expect(await session.accessToken()).to.equal('first');
    pass(290_000);
    expect(await Promise.all([session.accessToken(), session.accessToken(), session.renewedToken('first')])).to.deep.equal(['second', 'second', 'second']);
    expect(counts().refreshes).to.equal(1);
    expect(await session.renewedToken('first')).to.equal('second');
    expect(counts().refreshes).to.equal(1);
  });

  it('ends when the refresh is refused, not when the network is away', async () => {
    let failure = new ApiError('network');
    const { session, login, pass, counts } = world(async () => {
      throw failure;
    });
    await session.open(login);
    pass(290_000);
    expect(await codeOf(session.accessToken())).to.equal('network');
    expect(session.user()?.name).to.equal('Alice');
    failure = new ApiError('invalid_refresh_token');
    expect(await codeOf(session.accessToken())).to.equal('invalid_refresh_token');
    expect([session.user(), counts().ended]).to.deep.equal([null, 1]);
    expect(await codeOf(session.accessToken())).to.equal('unauthorized');
  });

  it('picks a session up from the cookie, or says that there is none', async () => {
    expect(await world(async () => response('again')).session.resume()).to.equal(true);
    const refused = async () => {
      throw new ApiError('invalid_refresh_token');
    };
    expect(await world(refused).session.resume()).to.equal(false);
    const away = async () => {
      throw new ApiError('network');
    };
    expect(await codeOf(world(away).session.resume())).to.equal('network');
  });

  it('does not outlive the certificate of the enclave', async () => {
    const { session, login, pass, counts } = world(async () => response('second'));
    await session.open(login);
    expect(session.credentials().certificate).to.equal('Y2VydA');
    pass(3_600_000);
    expect(() => session.credentials()).to.throw(ApiError);
    expect(counts().ended).to.equal(1);
  });

  it('is gone here after signing out even when the server cannot be told', async () => {
    const { session, login, counts } = world(async () => response('second'));
    await session.open(login);
    await session.close();
    expect([session.user(), counts().closed, counts().ended]).to.deep.equal([null, 1, 0]);
  });
});

describe('openSessionKey', () => {
  it('is the same after a reload, cannot be exported, and signs ES256', async () => {
    const appId = `test-${crypto.randomUUID()}`;
    const [first, second] = await Promise.all([1, 2].map(async () => openSessionKey(await openDatabase(appId))));
    expect(second?.publicJwk).to.deep.equal(first?.publicJwk);
    expect(first?.thumbprint.length).to.equal(32);
    expect((await first?.sign(new Uint8Array(3)))?.length).to.equal(64);
    const stored = (await (await openDatabase(appId)).get('session-key')) as CryptoKeyPair;
    expect(stored.privateKey.extractable).to.equal(false);
  });

  it('has the thumbprint RFC 7638 asks for', async () => {
    const key = await openSessionKey(await openDatabase(`test-${crypto.randomUUID()}`));
    const { x, y } = key.publicJwk;
    const json = new TextEncoder().encode(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`);
    expect(toBase64url(key.thumbprint)).to.equal(toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', json))));
  });
});

describe('callbackUrlOf', () => {
  it('reads its own message and no other', () => {
    expect(callbackUrlOf(callbackMessage('https://w.example/callback?code=1'))).to.equal('https://w.example/callback?code=1');
    for (const other of [null, undefined, 'x', 7, {}, { source: 'oidc-client', url: 'x' }, { source: 'alcove-sign-in' }])
      expect(callbackUrlOf(other)).to.equal(null);
  });
});

describe('deviceLabel', () => {
  it('names browser and system', () => {
    expect(deviceLabel('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36')).to.equal('Chrome on Linux');
    expect(deviceLabel('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1')).to.equal('Safari on iPhone');
    expect(deviceLabel('')).to.equal('Browser on an unknown system');
  });
});
