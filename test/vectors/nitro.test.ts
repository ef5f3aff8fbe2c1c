import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode, encode } from 'cborg';
import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { encodeDcbor } from '../../widget/src/contract/dcbor.ts';
import { verifyAttestation, verifyDocument } from '../../widget/src/crypto/attestation.ts';
import { toHex } from '../../widget/src/crypto/bytes.ts';
import { type Chain, documentFrom, HOUR_MS, hpkePublicKey, makeChain, NOW_MS, nonce, pcr, pinsFor } from './nitro-documents.ts';
import { needsVectors, readVector } from './vectors.ts';

/** AWS's root, as AWS publishes its fingerprint (docs.aws.amazon.com/enclaves, "Verifying the root of trust"). */
const AWS_ROOT_SHA256 = '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b';

/** The payload of a document, read by another library than the verifier's. */
function payloadOf(document: Uint8Array): Map<string, unknown> {
  const [, , payload] = decode(document, { useMaps: true }) as [unknown, unknown, Uint8Array];
  return decode(payload, { useMaps: true }) as Map<string, unknown>;
}

describe('documents of real AWS Nitro enclaves', needsVectors, () => {
  for (const name of ['valid-attestation-doc-bytes', 'valid-attestation-doc-base64', 'debug-mode-attestation-doc-bytes']) {
    it(`${name}: holds at its own time, not a day later, not under another root`, async () => {
      const file = readVector(`nitro/${name}`);
      const document = new Uint8Array(name.endsWith('base64') ? Buffer.from(file.toString('latin1'), 'base64') : file);
      const nowMs = Number(payloadOf(document).get('timestamp'));
      const { payload } = await verifyDocument(document, { rootSha256: AWS_ROOT_SHA256, nowMs });
      assert.equal(payload.timestampMs, nowMs);
      assert.equal(payload.cabundle.length, 4);
      await assert.rejects(verifyDocument(document, { rootSha256: AWS_ROOT_SHA256, nowMs: nowMs + 86_400_000 }), { reason: 'certificate_expired' });
      await assert.rejects(verifyDocument(document, { rootSha256: AWS_ROOT_SHA256, nowMs: nowMs - 86_400_000 * 30 }), { reason: 'certificate_not_yet_valid' });
      await assert.rejects(verifyDocument(document, { rootSha256: '00'.repeat(32), nowMs }), { reason: 'root_not_pinned' });
      const tampered = Uint8Array.from(document);
      tampered[document.length - 1] = (tampered[document.length - 1] as number) ^ 1;
      await assert.rejects(verifyDocument(tampered, { rootSha256: AWS_ROOT_SHA256, nowMs }), { reason: 'document_signature' });
    });
  }

  it('debug mode: its measurements are zero, so it is refused whatever is pinned', async () => {
    const document = new Uint8Array(readVector('nitro/debug-mode-attestation-doc-bytes'));
    const payload = payloadOf(document);
    const zero = '00'.repeat(48);
    const pins: EnclavePins = {
      mode: 'production',
      rootSha256: AWS_ROOT_SHA256,
      releases: [{ releaseSeq: 1, pcrs: { 0: zero, 1: zero, 2: zero }, manifestSha256: toHex(payload.get('user_data') as Uint8Array) }],
    };
    const nonce = (payload.get('nonce') as Uint8Array | null) ?? new Uint8Array(32);
    const refused = verifyAttestation(document, { pins, nonce, nowMs: Number(payload.get('timestamp')) });
    await assert.rejects(refused, { reason: payload.get('nonce') === null ? 'nonce_mismatch' : 'debug_mode' });
  });
});

const plain = await makeChain();
const stranger = await makeChain();

/** Takes a document apart, changes one part, and puts it together again without a new signature. */
function rebuilt(document: Uint8Array, change: (parts: unknown[]) => unknown): Uint8Array<ArrayBuffer> {
  const parts = decode(document, { useMaps: true }) as unknown[];
  return Uint8Array.from(encode(change(parts), { mapSorter: () => 0 }));
}

async function verify(document: Uint8Array, pins = pinsFor(plain), nowMs = NOW_MS) {
  return verifyAttestation(document, { pins, nonce, nowMs });
}

describe('attestation documents of our own', () => {
  it('a good one gives its keys, its release and its time', async () => {
    const { hpkePublicKey: key, proofPublicKey, release, attestedAtMs } = await verify(await documentFrom(plain));
    assert.deepEqual(key, hpkePublicKey);
    assert.deepEqual(proofPublicKey, new Uint8Array(32).fill(2));
    assert.equal(release.releaseSeq, 3);
    assert.equal(attestedAtMs, NOW_MS);
  });

  const cases: readonly (readonly [name: string, reason: string, document: () => Promise<Uint8Array>, chain?: Chain, nowMs?: number])[] = [
    ['an expired leaf', 'certificate_expired', () => documentFrom(plain), plain, NOW_MS + 4 * HOUR_MS],
    ['another root', 'root_not_pinned', () => documentFrom(stranger)],
    [
      'our root put in front of another chain',
      'chain_signature',
      () => documentFrom(stranger, { cabundle: [plain.root, ...stranger.intermediates].map(({ certificateDer }) => certificateDer) }),
    ],
    ['a leaf of another chain', 'chain_signature', () => documentFrom({ ...plain, leaf: stranger.leaf })],
    [
      'all-zero PCR0',
      'debug_mode',
      () =>
        documentFrom(plain, {
          pcrs: new Map([
            [0, pcr(0)],
            [1, pcr(2)],
            [2, pcr(3)],
          ]),
        }),
    ],
    [
      'no PCR2',
      'debug_mode',
      () =>
        documentFrom(plain, {
          pcrs: new Map([
            [0, pcr(1)],
            [1, pcr(2)],
          ]),
        }),
    ],
    [
      'another image',
      'release_unknown',
      () =>
        documentFrom(plain, {
          pcrs: new Map([
            [0, pcr(7)],
            [1, pcr(2)],
            [2, pcr(3)],
          ]),
        }),
    ],
    ['another manifest', 'manifest_unknown', () => documentFrom(plain, { userData: new Uint8Array(32) })],
    ['no manifest', 'manifest_unknown', () => documentFrom(plain, { userData: null })],
    ['another nonce', 'nonce_mismatch', () => documentFrom(plain, { nonce: new Uint8Array(32) })],
    ['no nonce', 'nonce_mismatch', () => documentFrom(plain, { nonce: null })],
    ['no public key', 'public_key', () => documentFrom(plain, { publicKey: null })],
    ['a public key of another shape', 'public_key', () => documentFrom(plain, { publicKey: encodeDcbor([new Uint8Array(64), new Uint8Array(32)]) })],
    [
      'a public key off the curve',
      'public_key',
      () => documentFrom(plain, { publicKey: encodeDcbor([hpkePublicKey.map((byte, index) => (index === 64 ? byte ^ 1 : byte)), new Uint8Array(32)]) }),
    ],
    ['an empty module id', 'payload_fields', () => documentFrom(plain, { moduleId: '' })],
    ['a PCR of 47 bytes', 'payload_fields', () => documentFrom(plain, { pcrs: new Map([[0, new Uint8Array(47)]]) })],
    ['a PCR with index 32', 'payload_fields', () => documentFrom(plain, { pcrs: new Map([[32, pcr(1)]]) })],
    ['a nonce of 1025 bytes', 'payload_fields', () => documentFrom(plain, { nonce: new Uint8Array(1025) })],
    ['an empty cabundle', 'payload_fields', () => documentFrom(plain, { cabundle: [] })],
    ['a certificate that is none', 'certificate_invalid', () => documentFrom(plain, { certificateDer: Uint8Array.of(0x30, 0x00) })],
    ['bytes after the document', 'cbor_invalid', async () => Uint8Array.of(...(await documentFrom(plain)), 0)],
    ['nothing', 'cbor_invalid', async () => new Uint8Array()],
    [
      'an algorithm besides ES384',
      'cose_algorithm',
      async () => rebuilt(await documentFrom(plain), ([, ...rest]) => [Uint8Array.of(0xa1, 0x01, 0x26), ...rest]),
    ],
    [
      'an unprotected header',
      'cose_unprotected',
      async () => rebuilt(await documentFrom(plain), ([head, , ...rest]) => [head, new Map([[4, Uint8Array.of(1)]]), ...rest]),
    ],
    ['three parts', 'cose_shape', async () => rebuilt(await documentFrom(plain), (parts) => parts.slice(0, 3))],
    ['a short signature', 'cose_shape', async () => rebuilt(await documentFrom(plain), (parts) => [...parts.slice(0, 3), new Uint8Array(95)])],
    [
      'a changed signature',
      'document_signature',
      async () => rebuilt(await documentFrom(plain), (parts) => [...parts.slice(0, 3), new Uint8Array(96).fill(1)]),
    ],
    [
      'a payload with a key twice',
      'cbor_invalid',
      async () =>
        rebuilt(await documentFrom(plain), ([head, unprotected, payload, signature]) => {
          const bytes = payload as Uint8Array;
          const again = encode('digest');
          // One more pair than before, and `digest` a second time.
          return [head, unprotected, Uint8Array.of((bytes[0] as number) + 1, ...bytes.subarray(1), ...again, ...encode('SHA384')), signature];
        }),
    ],
  ];
  for (const [name, reason, document, chain = plain, nowMs = NOW_MS] of cases) {
    it(`refused: ${name}`, async () => {
      await assert.rejects(verify(await document(), pinsFor(chain), nowMs), { name: 'AttestationError', reason });
    });
  }

  it('refused: a leaf that is an authority itself', async () => {
    const chain = await makeChain({ leafPathLength: 0 });
    await assert.rejects(verify(await documentFrom(chain), pinsFor(chain)), { reason: 'chain_usage' });
  });

  it('refused: more authorities than a path length allows', async () => {
    const chain = await makeChain({ pathLength: 0, second: true });
    await assert.rejects(verify(await documentFrom(chain), pinsFor(chain)), { reason: 'chain_path_length' });
  });

  it('refused: a leaf in the place of an authority', async () => {
    const chain = await makeChain({ pathLength: null });
    await assert.rejects(verify(await documentFrom(chain), pinsFor(chain)), { reason: 'chain_usage' });
  });
});
