import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createHarness, expectProblem, type Harness } from '../api/testing/harness.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { REFRESH_COOKIE, REFRESH_OVERLAP_MS } from './refresh-tokens.ts';

describe('sessions', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await createHarness();
  });
  afterEach(() => harness.close());

  async function openWith(change: Parameters<Harness['idToken']>[1], body: Record<string, unknown> = {}): Promise<Response> {
    const client = await harness.newClient();
    return client.post('/v1/session', { ...harness.sessionBody(client, await harness.idToken(client, change)), ...body });
  }

  const nowSeconds = () => Math.floor(harness.clock.ms / 1000);
  const wrongTokens: readonly (readonly [string, string, () => Parameters<Harness['idToken']>[1]])[] = [
    ['another issuer', 'iss', () => ({ claims: { iss: 'http://localhost:9999' } })],
    ['another audience', 'aud', () => ({ claims: { aud: 'other-client' } })],
    ['several audiences without azp', 'azp', () => ({ claims: { aud: ['alcove-widget', 'other'] } })],
    ['another authorised party', 'azp', () => ({ claims: { azp: 'other' } })],
    ['expired', 'exp', () => ({ claims: { exp: nowSeconds() - 61 } })],
    ['without exp', 'exp', () => ({ claims: { exp: undefined } })],
    ['issued in the future', 'iat', () => ({ claims: { iat: nowSeconds() + 120 } })],
    ['issued long ago', 'iat', () => ({ claims: { iat: nowSeconds() - 3000 } })],
    ['nonce of nobody', 'nonce', () => ({ claims: { nonce: 'abc' } })],
    ['without nonce', 'nonce', () => ({ claims: { nonce: undefined } })],
    ['without subject', 'sub', () => ({ claims: { sub: undefined } })],
    ['another key id', 'kid', () => ({ header: { kid: 'key-2' } })],
    ['HS256', 'alg', () => ({ header: { alg: 'HS256' }, key: new Uint8Array(32) })],
  ];
  for (const [name, field, change] of wrongTokens) {
    it(`error: ID token, ${name}`, async () => {
      await expectProblem(await openWith(change()), 401, 'invalid_id_token', field);
    });
  }

  it('error: ID token with algorithm none, with a foreign signature, or not a JWT', async () => {
    const client = await harness.newClient();
    const [, payload, signature] = (await harness.idToken(client)).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    await expectProblem(await client.post('/v1/session', harness.sessionBody(client, none)), 401, 'invalid_id_token', 'alg');
    const header = Buffer.from('{"alg":"ES256","kid":"key-1"}').toString('base64url');
    const forged = `${header}.${Buffer.from('{"sub":"eve"}').toString('base64url')}.${signature}`;
    await expectProblem(await client.post('/v1/session', harness.sessionBody(client, forged)), 401, 'invalid_id_token', 'signature');
    await expectProblem(await client.post('/v1/session', harness.sessionBody(client, 'abc')), 401, 'invalid_id_token', 'subject_token');
  });

  it('error: an ID token taken from another session key', async () => {
    const victim = await harness.newClient();
    const thief = await harness.newClient();
    const token = await harness.idToken(victim);
    const body = { ...harness.sessionBody(thief, token), nonce_random: harness.sessionBody(victim, token).nonce_random };
    await expectProblem(await thief.post('/v1/session', body), 401, 'invalid_id_token', 'nonce');
  });

  it('error: unknown app, unknown provider, wrong grant type', async () => {
    await expectProblem(await openWith({}, { app_id: 'nobody' }), 404, 'app_unknown', 'app_id');
    await expectProblem(await openWith({}, { provider_id: 'nobody' }), 400, 'invalid_request', 'provider_id');
    await expectProblem(await openWith({}, { grant_type: 'password' }), 400, 'invalid_request', 'grant_type');
  });

  it('error: what the enclave refuses or does not answer is said as it is', async () => {
    harness.enclave.failure = new EnclaveError('invalid_id_token', 'nonce is not that of the session key');
    await expectProblem(await openWith({}), 401, 'invalid_id_token');
    harness.enclave.failure = new EnclaveError('enclave_unavailable', 'socket closed');
    const problem = await expectProblem(await openWith({}), 503, 'enclave_unavailable');
    assert.equal(problem.retryAfterMs, 1000);
    assert.equal(problem.detail, undefined);
  });

  it('error: the login provider’s keys cannot be had', async () => {
    const broken = await createHarness({ issuerKeys: () => Promise.reject(new Error('ECONNREFUSED')) });
    try {
      const client = await broken.newClient();
      const response = await client.post('/v1/session', broken.sessionBody(client, await broken.idToken(client)));
      await expectProblem(response, 503, 'issuer_unavailable');
    } finally {
      await broken.close();
    }
  });

  it('behavior: the refresh cookie is for this host alone, and out of scripts’ reach', async () => {
    const response = await openWith({});
    const cookie = response.headers.get('set-cookie') ?? '';
    assert.ok(cookie.startsWith(`${REFRESH_COOKIE}=`));
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=None', 'Partitioned', 'Path=/', 'Max-Age=2592000'])
      assert.ok(cookie.includes(attribute), attribute);
    assert.ok(!cookie.includes('Domain'));
  });

  it('behavior: the same person gets the same subject on another device, and sees both devices', async () => {
    const laptop = await harness.signIn();
    const phone = await harness.signIn();
    const devices = (await (await phone.call('GET', '/v1/devices')).json()) as { id: string; current: boolean; label: string }[];
    assert.deepEqual(devices.map((device) => [device.current, device.label]).sort(), [
      [false, 'Laptop'],
      [true, 'Laptop'],
    ]);
    const other = devices.find((device) => !device.current);
    assert.equal((await phone.call('DELETE', `/v1/devices/${other?.id}`)).status, 204);
    await expectProblem(await laptop.call('GET', '/v1/wallets'), 401, 'unauthorized');
    assert.deepEqual(harness.enclave.revoked, [laptop.thumbprint]);
  });

  it('error: a device of somebody else', async () => {
    const ada = await harness.signIn('ada');
    const eve = await harness.signIn('eve');
    const [device] = (await (await ada.call('GET', '/v1/devices')).json()) as [{ id: string }];
    await expectProblem(await eve.call('DELETE', `/v1/devices/${device.id}`), 404, 'not_found', 'id');
    assert.equal((await ada.call('GET', '/v1/wallets')).status, 200);
  });

  const refresh = (client: Awaited<ReturnType<Harness['newClient']>>, cookie = client.cookie) => {
    client.accessToken = null;
    return client.call('POST', '/v1/session/refresh', { body: {}, cookie });
  };

  it('behavior: a refresh rotates the token and keeps the certificate', async () => {
    const client = await harness.signIn();
    const { certificate, cookie } = client;
    const response = await refresh(client);
    assert.equal(response.status, 200);
    assert.notEqual(client.cookie, cookie);
    await client.adopt(response);
    assert.equal(client.certificate, certificate);
    assert.equal((await client.call('GET', '/v1/wallets')).status, 200);
  });

  it('behavior: two tabs that refresh at once both go on, with one and the same next token', async () => {
    const client = await harness.signIn();
    const { cookie } = client;
    client.accessToken = null;
    const responses = await Promise.all([1, 2, 3].map(() => client.call('POST', '/v1/session/refresh', { body: {}, cookie })));
    assert.deepEqual(
      responses.map((response) => response.status),
      [200, 200, 200],
    );
    assert.equal(new Set(responses.map((response) => response.headers.get('set-cookie'))).size, 1);
  });

  it('error: a spent refresh token ends the session, also for the one who holds the newest', async () => {
    const client = await harness.signIn();
    const spent = client.cookie;
    assert.equal((await refresh(client)).status, 200);
    const newest = client.cookie;
    harness.clock.ms += REFRESH_OVERLAP_MS + 1;
    await expectProblem(await refresh(client, spent), 401, 'invalid_refresh_token');
    await expectProblem(await refresh(client, newest), 401, 'invalid_refresh_token');
    assert.deepEqual(harness.enclave.revoked, [client.thumbprint]);
  });

  it('error: a token two generations old ends the session even within the overlap', async () => {
    const client = await harness.signIn();
    const spent = client.cookie;
    await refresh(client);
    await refresh(client);
    await expectProblem(await refresh(client, spent), 401, 'invalid_refresh_token');
    await expectProblem(await refresh(client), 401, 'invalid_refresh_token');
  });

  it('error: a copied cookie without the session key gains nothing and harms nobody', async () => {
    const client = await harness.signIn();
    const thief = await harness.newClient();
    await expectProblem(await refresh(thief, client.cookie), 401, 'invalid_refresh_token');
    assert.equal((await refresh(client)).status, 200);
  });

  it('error: a token put together from a real session id is refused, and the session goes on', async () => {
    const client = await harness.signIn();
    const good = client.cookie;
    const [sessionId, , mac] = (good ?? '').split('=')[1]?.split('.') ?? [];
    for (const forged of [`${sessionId}.1.${mac}`, `${sessionId}.0.${'A'.repeat(43)}`, `${sessionId}.0.`, `${sessionId}.00.${mac}`]) {
      await expectProblem(await refresh(client, `${REFRESH_COOKIE}=${forged}`), 401, 'invalid_refresh_token');
    }
    assert.equal((await refresh(client, good)).status, 200);
  });

  it('error: no cookie, a made-up one', async () => {
    const client = await harness.signIn();
    await expectProblem(await refresh(client, null), 401, 'unauthorized', REFRESH_COOKIE);
    for (const value of ['', 'x', '../../x', 'a.b.c', `${'a.'.repeat(50)}`, 'a.9e99.AAAA']) {
      await expectProblem(await refresh(client, `${REFRESH_COOKIE}=${encodeURIComponent(value)}`), 401, 'invalid_refresh_token');
    }
  });

  it('error: a session whose certificate is about to end is not continued', async () => {
    const client = await harness.signIn();
    harness.clock.ms += 43_200_000 - 599_000;
    client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
    await expectProblem(await refresh(client), 401, 'session_expired');
  });

  it('behavior: signing out works while the enclave is down', async () => {
    const client = await harness.signIn();
    harness.enclave.failure = new EnclaveError('enclave_unavailable', 'gone');
    const response = await client.call('DELETE', '/v1/session');
    assert.equal(response.status, 204);
    assert.match(response.headers.get('set-cookie') ?? '', /Max-Age=0/);
    await expectProblem(await client.call('GET', '/v1/wallets'), 401, 'unauthorized');
  });
});
