import { expect } from '@open-wc/testing';
import { readAttestationPayload } from './attestation-payload.ts';
import { decodeCbor } from './cbor-decode.ts';
import { DerError } from './der.ts';
import { nitroDocuments } from './testing/nitro-vectors.ts';
import { type Certificate, checkChain, parseCertificate } from './x509.ts';

const [first] = await nitroDocuments();

function realChain(document: Uint8Array): { readonly ders: readonly Uint8Array[]; readonly chain: readonly Certificate[]; readonly nowMs: number } {
  const payload = readAttestationPayload((decodeCbor(document) as readonly Uint8Array[])[2] as Uint8Array);
  if (payload === null) throw new Error('the vector cannot be read');
  const ders = [...payload.cabundle, payload.certificate];
  return { ders, chain: ders.map(parseCertificate), nowMs: payload.timestampMs };
}

describe('parseCertificate', () => {
  it('refuses what is no certificate', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0x30, 0), Uint8Array.of(2, 1, 1), new Uint8Array(300).fill(0x30)]) {
      expect(() => parseCertificate(bytes)).to.throw(DerError);
    }
  });
});

describe('checkChain, with the certificates of a real enclave', () => {
  if (first === undefined) {
    it.skip('no published vectors are served here');
    return;
  }
  const { ders, chain, nowMs } = realChain(first.document);
  const change = (index: number, part: Partial<Certificate>) => chain.map((certificate, at) => (at === index ? { ...certificate, ...part } : certificate));
  const last = chain.length - 1;

  it('holds as AWS issued it', async () => {
    expect(await checkChain(chain, nowMs)).to.equal(null);
    expect(chain.map(({ isCa, pathLength }) => [isCa, pathLength])).to.deep.equal([
      [true, null],
      [true, 2],
      [true, 1],
      [true, 0],
      [false, null],
    ]);
  });

  const faults: readonly (readonly [string, readonly Certificate[], string])[] = [
    ['a leaf that is an authority', change(last, { isCa: true }), 'chain_usage'],
    ['a leaf that may not sign', change(last, { digitalSignature: false }), 'chain_usage'],
    ['an authority that is none', change(2, { isCa: false }), 'chain_usage'],
    ['an authority that may not sign certificates', change(2, { keyCertSign: false }), 'chain_usage'],
    ['a path that is too long', change(1, { pathLength: 1 }), 'chain_path_length'],
    ['a missing link', [...chain.slice(0, 2), ...chain.slice(3)], 'chain_names'],
    ['another signature', change(3, { signature: new Uint8Array(96).fill(1) }), 'chain_signature'],
    ['an authority that has expired', change(1, { notAfterMs: nowMs - 1 }), 'certificate_expired'],
    ['a leaf of tomorrow', change(last, { notBeforeMs: nowMs + 1 }), 'certificate_not_yet_valid'],
  ];
  for (const [name, wrong, fault] of faults) it(`refuses ${name}`, async () => expect(await checkChain(wrong, nowMs)).to.equal(fault));

  it('throws its own error, or nothing, for every single byte that is changed', () => {
    const leaf = ders[last] as Uint8Array;
    for (let index = 0; index < leaf.length; index++) {
      const changed = leaf.map((byte, at) => (at === index ? byte ^ 0x55 : byte));
      try {
        parseCertificate(changed);
      } catch (error) {
        expect(error, `byte ${index}`).to.be.instanceOf(DerError);
      }
    }
  });
});
