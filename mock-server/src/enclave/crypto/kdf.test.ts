import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex as bytes, toHex as hex, wycheproof } from '../testing/vectors.ts';
import { argon2id, hkdf, hmacSha256 } from './kdf.ts';

describe('key derivation', () => {
  it('RFC 9106 §5.3: Argon2id', async () => {
    const key = await argon2id({
      message: new Uint8Array(32).fill(1),
      salt: new Uint8Array(16).fill(2),
      secret: new Uint8Array(8).fill(3),
      associatedData: new Uint8Array(12).fill(4),
      parameters: { memoryKib: 32, passes: 3, parallelism: 4 },
    });
    assert.equal(hex(key), '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  it('RFC 5869 A.1: HKDF-SHA-256', () => {
    const output = hkdf(new Uint8Array(22).fill(0x0b), bytes('000102030405060708090a0b0c'), bytes('f0f1f2f3f4f5f6f7f8f9'), 42);
    assert.equal(hex(output), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  });

  it('Wycheproof: HKDF-SHA-256', (context) => {
    const groups = wycheproof('hkdf_sha256_test.json');
    if (groups === null) return context.skip('the shared vectors are not here');
    let passed = 0;
    for (const { ikm, salt, info, size, okm, result } of groups.flatMap((group) => group.tests)) {
      if (result !== 'valid') continue;
      assert.equal(hex(hkdf(bytes(ikm as string), bytes(salt as string), bytes(info as string), size as number)), okm);
      passed++;
    }
    assert.ok(passed > 50);
  });

  it('Wycheproof: HMAC-SHA-256', (context) => {
    const groups = wycheproof('hmac_sha256_test.json');
    if (groups === null) return context.skip('the shared vectors are not here');
    for (const group of groups) {
      const length = ((group.tagSize as number) / 8) * 2;
      for (const { key, msg, tag, result } of group.tests) {
        assert.equal(hex(hmacSha256(bytes(key as string), bytes(msg as string))).slice(0, length) === tag, result === 'valid');
      }
    }
  });
});
