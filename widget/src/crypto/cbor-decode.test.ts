import { expect } from '@open-wc/testing';
import { fromHex } from './bytes.ts';
import { CborError, decodeCbor, decodeCborMap } from './cbor-decode.ts';

/* RFC 8949 appendix A is in test/vectors/cbor.test.ts; here is what must not be read. */

describe('decodeCbor', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['a number in more bytes than it needs', '1817'],
    ['a length in more bytes than it needs', '580100'],
    ['a key twice', 'a2616101616102'],
    ['bytes after the item', '0000'],
    ['an array longer than the input', '9affffffff'],
    ['a byte string longer than the input', '5a00010000'],
    ['an indefinite length', '5f4100ff'],
    ['a text that is not UTF-8', '61ff'],
    ['a float', 'f93c00'],
    ['undefined', 'f7'],
    ['a key that is an array', 'a18000'],
    ['nothing', ''],
    ['200 levels', `${'81'.repeat(200)}00`],
    ['more items than there may be', `991388${'00'.repeat(5000)}`],
  ];
  for (const [name, hex] of refused) it(`refuses ${name}`, () => expect(() => decodeCbor(fromHex(hex, 'case'))).to.throw(CborError));

  it('reads maps, and tells a number key from a text key', () => {
    const map = decodeCborMap(fromHex('a201613161316131', 'case'));
    expect([...map]).to.deep.equal([
      [1, '1'],
      ['1', '1'],
    ]);
    expect(() => decodeCborMap(fromHex('80', 'case'))).to.throw(CborError);
  });

  it('keeps integers beyond 2^53 exact', () => expect(decodeCbor(fromHex('1bffffffffffffffff', 'case'))).to.equal((1n << 64n) - 1n));
});
