import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { readCoseSign1 as readAtKms, toBeSigned } from '../../mock-server/src/kms/cose-sign1.ts';
import { CborError } from '../../widget/src/crypto/cbor-decode.ts';
import { readCoseSign1 as readInWidget } from '../../widget/src/crypto/cose.ts';
import { needsVectors, readVector } from './vectors.ts';

/*
 * COSE working group examples of COSE_Sign1 (RFC 9052 §4.2). They are ES256 with the key's id unprotected; both readers
 * here take attestation documents, ES384 with nothing unprotected, so what they have to do with these is told apart.
 */

type Example = {
  readonly title: string;
  readonly input: { readonly sign0: { readonly key: JsonWebKey; readonly external?: string } };
  readonly output: { readonly cbor: string };
};

const ES256 = -7;
const passing = ['sign-pass-01', 'sign-pass-02', 'sign-pass-03'];
const failing = ['sign-fail-01', 'sign-fail-02', 'sign-fail-03', 'sign-fail-04', 'sign-fail-06', 'sign-fail-07'];

function read(name: string): { readonly example: Example; readonly message: Uint8Array } {
  const example = JSON.parse(readVector(`cose/${name}.json`).toString('utf8')) as Example;
  return { example, message: new Uint8Array(Buffer.from(example.output.cbor, 'hex')) };
}

/** What a verifier for ES256 would make of it: the KMS's reader and bytes to sign, and the algorithm from either header. */
function isAccepted(name: string): boolean {
  const { example, message } = read(name);
  const { key, external } = example.input.sign0;
  try {
    const parts = readAtKms(message);
    if ((parts.protectedHeader.get(1) ?? parts.unprotectedHeader.get(1)) !== ES256) return false;
    const signed = toBeSigned(parts, new Uint8Array(Buffer.from(external ?? '', 'hex')));
    const { kty, crv, x, y } = key as Record<string, string>;
    return verify(
      'sha256',
      signed,
      { key: createPublicKey({ key: { kty, crv, x, y } as JsonWebKey, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      parts.signature,
    );
  } catch (error) {
    assert.equal((error as Error).name, 'CoseFormatError', name);
    return false;
  }
}

describe('COSE_Sign1 examples', needsVectors, () => {
  it('the KMS’s reader takes the good ones and none of the bad ones', (context) => {
    assert.deepEqual([...passing, ...failing].filter(isAccepted), passing);
    context.diagnostic(`${passing.length + failing.length} examples`);
  });

  it('the widget’s reader takes none of them: another algorithm, or something unprotected', () => {
    for (const name of [...passing, ...failing]) {
      const { message } = read(name);
      let outcome: unknown;
      try {
        outcome = readInWidget(message);
      } catch (error) {
        assert.ok(error instanceof CborError, name);
        continue;
      }
      assert.equal(typeof outcome, 'string', name);
    }
  });
});
