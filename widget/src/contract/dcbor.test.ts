import { expect } from '@open-wc/testing';
import { type CborValue, concatBytes, encodeDcbor } from './dcbor.ts';

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

describe('encodeDcbor', () => {
  // RFC 8949 appendix A, the part that deterministic encoding can say.
  const cases: readonly (readonly [CborValue, string])[] = [
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65_536, '1a00010000'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [(1n << 64n) - 1n, '1bffffffffffffffff'],
    [-1, '20'],
    [-(1n << 64n), '3bffffffffffffffff'],
    [false, 'f4'],
    [true, 'f5'],
    [null, 'f6'],
    ['', '60'],
    ['\u00fc', '62c3bc'],
    [Uint8Array.of(1, 2, 3, 4), '4401020304'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [{ b: [2, 3], a: 1 }, 'a26161016162820203'],
    // Shorter keys first, because their encoding is smaller (RFC 8949 §4.2.1).
    [{ aa: 1, b: 2 }, 'a2616202626161' + '01'],
  ];
  for (const [value, expected] of cases) it(`gives ${expected}`, () => expect(hex(encodeDcbor(value))).to.equal(expected));

  it('refuses floats and integers over 64 bits', () => {
    expect(() => encodeDcbor(1.5)).to.throw(TypeError);
    expect(() => encodeDcbor(2 ** 53)).to.throw(TypeError);
    expect(() => encodeDcbor(1n << 64n)).to.throw(RangeError);
  });
});

describe('concatBytes', () => {
  it('joins in order', () => expect(hex(concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3)))).to.equal('010203'));
});
