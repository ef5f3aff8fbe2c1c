import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type EnclaveClient, EnclaveError, type SessionOpenRequest } from '../enclave-client/port.ts';
import { readCertificate } from './certificate.ts';
import { subjectHashOf } from './id-token.ts';
import { createSessionKey, oidcNonce, type SessionKey } from './testing/wallet-client.ts';
import { APP_ID, CLIENT_ID, createWorld, ISSUER, type World } from './testing/world.ts';

describe('session_open', () => {
  let world: World;
  let enclave: EnclaveClient;
  let sessionKey: SessionKey;
  const nonceRandom = new Uint8Array(randomBytes(32));

  before(async () => {
    world = await createWorld();
    enclave = await world.startEnclave();
    sessionKey = await createSessionKey();
  });

  const open = (idToken: string, change: Partial<SessionOpenRequest> = {}) =>
    enclave.sessionOpen({ appId: APP_ID, issuer: ISSUER, clientId: CLIENT_ID, idToken, nonceRandom, sessionKey: sessionKey.jwk, ...change });
  const refused = (claim: string) => (error: unknown) =>
    error instanceof EnclaveError && error.code === 'invalid_id_token' && error.message.includes(`'s ${claim} is`);
  const nowSeconds = () => Math.floor(world.clock.nowMs() / 1000);

  it('issues a certificate for 12 hours that names user, app and key', async () => {
    const session = await open(await world.idToken(sessionKey, nonceRandom));
    assert.equal(session.expiresAtSeconds, nowSeconds() + 12 * 3600);
    assert.deepEqual(session.subjectHash, subjectHashOf(ISSUER, 'alice'));
    assert.equal(readCertificate(new Uint8Array(32), session.certificate), null, 'not without the fleet’s key');
  });

  it('one identity at two issuers, and two ways to cut issuer from subject, are different users', () => {
    assert.notDeepEqual(subjectHashOf('https://a', 'b'), subjectHashOf('https://', 'ab'));
    assert.notDeepEqual(subjectHashOf('https://a', 'b'), subjectHashOf('https://c', 'b'));
  });

  const wrongClaims: readonly (readonly [string, () => JWTPayload, string])[] = [
    ['another audience', () => ({ aud: 'other' }), 'aud'],
    ['two audiences without azp', () => ({ aud: [CLIENT_ID, 'other'] }), 'azp'],
    ['azp of another client', () => ({ azp: 'other' }), 'azp'],
    ['another issuer inside', () => ({ iss: 'http://evil.test' }), 'iss'],
    ['expired', () => ({ exp: nowSeconds() - 61 }), 'exp'],
    ['without expiry', () => ({ exp: undefined }) as unknown as JWTPayload, 'exp'],
    ['issued long ago', () => ({ iat: nowSeconds() - 3600 }), 'iat'],
    ['issued in the future', () => ({ iat: nowSeconds() + 3600 }), 'iat'],
    ['another nonce', () => ({ nonce: 'x' }), 'nonce'],
    ['without nonce', () => ({ nonce: undefined }), 'nonce'],
    ['an empty subject', () => ({ sub: '' }), 'sub'],
  ];
  for (const [what, claims, claim] of wrongClaims) {
    it(`error: ${what}`, async () => {
      await assert.rejects(open(await world.idToken(sessionKey, nonceRandom, claims())), refused(claim));
    });
  }

  it('error: the nonce of another session key, or of other random bytes', async () => {
    const other = await createSessionKey();
    const token = await world.idToken(sessionKey, nonceRandom);
    await assert.rejects(open(token, { sessionKey: other.jwk }), refused('nonce'));
    await assert.rejects(open(token, { nonceRandom: new Uint8Array(32) }), refused('nonce'));
  });

  it('error: alg none, and HS256 keyed by the public key', async () => {
    const nonce = await oidcNonce(sessionKey.thumbprint, nonceRandom);
    const claims = { iss: ISSUER, aud: CLIENT_ID, sub: 'alice', iat: nowSeconds(), exp: nowSeconds() + 300, nonce };
    await assert.rejects(open(new UnsecuredJWT(claims).encode()), (error) => error instanceof EnclaveError && error.code === 'invalid_id_token');
    const publicKey = world.manifest.oidcIssuers[0]?.jwks ?? '';
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(new TextEncoder().encode(publicKey));
    await assert.rejects(open(forged), refused('alg'));
  });

  it('error: a key the manifest does not pin, and a signature by another key under the pinned kid', async () => {
    const other = await generateKeyPair('ES256', { extractable: true });
    const nonce = await oidcNonce(sessionKey.thumbprint, nonceRandom);
    const sign = (kid: string) =>
      new SignJWT({ iss: ISSUER, aud: CLIENT_ID, sub: 'alice', iat: nowSeconds(), exp: nowSeconds() + 300, nonce })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(other.privateKey);
    await assert.rejects(open(await sign('k2')), refused('kid'));
    await assert.rejects(open(await sign('k1')), refused('signature'));
  });

  it('error: an issuer or client the manifest does not list', async () => {
    const token = await world.idToken(sessionKey, nonceRandom);
    await assert.rejects(open(token, { issuer: 'http://evil.test' }), refused('iss'));
    await assert.rejects(open(token, { clientId: 'other' }), refused('aud'));
  });

  it('error: not a token, not a point, too long', async () => {
    await assert.rejects(open('a.b.c'), refused('token'));
    const zero = Buffer.alloc(32).toString('base64url');
    const invalid = (error: unknown) => error instanceof EnclaveError && error.code === 'invalid_request';
    const token = await world.idToken(sessionKey, nonceRandom);
    await assert.rejects(open(token, { sessionKey: { kty: 'EC', crv: 'P-256', x: zero, y: zero } }), invalid);
    await assert.rejects(open('x'.repeat(16_385)), invalid);
    await assert.rejects(open(token, { appId: '' }), invalid);
  });

  it('error: an issuer without pinned keys', async () => {
    const unpinned = await world.startEnclave({ oidcIssuers: [{ issuer: ISSUER, clientIds: [CLIENT_ID], jwks: null }] });
    const request = { appId: APP_ID, issuer: ISSUER, clientId: CLIENT_ID, nonceRandom, sessionKey: sessionKey.jwk };
    await assert.rejects(unpinned.sessionOpen({ ...request, idToken: await world.idToken(sessionKey, nonceRandom) }), refused('iss'));
  });
});
