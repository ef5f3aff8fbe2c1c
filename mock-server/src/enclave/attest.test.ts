import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { decode, encode } from 'cborg';
import { createAttester, readImageMeasurement } from './attest.ts';
import type { SecurityModule } from './ports.ts';
import { createTestClock } from './testing/fakes.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const DAY_MS = 86_400_000;

type Request = Parameters<SecurityModule['attest']>[0];

/** Answers with a COSE_Sign1 array around a payload, and remembers what it was asked for. */
function moduleWith(answer: (request: Request) => Uint8Array): SecurityModule & { readonly requests: Request[] } {
  const requests: Request[] = [];
  return {
    requests,
    attest: async (request) => {
      requests.push(request);
      return answer(request);
    },
    random: async (length) => bytes(length, 0),
  };
}
const cose = (payload: unknown) => encode([bytes(4, 1), new Map(), payload, bytes(96, 2)]);

async function setUp() {
  const clock = createTestClock(1_000);
  const securityModule = moduleWith(({ nonce }) => cose(Uint8Array.of(7, ...(nonce ?? []))));
  const attester = await createAttester({ securityModule, manifestSha256: bytes(32, 5), clock });
  return { clock, securityModule, attester };
}

describe('attestation', () => {
  it('asks for a document over both public keys, the manifest and the caller’s nonce', async () => {
    const { attester, securityModule } = await setUp();
    const { document, payloadSha256, hpkeKey } = await attester.attest(bytes(32, 9));
    assert.deepEqual(securityModule.requests, [{ publicKey: attester.publicKeys(), userData: bytes(32, 5), nonce: bytes(32, 9) }]);
    assert.deepEqual(document, cose(Uint8Array.of(7, ...bytes(32, 9))));
    assert.deepEqual(
      payloadSha256,
      new Uint8Array(
        createHash('sha256')
          .update(Uint8Array.of(7, ...bytes(32, 9)))
          .digest(),
      ),
    );
    const [hpkePublicKey, proofPublicKey] = decode(attester.publicKeys()) as [Uint8Array, Uint8Array];
    assert.deepEqual([hpkePublicKey, hpkePublicKey.length, proofPublicKey.length], [hpkeKey.publicKey, 65, 32]);
  });

  it('renews the key that calls are sealed to after a day, at the millisecond, and keeps the one that proves', async () => {
    const { attester, clock } = await setUp();
    const first = await attester.attest(bytes(32, 0));
    assert.equal(first.hpkeKey.createdAtMs, 1_000);
    clock.advance(DAY_MS - 1);
    assert.equal((await attester.attest(bytes(32, 0))).hpkeKey, first.hpkeKey);
    const [, proofPublicKey] = decode(attester.publicKeys()) as Uint8Array[];
    clock.advance(1);
    const second = await attester.attest(bytes(32, 0));
    assert.equal(second.hpkeKey.createdAtMs, 1_000 + DAY_MS);
    assert.notDeepEqual(second.hpkeKey.publicKey, first.hpkeKey.publicKey);
    assert.deepEqual(decode(attester.publicKeys()), [second.hpkeKey.publicKey, proofPublicKey]);
    assert.equal((await attester.attest(bytes(32, 0))).hpkeKey, second.hpkeKey);
  });

  it('a document names the key that its reply gives, also when the key is renewed while the module answers', async () => {
    const clock = createTestClock(0);
    const securityModule = moduleWith(() => cose(bytes(1, 0)));
    const attester = await createAttester({ securityModule, manifestSha256: bytes(32, 5), clock });
    clock.advance(DAY_MS - 1);
    const slow = attester.attest(bytes(32, 1));
    clock.advance(1);
    const next = await attester.attest(bytes(32, 2));
    const { hpkeKey } = await slow;
    assert.notEqual(next.hpkeKey, hpkeKey);
    assert.deepEqual((decode(securityModule.requests[0]?.publicKey as Uint8Array) as Uint8Array[])[0], hpkeKey.publicKey);
  });

  it('proves a statement with the attested Ed25519 key over "alcove/proof/v1" ‖ 0 ‖ payload', async () => {
    const { attester } = await setUp();
    const { payload, signature } = attester.prove({ type: 'EXPORT', walletId: 'w', ledgerSeq: 3 });
    assert.deepEqual(decode(payload), { type: 'EXPORT', walletId: 'w', ledgerSeq: 3 });
    const [, proofPublicKey] = decode(attester.publicKeys()) as Uint8Array[];
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(proofPublicKey as Uint8Array).toString('base64url') } });
    assert.equal(signature.length, 64);
    assert.ok(verify(null, Buffer.concat([Buffer.from('alcove/proof/v1\0'), payload]), key, signature));
    assert.ok(!verify(null, payload, key, signature));
  });

  it('error: a module that sends no COSE_Sign1 document', async () => {
    const error = { message: 'the security module sent no COSE_Sign1 document' };
    for (const document of [encode(new Map([[2, bytes(1, 0)]])), encode([1, 2]), encode('text'), cose('text'), cose(null)]) {
      const attester = await createAttester({ securityModule: moduleWith(() => document), manifestSha256: bytes(32, 5), clock: createTestClock(0) });
      await assert.rejects(attester.attest(bytes(32, 0)), error);
      await assert.rejects(readImageMeasurement(moduleWith(() => document)), error);
    }
  });
});

describe('the image measurement', () => {
  const payload = (pcrs: unknown) => cose(encode(new Map([['pcrs', pcrs]])));

  it('is PCR0, in lower-case hexadecimal, of a document that was asked for with nothing in it', async () => {
    const securityModule = moduleWith(() =>
      payload(
        new Map([
          [0, bytes(48, 0xab)],
          [1, bytes(48, 1)],
        ]),
      ),
    );
    assert.equal(await readImageMeasurement(securityModule), 'ab'.repeat(48));
    assert.deepEqual(securityModule.requests, [{}]);
  });

  it('error: a document without it', async () => {
    const documents = [
      payload(new Map()),
      payload(new Map([[0, 'text']])),
      payload([bytes(48, 1)]),
      payload('text'),
      cose(encode([])),
      cose(encode(new Map())),
    ];
    for (const document of documents) {
      await assert.rejects(readImageMeasurement(moduleWith(() => document)), { message: 'the security module sent no measurements' });
    }
  });
});
