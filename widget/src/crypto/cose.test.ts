import { expect } from '@open-wc/testing';
import { concatBytes, encodeDcbor } from '../contract/dcbor.ts';
import { readCoseSign1, verifyCoseSign1 } from './cose.ts';

const ES384_HEADER = Uint8Array.of(0xa1, 0x01, 0x38, 0x22);
const payload = Uint8Array.of(1, 2, 3);

async function message(header = ES384_HEADER) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign', 'verify']);
  const signed = encodeDcbor(['Signature1', header, new Uint8Array(), payload]);
  const signature = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-384' }, privateKey, signed));
  return { document: encodeDcbor([header, {}, payload, signature]), publicKey };
}

describe('readCoseSign1 and verifyCoseSign1', () => {
  it('verify what was signed, tagged or not', async () => {
    const { document, publicKey } = await message();
    for (const bytes of [document, concatBytes(Uint8Array.of(0xd2), document)]) {
      const read = readCoseSign1(bytes);
      if (typeof read === 'string') throw new Error(read);
      expect(read.payload).to.deep.equal(payload);
      expect(await verifyCoseSign1(read, publicKey)).to.equal(true);
      expect(await verifyCoseSign1({ ...read, payload: Uint8Array.of(1, 2, 4) }, publicKey)).to.equal(false);
    }
  });

  it('refuse other shapes, tags, algorithms and anything unprotected', async () => {
    const { document } = await message();
    const signature = new Uint8Array(96);
    expect(readCoseSign1(concatBytes(Uint8Array.of(0xd1), document))).to.equal('cose_shape');
    expect(readCoseSign1(encodeDcbor([ES384_HEADER, {}, payload]))).to.equal('cose_shape');
    expect(readCoseSign1(encodeDcbor([ES384_HEADER, {}, payload, new Uint8Array(95)]))).to.equal('cose_shape');
    expect(readCoseSign1(encodeDcbor([ES384_HEADER, { alg: 1 }, payload, signature]))).to.equal('cose_unprotected');
    for (const header of ['a10126', 'a0', 'a2013822044131'] as const) {
      const bytes = Uint8Array.from(header.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
      expect(readCoseSign1(encodeDcbor([bytes, {}, payload, signature])), header).to.equal('cose_algorithm');
    }
  });
});
