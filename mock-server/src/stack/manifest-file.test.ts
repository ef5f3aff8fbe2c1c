import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { encodeManifest, readManifest } from '../enclave/boot-request.ts';
import { parseManifestFile } from './manifest-file.ts';

const written = {
  v: 1,
  releaseSeq: 7,
  sourceCommit: '0123abc',
  kms: [{ keyId: 'arn:aws:kms:eu-central-1:111111111111:key/a', region: 'eu-central-1', host: 'kms.eu-central-1.amazonaws.com', tlsRootsPem: 'PEM' }],
  witnesses: ['a', 'b', 'c'].map((id, index) => ({ id, publicKey: `${index}`.repeat(64) })),
  quorum: 2,
  argon2: { memoryKib: 19_456, passes: 2, parallelism: 1 },
  oidcIssuers: [{ issuer: 'https://login.example', clientIds: ['wallet'], jwks: { keys: [{ kty: 'EC', kid: 'k' }] } }],
  minWidgetVersion: '0.1.0',
};
const parse = (change: object) => parseManifestFile(JSON.stringify({ ...written, ...change }), 'manifest.json');

describe('manifest file', () => {
  it('behavior: becomes the bytes that an enclave is booted with, and their digest', () => {
    const { manifest, bytes, sha256 } = parse({});
    assert.deepEqual(manifest, readManifest(encodeManifest(manifest)));
    assert.equal(Buffer.from(manifest.witnesses[1]?.publicKey ?? []).toString('hex'), '1'.repeat(64));
    assert.equal(manifest.oidcIssuers[0]?.jwks, '{"keys":[{"kty":"EC","kid":"k"}]}');
    assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.notEqual(parse({ releaseSeq: 8 }).sha256, sha256);
  });

  for (const [change, pattern] of [
    [{ releaseSeq: -1 }, /manifest\.releaseSeq/],
    [{ witnesses: [{ id: 'a', publicKey: 'AB' }] }, /manifest\.witnesses.*publicKey/],
    [{ quorum: 1 }, /manifest\.quorum must be a majority/],
    [{ kms: [] }, /manifest\.kms/],
    [{ kms: 'arn' }, /manifest\.kms/],
    [{ pins: 1 }, /pins/],
    [{ argon2: null }, /manifest\.argon2/],
  ] as const) {
    it(`error: ${JSON.stringify(change)} is named`, () => {
      assert.throws(
        () => parse(change),
        (error: Error) => error.name === 'StackError' && error.message.startsWith('manifest.json: ') && pattern.test(error.message),
      );
    });
  }

  it('error: what is no JSON, or no object', () => {
    for (const text of ['', '[]', 'null', '{'])
      assert.throws(() => parseManifestFile(text, 'manifest.json'), { name: 'StackError', message: /^manifest\.json: / });
  });
});
