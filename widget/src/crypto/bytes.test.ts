import { expect } from '@open-wc/testing';
import { assertLength, equalBytes, fromBase64url, fromHex, fromUtf8, randomBytes, sha256, toBase64url, toHex, utf8, wipe } from './bytes.ts';

describe('base64url', () => {
  // RFC 4648 §10, without padding.
  for (const [text, encoded] of [
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ] as const) {
    it(`${text} ↔ ${encoded}`, () => {
      expect(toBase64url(utf8(text))).to.equal(encoded);
      expect(fromUtf8(fromBase64url(encoded, 'x'))).to.equal(text);
    });
  }
  it('uses the alphabet of addresses', () => expect(toBase64url(Uint8Array.of(251, 255, 254))).to.equal('-__-'));
  for (const text of ['Zg==', 'Z', 'Zh', 'a+b/', 'Zg\n', 'Zé'])
    it(`refuses ${JSON.stringify(text)}`, () => expect(() => fromBase64url(text, 'field')).to.throw(TypeError, 'field'));
});

describe('hex', () => {
  it('reads with and without prefix, in either case', () => {
    expect(toHex(fromHex('0xABcd', 'x'))).to.equal('abcd');
    expect(toHex(fromHex('', 'x'))).to.equal('');
  });
  for (const text of ['0x1', 'zz', '0x 1', '0X00']) it(`refuses ${text}`, () => expect(() => fromHex(text, 'field')).to.throw(TypeError, 'field'));
});

describe('bytes', () => {
  it('compares, measures, wipes and hashes', async () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).to.equal(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).to.equal(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).to.equal(false);
    expect(() => assertLength(new Uint8Array(31), 32, 'key')).to.throw(TypeError, 'key must be 32 bytes');
    const secret = Uint8Array.of(1, 2, 3);
    wipe(secret);
    expect(secret).to.deep.equal(new Uint8Array(3));
    expect(toHex(await sha256(utf8('abc')))).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(randomBytes(16)).to.not.deep.equal(randomBytes(16));
  });
  it('refuses bytes that are not UTF-8, and keeps a byte order mark', () => {
    expect(() => fromUtf8(Uint8Array.of(0xc3))).to.throw(TypeError);
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf)).length).to.equal(1);
  });
});
