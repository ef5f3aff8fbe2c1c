import { expect } from '@open-wc/testing';
import { isP256Point } from './p256.ts';

describe('isP256Point', () => {
  it('takes what WebCrypto makes', async () => {
    for (let round = 0; round < 8; round++) {
      const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
      expect(isP256Point(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)))).to.equal(true);
    }
  });

  it('refuses the point at infinity, points elsewhere, other encodings and coordinates beyond the field', () => {
    const refused = [
      Uint8Array.of(4, ...new Uint8Array(64)),
      Uint8Array.of(4, ...new Uint8Array(64).fill(1)),
      Uint8Array.of(4, ...new Uint8Array(64).fill(255)),
      Uint8Array.of(2, ...new Uint8Array(32)),
      new Uint8Array(64),
      new Uint8Array(),
    ];
    for (const point of refused) expect(isP256Point(point)).to.equal(false);
  });
});
