import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportJWK } from 'jose';
import { createHarness, expectProblem, type Harness } from '../api/testing/harness.ts';
import type { ProofChange, TestClient } from '../api/testing/test-client.ts';
import { DPOP_NONCE_LIFETIME_MS } from './dpop-nonce.ts';

describe('DPoP', () => {
  let harness: Harness;
  let client: TestClient;
  before(async () => {
    harness = await createHarness();
    client = await harness.signIn();
  });
  after(() => harness.close());

  const listWallets = (proof: ProofChange | string | null = {}) => client.call('GET', '/v1/wallets', { proof });

  it('behavior: a good proof is accepted, and every answer brings a nonce', async () => {
    const response = await listWallets();
    assert.equal(response.status, 200);
    assert.ok(response.headers.get('dpop-nonce'));
  });

  it('error: no proof', async () => {
    await expectProblem(await listWallets(null), 401, 'invalid_dpop_proof', 'dpop');
  });

  it('error: not a JWS, and one that is too long', async () => {
    await expectProblem(await listWallets('abc'), 401, 'invalid_dpop_proof', 'dpop');
    await expectProblem(await listWallets(`e30.${'A'.repeat(5000)}.AA`), 401, 'invalid_dpop_proof', 'dpop');
  });

  const wrongClaims: readonly (readonly [string, Record<string, unknown>])[] = [
    ['htm', { htm: 'POST' }],
    ['htu', { htu: 'http://localhost:4100/v1/devices' }],
    ['htu', { htu: 'http://evil.example/v1/wallets' }],
    ['htu', { htu: 7 }],
    ['ath', { ath: 'A'.repeat(43) }],
    ['ath', { ath: undefined }],
    ['iat', { iat: undefined }],
    ['jti', { jti: undefined }],
    ['jti', { jti: '' }],
    ['jti', { jti: 'x'.repeat(200) }],
  ];
  for (const [field, claims] of wrongClaims) {
    it(`error: ${field} = ${String(claims[field]).slice(0, 40)}`, async () => {
      await expectProblem(await listWallets({ claims }), 401, 'invalid_dpop_proof', field);
    });
  }

  it('error: a proof used twice', async () => {
    const proof = await client.proof('GET', '/v1/wallets');
    assert.equal((await listWallets(proof)).status, 200);
    await expectProblem(await listWallets(proof), 401, 'invalid_dpop_proof', 'jti');
  });

  it('error: symmetric or absent algorithm', async () => {
    const key = new Uint8Array(32).fill(1);
    await expectProblem(await listWallets({ header: { alg: 'HS256' }, key }), 401, 'invalid_dpop_proof', 'alg');
    const [, payload] = (await client.proof('GET', '/v1/wallets')).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk: client.publicJwk })).toString('base64url');
    await expectProblem(await listWallets(`${header}.${payload}.`), 401, 'invalid_dpop_proof', 'alg');
  });

  it('error: another type', async () => {
    await expectProblem(await listWallets({ header: { typ: 'JWT' } }), 401, 'invalid_dpop_proof', 'typ');
  });

  it('error: a key with its private part, of another curve, or none', async () => {
    const jwk = await exportJWK(client.keys.privateKey);
    await expectProblem(await listWallets({ header: { jwk } }), 401, 'invalid_dpop_proof', 'jwk');
    await expectProblem(await listWallets({ header: { jwk: { ...client.publicJwk, crv: 'P-384' } } }), 401, 'invalid_dpop_proof', 'jwk');
    await expectProblem(await listWallets({ header: { jwk: { ...client.publicJwk, x: 'AA' } } }), 401, 'invalid_dpop_proof', 'jwk');
    await expectProblem(await listWallets({ header: { jwk: null } }), 401, 'invalid_dpop_proof', 'jwk');
  });

  it('error: a point that is not on the curve', async () => {
    const jwk = { ...client.publicJwk, x: 'A'.repeat(43), y: 'A'.repeat(43) };
    await expectProblem(await listWallets({ header: { jwk } }), 401, 'invalid_dpop_proof', 'signature');
  });

  it('error: signed by another key than it shows', async () => {
    const other = await harness.newClient();
    await expectProblem(await listWallets({ key: other.keys.privateKey }), 401, 'invalid_dpop_proof', 'signature');
  });

  it('error: a stolen access token with a proof by the thief’s own key', async () => {
    const thief = await harness.newClient();
    thief.accessToken = client.accessToken;
    await expectProblem(await thief.call('GET', '/v1/wallets'), 401, 'invalid_dpop_proof', 'jwk');
  });

  it('error: a stolen access token as a bearer token', async () => {
    const headers = { authorization: `Bearer ${client.accessToken}` };
    await expectProblem(await client.call('GET', '/v1/wallets', { headers }), 401, 'unauthorized', 'authorization');
  });

  it('error: no nonce, a made-up nonce, an old nonce, whatever iat says', async () => {
    const old = Math.floor(harness.clock.ms / 1000) - 3600;
    for (const claims of [
      { nonce: undefined },
      { nonce: undefined, iat: old },
      { nonce: 'made-up' },
      { nonce: `${harness.clock.ms.toString(36)}.AAAAAAAAAAAAAAAAAAAAAA` },
    ]) {
      const response = await listWallets({ claims });
      assert.match(response.headers.get('www-authenticate') ?? '', /use_dpop_nonce/);
      assert.ok(response.headers.get('dpop-nonce'));
      await expectProblem(response, 401, 'use_dpop_nonce');
    }
    const stale = await harness.signIn('grace');
    harness.clock.ms += DPOP_NONCE_LIFETIME_MS;
    client = await harness.signIn();
    const open = await stale.call('POST', '/v1/session/refresh', { body: {} });
    await expectProblem(open, 401, 'use_dpop_nonce');
  });

  it('behavior: a client whose clock is a year off works by the nonce', async () => {
    const iat = Math.floor(harness.clock.ms / 1000) - 31_536_000;
    assert.equal((await listWallets({ claims: { iat } })).status, 200);
  });

  it('error: an access token of this server’s form but another secret, and one that has run out', async () => {
    const other = await createHarness({ tokenSecret: new Uint8Array(32).fill(8) });
    try {
      const stranger = await other.signIn();
      const headers = { authorization: `DPoP ${stranger.accessToken}` };
      await expectProblem(await client.call('GET', '/v1/wallets', { headers }), 401, 'unauthorized', 'authorization');
    } finally {
      await other.close();
    }
    harness.clock.ms += 301_000;
    await expectProblem(await client.call('GET', '/v1/wallets'), 401, 'session_expired');
  });
});
