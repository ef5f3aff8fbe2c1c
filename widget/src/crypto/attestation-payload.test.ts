import { expect } from '@open-wc/testing';
import { type CborValue, encodeDcbor } from '../contract/dcbor.ts';
import { readAttestationPayload } from './attestation-payload.ts';

/** dCBOR has no number keys, so the PCR map is written by hand: `{index: 48 bytes}` for an index below 24 or in one byte. */
function payloadWith(fields: { readonly [key: string]: CborValue }, pcrIndex = 0, pcrLength = 48): Uint8Array {
  const marker = 'PCRS-GO-HERE';
  const bytes = [
    ...encodeDcbor({
      module_id: 'i-1',
      digest: 'SHA384',
      timestamp: 1,
      certificate: new Uint8Array(9),
      cabundle: [new Uint8Array(9)],
      ...fields,
      pcrs: marker,
    }),
  ];
  const encodedMarker = [...encodeDcbor(marker)];
  const at = bytes.findIndex((_byte, index) => encodedMarker.every((expected, offset) => bytes[index + offset] === expected));
  const index = pcrIndex < 24 ? [pcrIndex] : [0x18, pcrIndex];
  bytes.splice(at, encodedMarker.length, 0xa1, ...index, 0x58, pcrLength, ...new Uint8Array(pcrLength));
  return Uint8Array.from(bytes);
}

describe('readAttestationPayload', () => {
  it('reads the fields, and takes null for a field that was not asked for', () => {
    const payload = readAttestationPayload(payloadWith({ nonce: null, user_data: new Uint8Array(32) }));
    expect([payload?.moduleId, payload?.nonce, payload?.publicKey, payload?.userData?.length, payload?.pcrs.get(0)?.length]).to.deep.equal([
      'i-1',
      null,
      null,
      32,
      48,
    ]);
    expect(readAttestationPayload(payloadWith({}, 31))?.pcrs.has(31)).to.equal(true);
  });

  const refused: readonly (readonly [string, Uint8Array])[] = [
    ['an empty module id', payloadWith({ module_id: '' })],
    ['no time', payloadWith({ timestamp: 0 })],
    ['a time that is text', payloadWith({ timestamp: '1' })],
    ['another digest', payloadWith({ digest: 'SHA256' })],
    ['an empty certificate', payloadWith({ certificate: new Uint8Array() })],
    ['a certificate over 1024 bytes', payloadWith({ certificate: new Uint8Array(1025) })],
    ['an empty bundle', payloadWith({ cabundle: [] })],
    ['a bundle of text', payloadWith({ cabundle: ['x'] })],
    ['nine authorities', payloadWith({ cabundle: Array.from({ length: 9 }, () => new Uint8Array(9)) })],
    ['user data over 1024 bytes', payloadWith({ user_data: new Uint8Array(1025) })],
    ['a nonce that is text', payloadWith({ nonce: 'x' })],
    ['a PCR with index 32', payloadWith({}, 32)],
    ['a PCR of 47 bytes', payloadWith({}, 0, 47)],
  ];
  for (const [name, bytes] of refused) it(`refuses ${name}`, () => expect(readAttestationPayload(bytes)).to.equal(null));
});
