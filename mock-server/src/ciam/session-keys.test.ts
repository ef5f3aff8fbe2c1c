import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { SessionKey } from '../http/context.ts';
import { createSessionKeys } from './session-keys.ts';

async function newKey(): Promise<SessionKey> {
  const { publicKey } = await generateKeyPair('ES256');
  return (await exportJWK(publicKey)) as SessionKey;
}

describe('session keys', () => {
  it('behavior: a key is opened once, and each has its own thumbprint', async () => {
    const openKey = createSessionKeys();
    const [first, second] = [await newKey(), await newKey()];
    const opened = await openKey(first);
    assert.equal(opened.thumbprint, await calculateJwkThumbprint(first));
    assert.equal((await openKey({ ...first })).key, opened.key);
    const other = await openKey(second);
    assert.notEqual(other.key, opened.key);
    assert.equal(other.thumbprint, await calculateJwkThumbprint(second));
    // Half of one key and half of another is a key of nobody's, not one that is known.
    await assert.rejects(openKey({ ...first, y: second.y }));
  });

  it('error: a point that is not on the curve, each time', async () => {
    const openKey = createSessionKeys();
    const key = { ...(await newKey()), y: 'A'.repeat(43) };
    await assert.rejects(openKey(key));
    await assert.rejects(openKey(key));
  });
});
