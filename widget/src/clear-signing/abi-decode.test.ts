import { expect } from '@open-wc/testing';
import { encodeFunctionData, parseAbi, toFunctionSelector } from 'viem';
import { decodeParameters } from './abi-decode.ts';
import { parseSignature, selectorOf } from './abi-type.ts';
import { leavesOf } from './data-node.ts';

/* Calldata and selectors come from viem, so the reader is not measured by itself. */

const person = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const signature = 'act(address who, (uint256 id, bytes data, string note)[] items, int8 delta, bytes4 tag, bool[2] flags)';
const call = encodeFunctionData({
  abi: parseAbi(['function act(address who, (uint256 id, bytes data, string note)[] items, int8 delta, bytes4 tag, bool[2] flags)']),
  args: [
    person,
    [
      { id: 7n, data: '0x010203', note: 'héllo' },
      { id: 0n, data: '0x', note: '' },
    ],
    -3,
    '0xdeadbeef',
    [true, false],
  ],
});
const read = (data: string) => decodeParameters(parseSignature(signature).inputs, data.slice(10));

describe('decodeParameters', () => {
  it('reads every kind of value with its path', () => {
    const decoded = read(call);
    expect(decoded?.rest).to.equal('0x');
    const leaves = decoded === null ? [] : leavesOf(decoded.node).map(({ path, leaf }) => `${path}: ${leaf.type} ${leaf.value}`);
    expect(leaves).to.deep.equal([
      `who: address ${person}`,
      'items[0].id: uint256 7',
      'items[0].data: bytes 0x010203',
      'items[0].note: string héllo',
      'items[1].id: uint256 0',
      'items[1].data: bytes 0x',
      'items[1].note: string ',
      'delta: int8 -3',
      'tag: bytes4 0xdeadbeef',
      'flags[0]: bool true',
      'flags[1]: bool false',
    ]);
  });

  it('hands on what comes after the end', () => expect(read(`${call}abcd`)?.rest).to.equal('0xabcd'));

  it('reads nothing that could be read otherwise', () => {
    const words = call.slice(10).match(/.{64}/g) ?? [];
    const changed = (at: number, word: string) => `${call.slice(0, 10)}${words.map((old, index) => (index === at ? word : old)).join('')}`;
    const dirtyAddress = changed(0, `${'1'.repeat(24)}${person.slice(2)}`);
    const farOffset = changed(1, 'f'.repeat(64));
    const ownOffset = changed(1, '0'.repeat(64));
    const dirtyBool = changed(4, `${'0'.repeat(63)}2`);
    const dirtyInt = changed(2, `${'0'.repeat(62)}ff`);
    const dirtyTag = changed(3, `deadbeef${'0'.repeat(55)}1`);
    for (const data of [dirtyAddress, farOffset, ownOffset, dirtyBool, dirtyInt, dirtyTag, call.slice(0, -2), '0x12345678']) {
      expect(read(data), data.slice(0, 80)).to.equal(null);
    }
  });

  it('ends on lists that claim to be endless or hold themselves', () => {
    const list = parseSignature('f(uint256[][] a)').inputs;
    const word = (value: number) => value.toString(16).padStart(64, '0');
    expect(decodeParameters(list, word(32) + word(4_000) + word(0).repeat(3))).to.equal(null);
    expect(decodeParameters(list, word(32) + word(4) + word(0).repeat(4))).to.equal(null);
    expect(decodeParameters(list, word(32) + 'f'.repeat(64))).to.equal(null);
  });
});

describe('parseSignature', () => {
  it('gives the selectors that others give', () => {
    for (const text of [signature, 'transfer(address,uint256)', 'f((uint8 a,(bytes b)[2][] c) d)', 'deposit()']) {
      expect(selectorOf(parseSignature(text)), text).to.equal(toFunctionSelector(text));
    }
    expect(selectorOf(parseSignature('g(uint a, int[3] b)'))).to.equal(toFunctionSelector('g(uint256,int256[3])'));
  });
  it('refuses what is none', () => {
    for (const text of [
      '',
      'f',
      'f(',
      'f(uint7 a)',
      'f(bytes33 a)',
      'f(uint256[0] a)',
      'f(uint256 a) returns (bool)',
      'f(() a)',
      'f(address a,)',
      '(uint256 a)',
    ]) {
      expect(() => parseSignature(text), text).to.throw(SyntaxError);
    }
  });
});
