import { expect } from '@open-wc/testing';
import { fromHex, toHex } from './bytes.ts';
import { childrenOf, DerError, expectTag, rawEcdsaSignature, readDer, smallInteger } from './der.ts';

const der = (hex: string) => readDer(fromHex(hex, 'case'));

describe('readDer', () => {
  it('keeps the received bytes of each node', () => {
    const node = der('3006020101020102');
    expect(childrenOf(node).map(({ whole }) => toHex(whole))).to.deep.equal(['020101', '020102']);
    expect(smallInteger(childrenOf(node)[1] as never, 'x')).to.equal(2);
  });

  const refused: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['a cut end', '300302'],
    ['bytes after the structure', '020101ff'],
    ['an indefinite length', '30800000'],
    ['a length in more bytes than it needs', '02810101'],
    ['a length over three bytes', '02840000000101'],
    ['a long tag', '1f8101'],
  ];
  for (const [name, hex] of refused) it(`refuses ${name}`, () => expect(() => der(hex)).to.throw(DerError));

  it('names what has another type', () => {
    expect(() => expectTag(der('020101'), 0x30, 'validity')).to.throw(DerError, 'validity');
    expect(() => smallInteger(der('02020100'), 'pathLen')).to.throw(DerError, 'pathLen');
    expect(() => smallInteger(der('0201ff'), 'pathLen')).to.throw(DerError, 'pathLen');
  });
});

describe('rawEcdsaSignature', () => {
  it('pads short numbers and drops the sign byte of long ones', () => {
    expect(toHex(rawEcdsaSignature(fromHex('3007020200ff020101', 'case'), 4))).to.equal('000000ff00000001');
  });
  it('refuses numbers that do not fit, and another count of them', () => {
    expect(() => rawEcdsaSignature(fromHex('3008020300ffff020101', 'case'), 1)).to.throw(DerError);
    expect(() => rawEcdsaSignature(fromHex('3003020101', 'case'), 4)).to.throw(DerError);
  });
});
