import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { openAesGcm, sealAesGcm } from './aead.ts';
import { argon2id, hkdf, hmacSha256 } from './kdf.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

type Test = { readonly tcId: number; readonly result: string; readonly [field: string]: unknown };
type Group = { readonly tests: readonly Test[]; readonly [field: string]: unknown };

function wycheproof(file: string): readonly Group[] | null {
  const url = new URL(`../../../../../shared/vectors/wycheproof/${file}`, import.meta.url);
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as { testGroups: Group[] }).testGroups : null;
}

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
