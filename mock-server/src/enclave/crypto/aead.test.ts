import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex as bytes, toHex as hex, wycheproof } from '../testing/vectors.ts';
import { openAesGcm, sealAesGcm } from './aead.ts';

describe('AES-256-GCM', () => {
  it('Wycheproof', (context) => {
    const groups = wycheproof('aes_gcm_test.json');
    if (groups === null) return context.skip('the shared vectors are not here');
    let checked = 0;
    for (const group of groups) {
      if (group.keySize !== 256 || group.ivSize !== 96 || group.tagSize !== 128) continue;
      for (const { key, iv, aad, msg, ct, tag, result } of group.tests) {
        const [keyBytes, nonce, data] = [bytes(key as string), bytes(iv as string), bytes(aad as string)];
        const sealed = bytes(`${ct}${tag}`);
        const opened = openAesGcm(keyBytes, nonce, sealed, data);
        assert.equal(opened === null ? null : hex(opened), result === 'valid' ? msg : null);
        if (result === 'valid') assert.deepEqual(sealAesGcm(keyBytes, nonce, bytes(msg as string), data), sealed);
        checked++;
      }
    }
    assert.ok(checked > 30, String(checked));
  });

  it('error: wrong lengths are named, a short ciphertext does not open', () => {
    const [key, nonce, none] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array(0)];
    assert.throws(() => sealAesGcm(new Uint8Array(31), nonce, none, none), /key must have 32 bytes/);
    assert.throws(() => sealAesGcm(key, new Uint8Array(11), none, none), /nonce must have 12 bytes/);
    assert.equal(openAesGcm(key, nonce, new Uint8Array(15), none), null);
  });
});
