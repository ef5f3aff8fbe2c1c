import { expect } from '@open-wc/testing';
import { toRlp } from 'viem';
import { toHex, utf8 } from './bytes.ts';
import { encodeRlp, type RlpItem, readShortItems, rlpInteger } from './rlp.ts';

const hex = (bytes: Uint8Array) => toHex(bytes);

describe('encodeRlp', () => {
  // ethereum.org, "Recursive-length prefix (RLP) serialization", examples.
  const cases: readonly (readonly [RlpItem, string])[] = [
    [utf8('dog'), '83646f67'],
    [[utf8('cat'), utf8('dog')], 'c88363617483646f67'],
    [new Uint8Array(), '80'],
    [[], 'c0'],
    [Uint8Array.of(0), '00'],
    [Uint8Array.of(15), '0f'],
    [Uint8Array.of(4, 0), '820400'],
    [[[], [[]], [[], [[]]]], 'c7c0c1c0c3c0c1c0'],
    [
      utf8('Lorem ipsum dolor sit amet, consectetur adipisicing elit'),
      'b8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c6974',
    ],
  ];
  for (const [item, expected] of cases) it(expected.slice(0, 20), () => expect(hex(encodeRlp(item))).to.equal(expected));

  it('writes long lengths as viem does', () => {
    for (const length of [55, 56, 255, 256, 65_536, 70_000]) {
      const bytes = new Uint8Array(length).fill(200);
      expect(encodeRlp([bytes])).to.deep.equal(toRlp([bytes], 'bytes'));
    }
  });
});

describe('rlpInteger', () => {
  it('has no leading zeros', () =>
    expect([0n, 1n, 255n, 256n, 1n << 63n].map((value) => hex(rlpInteger(value)))).to.deep.equal(['', '01', 'ff', '0100', '8000000000000000']));
});

describe('readShortItems', () => {
  it('reads what was written, and nothing else', () => {
    const items = [new Uint8Array(), Uint8Array.of(1), new Uint8Array(32).fill(9)];
    const bytes = Uint8Array.from(items.flatMap((item) => [...encodeRlp(item)]));
    expect(readShortItems(bytes)).to.deep.equal(items);
    expect(readShortItems(bytes.subarray(0, -1))).to.equal(null);
    expect(readShortItems(Uint8Array.of(0xc0))).to.equal(null);
    expect(readShortItems(Uint8Array.of(0xb8, 0))).to.equal(null);
  });
});
