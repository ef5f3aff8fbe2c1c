import assert from 'node:assert/strict';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { decode, encode } from 'cborg';
import { openDevelopmentNsm } from '../nsm/development-nsm.ts';
import { createDevelopmentRoot, developmentRootSha256 } from '../nsm/development-root.ts';
import { AttestationError, AWS_NITRO_ROOT_SHA256, verifyAttestation } from './attestation.ts';
import { readCoseSign1, toBeSigned } from './cose-sign1.ts';

const vectors = join(import.meta.dirname, '../../../../shared/vectors');
const skip = existsSync(vectors) ? false : `no vectors at ${vectors}`;
const kind = (expected: AttestationError['kind']) => (error: unknown) => error instanceof AttestationError && error.kind === expected;
const trusted = [AWS_NITRO_ROOT_SHA256];

describe('documents of AWS', { skip }, () => {
  const file = (name: string) => readFileSync(join(vectors, 'nitro', name));
  const madeAtMs = 1_665_651_482_136;

  test('a real one verifies at its time, and only then', () => {
    const document = file('valid-attestation-doc-bytes');
    const attestation = verifyAttestation(document, { rootsSha256: trusted, nowMs: madeAtMs });
    assert.equal(attestation.moduleId, 'i-020b6af9246d90e92-enc0183d09086c24190');
    assert.equal(attestation.timestampMs, madeAtMs);
    assert.equal(attestation.pcrs.size, 16);
    assert.equal(
      Buffer.from(attestation.pcrs.get(0) as Uint8Array)
        .toString('hex')
        .slice(0, 8),
      'f4d48b81',
    );
    assert.equal(attestation.nonce?.length, 256);
    for (const nowMs of [madeAtMs + 5 * 60_000 + 1, madeAtMs - 60_001, madeAtMs + 86_400_000 * 365]) {
      assert.throws(() => verifyAttestation(document, { rootsSha256: trusted, nowMs }), kind('untrusted'));
    }
    assert.throws(() => verifyAttestation(document, { rootsSha256: ['00'.repeat(32)], nowMs: madeAtMs }), kind('untrusted'));
  });

  test('every changed byte is noticed', () => {
    const document = file('valid-attestation-doc-bytes');
    for (let index = 0; index < document.length; index += 61) {
      const changed = Uint8Array.from(document);
      changed[index] = (changed[index] as number) ^ 0x10;
      assert.throws(() => verifyAttestation(changed, { rootsSha256: trusted, nowMs: madeAtMs }), AttestationError, `byte ${index}`);
    }
  });

  test('the one of a debug enclave is refused though AWS signed it', () => {
    assert.throws(() => verifyAttestation(file('debug-mode-attestation-doc-bytes'), { rootsSha256: trusted, nowMs: 1_665_582_606_081 }), {
      kind: 'untrusted',
      message: 'the enclave runs in debug mode',
    });
  });
});

describe('COSE_Sign1 examples of the working group', { skip }, () => {
  type Example = {
    readonly title: string;
    readonly input: { readonly sign0: { readonly external?: string; readonly key: { readonly x: string; readonly y: string } } };
    readonly intermediates: { readonly ToBeSign_hex: string };
    readonly output: { readonly cbor: string };
  };
  for (const name of ['pass-01', 'pass-02', 'pass-03', 'fail-01', 'fail-02', 'fail-03', 'fail-04', 'fail-06', 'fail-07']) {
    test(`sign-${name}`, () => {
      const example = JSON.parse(readFileSync(join(vectors, 'cose', `sign-${name}.json`), 'utf8')) as Example;
      const document = Buffer.from(example.output.cbor, 'hex');
      const { x, y } = example.input.sign0.key;
      const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
      const external = Buffer.from(example.input.sign0.external ?? '', 'hex');
      const isValid = () => {
        const message = readCoseSign1(document);
        // The first example has its algorithm in the unprotected header, which a Nitro document may not.
        const algorithm = message.protectedHeader.get(1) ?? message.unprotectedHeader.get(1);
        return algorithm === -7 && verify('sha256', toBeSigned(message, external), { key, dsaEncoding: 'ieee-p1363' }, message.signature);
      };
      if (name.startsWith('pass')) {
        assert.equal(Buffer.from(toBeSigned(readCoseSign1(document), external)).toString('hex'), example.intermediates.ToBeSign_hex.toLowerCase());
        assert.equal(isValid(), true);
      } else {
        let valid: boolean;
        try {
          valid = isValid();
        } catch {
          valid = false;
        }
        assert.equal(valid, false);
      }
      assert.throws(() => verifyAttestation(document, { rootsSha256: trusted, nowMs: 0 }), kind('malformed'));
    });
  }
});

describe('documents of the development module', async () => {
  const nowMs = 1_790_000_000_000;
  const clock = { nowMs: () => nowMs };
  const random = (length: number) => Uint8Array.from(randomBytes(length));
  const root = await createDevelopmentRoot({ clock, random });
  const rootsSha256 = [developmentRootSha256(root)];
  const pcrs = { 0: '0a'.repeat(48), 1: '0b'.repeat(48), 2: '0c'.repeat(48) };
  /** By a module of its own, with a chain of its own. */
  const newDocument = async (): Promise<Uint8Array> => {
    const nsm = openDevelopmentNsm({ root, pcrs, moduleId: 'i-1-enc1', clock, random });
    const request = { Attestation: { public_key: Uint8Array.of(1), user_data: Uint8Array.of(2), nonce: null } };
    const reply = decode(await nsm.handle(encode(request))) as { readonly Attestation: { readonly document: Uint8Array } };
    return reply.Attestation.document;
  };
  const document = await newDocument();
  const parts = decode(document, { useMaps: true }) as [Uint8Array, Map<unknown, unknown>, Uint8Array, Uint8Array];
  /** The document with another payload, under its old signature. */
  const withPayload = (change: (payload: Map<string, unknown>) => void) => {
    const payload = decode(parts[2], { useMaps: true }) as Map<string, unknown>;
    change(payload);
    return encode([parts[0], parts[1], encode(payload, { mapSorter: () => 0 }), parts[3]]);
  };

  test('verify, with what the enclave put in', () => {
    const attestation = verifyAttestation(document, { rootsSha256, nowMs });
    assert.deepEqual([attestation.publicKey, attestation.userData, attestation.nonce], [Uint8Array.of(1), Uint8Array.of(2), null]);
    const tagged = Buffer.concat([Buffer.of(0xd2), document]);
    assert.equal(verifyAttestation(tagged, { rootsSha256, nowMs }).moduleId, 'i-1-enc1');
  });

  test('an expired leaf and a root nobody pinned are refused, whether the chain was verified before or not', async () => {
    const isRefused = (bytes: Uint8Array): void => {
      assert.throws(() => verifyAttestation(bytes, { rootsSha256, nowMs: nowMs + 3 * 3_600_000 + 1 }), { message: 'the leaf has expired' });
      assert.throws(() => verifyAttestation(bytes, { rootsSha256, nowMs: nowMs - 86_400_000 }), { message: /is not valid yet$/ });
      assert.throws(() => verifyAttestation(bytes, { rootsSha256: trusted, nowMs }), { message: 'the root certificate is not trusted' });
    };
    const other = await newDocument();
    isRefused(other);
    verifyAttestation(other, { rootsSha256, nowMs });
    isRefused(other);
  });

  test('a document under the chain of another, which was verified before, fails the signature', async () => {
    verifyAttestation(document, { rootsSha256, nowMs });
    const other = decode(await newDocument(), { useMaps: true }) as typeof parts;
    const theirs = decode(other[2], { useMaps: true }) as Map<string, unknown>;
    const certificate = theirs.get('certificate');
    const mixed = withPayload((payload) => payload.set('certificate', certificate).set('cabundle', theirs.get('cabundle')));
    assert.throws(() => verifyAttestation(mixed, { rootsSha256, nowMs }), { message: 'the signature does not verify' });
    const leafOnly = withPayload((payload) => payload.set('certificate', certificate));
    assert.throws(() => verifyAttestation(leafOnly, { rootsSha256, nowMs }), { message: 'the leaf was not issued by cabundle[1]' });
  });

  test('a payload that was changed but is well-formed fails the signature', () => {
    const changed = withPayload((payload) => payload.set('user_data', Uint8Array.of(3)));
    assert.throws(() => verifyAttestation(changed, { rootsSha256, nowMs }), { message: 'the signature does not verify' });
  });

  const bad: readonly [string, (payload: Map<string, unknown>) => void][] = [
    ['module_id empty', (payload) => payload.set('module_id', '')],
    ['digest of another kind', (payload) => payload.set('digest', 'SHA256')],
    ['timestamp zero', (payload) => payload.set('timestamp', 0)],
    ['pcrs empty', (payload) => payload.set('pcrs', new Map())],
    ['pcr of wrong length', (payload) => payload.set('pcrs', new Map([[0, new Uint8Array(47)]]))],
    ['pcr 32', (payload) => payload.set('pcrs', new Map([[32, new Uint8Array(48)]]))],
    ['certificate empty', (payload) => payload.set('certificate', new Uint8Array(0))],
    ['certificate too long', (payload) => payload.set('certificate', new Uint8Array(1025))],
    ['cabundle empty', (payload) => payload.set('cabundle', [])],
    ['public_key empty', (payload) => payload.set('public_key', new Uint8Array(0))],
    ['nonce too long', (payload) => payload.set('nonce', new Uint8Array(1025))],
    ['user_data of another type', (payload) => payload.set('user_data', 'text')],
    ['a field too many', (payload) => payload.set('extra', 1)],
  ];
  for (const [name, change] of bad) {
    test(`malformed: ${name}`, () => assert.throws(() => verifyAttestation(withPayload(change), { rootsSha256, nowMs }), kind('malformed')));
  }

  test('malformed: other algorithm, unprotected header, trailing byte, indefinite length, short signature', () => {
    const shapes = [
      encode([encode(new Map([[1, -7]])), new Map(), parts[2], parts[3]]),
      encode([parts[0], new Map([[1, -35]]), parts[2], parts[3]]),
      Buffer.concat([document, Buffer.of(0)]),
      Buffer.concat([Buffer.of(0x9f), document.subarray(1), Buffer.of(0xff)]),
      encode([parts[0], parts[1], parts[2], parts[3].subarray(1)]),
      Buffer.alloc(0),
    ];
    for (const shape of shapes) assert.throws(() => verifyAttestation(shape, { rootsSha256, nowMs }), kind('malformed'));
  });

  test('a leaf that signs as an authority, or an authority in the place of the leaf, is refused', () => {
    const payload = decode(parts[2], { useMaps: true }) as Map<string, unknown>;
    const [rootDer, intermediate] = payload.get('cabundle') as [Uint8Array, Uint8Array];
    assert.equal(createHash('sha256').update(rootDer).digest('hex'), rootsSha256[0]);
    const leaf = payload.get('certificate') as Uint8Array;
    for (const [cabundle, certificate] of [
      [[rootDer], intermediate],
      [[rootDer, intermediate, leaf], leaf],
      [[rootDer], leaf],
      [[rootDer, intermediate, intermediate], leaf],
    ] as const) {
      const shape = withPayload((map) => map.set('cabundle', cabundle).set('certificate', certificate));
      assert.throws(() => verifyAttestation(shape, { rootsSha256, nowMs }), kind('untrusted'));
    }
  });
});
