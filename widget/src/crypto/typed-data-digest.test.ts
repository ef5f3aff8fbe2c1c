import { expect } from '@open-wc/testing';
import { hashTypedData } from 'viem';
import { readJsonText } from '../../../host-sdk/src/contract/json-text.ts';
import { checkTypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import { toHex } from './bytes.ts';
import { typedDataDigest } from './typed-data-digest.ts';

/* viem is the oracle here: what it says, this code must say. */

const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;

describe('typedDataDigest', () => {
  const mail = {
    types: {
      EIP712Domain: [
        { name: 'name', type: 'string' },
        { name: 'version', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ],
      Person: [
        { name: 'name', type: 'string' },
        { name: 'wallet', type: 'address' },
      ],
      Mail: [
        { name: 'from', type: 'Person' },
        { name: 'to', type: 'Person' },
        { name: 'contents', type: 'string' },
      ],
    },
    primaryType: 'Mail',
    domain: { name: 'Ether Mail', version: '1', chainId: 1, verifyingContract: '0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC' },
    message: {
      from: { name: 'Cow', wallet: '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826' },
      to: { name: 'Bob', wallet: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB' },
      contents: 'Hello, Bob!',
    },
  };
  const parsed = (value: unknown) => checkTypedData(readJsonText('json', JSON.stringify(value)));

  it('is the one EIP-712 prints for its example', () => {
    // EIP-712, assets/eip-712/Example.js: signHash().
    expect(hex(typedDataDigest(parsed(mail)))).to.equal('0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2');
  });

  it('is the same as viem for arrays, nested structs and every kind of leaf', () => {
    const all = {
      types: {
        EIP712Domain: [{ name: 'salt', type: 'bytes32' }],
        Leaf: [
          { name: 'flag', type: 'bool' },
          { name: 'small', type: 'int8' },
          { name: 'big', type: 'uint256' },
          { name: 'four', type: 'bytes4' },
          { name: 'raw', type: 'bytes' },
        ],
        Tree: [
          { name: 'leaves', type: 'Leaf[2]' },
          { name: 'names', type: 'string[]' },
          { name: 'grid', type: 'uint8[][]' },
          { name: 'owners', type: 'address[]' },
        ],
      },
      primaryType: 'Tree',
      domain: { salt: `0x${'77'.repeat(32)}` },
      message: {
        leaves: [
          { flag: true, small: -128, big: '115792089237316195423570985008687907853269984665640564039457584007913129639935', four: '0xdeadbeef', raw: '0x' },
          { flag: false, small: 127, big: '0x10', four: '0x00000001', raw: '0x0102' },
        ],
        names: ['', '\u202e'],
        grid: [[1, 2], [], [3]],
        owners: [],
      },
    };
    expect(hex(typedDataDigest(parsed(all)))).to.equal(hashTypedData(all as unknown as Parameters<typeof hashTypedData>[0]));
  });
});
