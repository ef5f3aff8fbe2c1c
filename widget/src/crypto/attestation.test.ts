import { expect } from '@open-wc/testing';
import { AttestationError, verifyAttestation, verifyDocument } from './attestation.ts';
import { readAttestationPayload } from './attestation-payload.ts';
import { decodeCbor } from './cbor-decode.ts';
import { nitroDocuments } from './testing/nitro-vectors.ts';

/* The table of wrong documents is in test/vectors/nitro.test.ts; here real ones meet the WebCrypto of each engine. */

const AWS_ROOT_SHA256 = '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b';
const documents = await nitroDocuments();

function timeOf(document: Uint8Array): number {
  const parts = decodeCbor(document) as readonly Uint8Array[];
  return readAttestationPayload(parts[2] as Uint8Array)?.timestampMs ?? 0;
}

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof AttestationError ? error.reason : error),
  );

describe('verifyDocument, with documents of real enclaves', () => {
  if (documents.length === 0) it.skip('no published vectors are served here');
  for (const { name, document } of documents) {
    it(`${name} holds at its own time under AWS's root`, async () => {
      const { payload } = await verifyDocument(document, { rootSha256: AWS_ROOT_SHA256, nowMs: timeOf(document) });
      expect(payload.cabundle.length).to.equal(4);
    });
    it(`${name} is refused today, with one bit changed, and by pins that know no such release`, async () => {
      expect(await reasonOf(verifyDocument(document, { rootSha256: AWS_ROOT_SHA256, nowMs: Date.UTC(2026, 0) }))).to.equal('certificate_expired');
      const changed = document.map((byte, index) => (index === document.length - 50 ? byte ^ 1 : byte));
      expect(await reasonOf(verifyDocument(changed, { rootSha256: AWS_ROOT_SHA256, nowMs: timeOf(document) }))).to.equal('document_signature');
      const pins = { mode: 'production', rootSha256: AWS_ROOT_SHA256, releases: [] } as const;
      expect(await reasonOf(verifyAttestation(document, { pins, nonce: new Uint8Array(32), nowMs: timeOf(document) }))).to.equal('nonce_mismatch');
    });
  }

  it('refuses noise with its own error', async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(5000), Uint8Array.of(0x84, 0x40, 0xa0, 0x40, 0x40)]) {
      expect(await reasonOf(verifyDocument(bytes, { rootSha256: AWS_ROOT_SHA256, nowMs: 0 }))).to.be.oneOf(['cbor_invalid', 'cose_shape']);
    }
  });
});
