import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { base58 } from '@scure/base';
import { SignJWT } from 'jose';
import { RelayAuthError, readRelayToken } from './relay-auth.ts';

const audience = 'ws://localhost:4100/wc';
const nowMs = Date.UTC(2026, 10, 22);
const nowSeconds = nowMs / 1_000;

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = (key: KeyObject) => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
const didOf = (bytes: Uint8Array) => `did:key:z${base58.encode(bytes)}`;
const did = didOf(Uint8Array.from([0xed, 0x01, ...raw(publicKey)]));

type Claims = { readonly iss?: string; readonly aud?: string; readonly sub?: string; readonly iat?: number; readonly exp?: number };

const token = (claims: Claims = {}, key = privateKey) =>
  new SignJWT({ iss: did, aud: audience, sub: 'ab'.repeat(32), iat: nowSeconds, exp: nowSeconds + 86_400, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .sign(key);
const reading = async (text: string | null) => {
  try {
    return await readRelayToken(text, { audience, nowMs });
  } catch (error) {
    assert.ok(error instanceof RelayAuthError, String(error));
    return error.reason;
  }
};

describe('the token of a relay client', () => {
  it('names the client by its key', async () => assert.equal(await reading(await token()), did));

  const refused: readonly (readonly [string, () => Promise<string | null> | string | null, string])[] = [
    ['none', () => null, 'token_missing'],
    ['an empty one', () => '', 'token_missing'],
    ['what is no token', () => 'a.b.c', 'token_malformed'],
    ['one of 3,000 characters', () => 'a'.repeat(3_000), 'token_malformed'],
    ['an issuer that is no key', () => token({ iss: 'did:web:relay.example' }), 'issuer_malformed'],
    ['an issuer with another kind of key', () => token({ iss: didOf(Uint8Array.from([0xe7, 0x01, ...raw(publicKey)])) }), 'issuer_malformed'],
    ['one for another relay', () => token({ aud: 'wss://relay.example' }), 'token_refused'],
    ['one for the same relay in another spelling', () => token({ aud: `${audience}/` }), 'token_refused'],
    ['one that has expired', () => token({ iat: nowSeconds - 7_200, exp: nowSeconds - 3_600 }), 'token_refused'],
    ['one for a week', () => token({ exp: nowSeconds + 7 * 86_400 }), 'lifetime_too_long'],
    ['one that somebody else signed', () => token({}, generateKeyPairSync('ed25519').privateKey), 'token_refused'],
    ['one without a signature', async () => `${(await token()).split('.').slice(0, 2).join('.')}.`, 'token_refused'],
    [
      'one that says it needs none',
      () =>
        [{ alg: 'none' }, { iss: did, aud: audience, sub: 'a', iat: nowSeconds, exp: nowSeconds + 60 }]
          .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
          .concat('')
          .join('.'),
      'token_refused',
    ],
  ];
  for (const [what, make, reason] of refused) it(`error: ${what} is ${reason}`, async () => assert.equal(await reading(await make()), reason));
});
