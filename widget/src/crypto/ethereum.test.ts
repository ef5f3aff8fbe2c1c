import { expect } from '@open-wc/testing';
import { hashMessage, hashTypedData, parseSignature, serializeTransaction, toBytes, keccak256 as viemKeccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { readJsonText } from '../../../host-sdk/src/contract/json-text.ts';
import { checkTypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import { fromHex, toHex, utf8 } from './bytes.ts';
import { checksumAddress, personalMessageDigest, recoverAddress } from './ethereum.ts';
import { signatureInTransaction, signedTransactionBytes, transactionDigest } from './transaction-bytes.ts';
import { typedDataDigest } from './typed-data-digest.ts';

/* viem is the oracle here: what it says, this code must say. */

const account = privateKeyToAccount(`0x${'4c'.repeat(32)}`);
const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;

function parts(signature: `0x${string}`) {
  const { r, s, yParity } = parseSignature(signature);
  return { r: fromHex(r, 'r'), s: fromHex(s, 's'), yParity };
}

describe('checksumAddress', () => {
  // EIP-55, "Test Cases".
  const addresses = [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ];
  for (const address of addresses) it(address, () => expect(checksumAddress(address.toLowerCase())).to.equal(address));
});

describe('recoverAddress', () => {
  const message = utf8('Alcove \u00e9');

  it('finds who signed a message', async () => {
    const signature = parts(await account.signMessage({ message: { raw: message } }));
    expect(hex(personalMessageDigest(message))).to.equal(hashMessage({ raw: message }));
    expect(recoverAddress(personalMessageDigest(message), signature)).to.equal(account.address);
    expect(recoverAddress(personalMessageDigest(utf8('another')), signature)).to.not.equal(account.address);
  });

  it('refuses the malleable twin of a signature, and numbers out of range', async () => {
    const signature = parts(await account.signMessage({ message: { raw: message } }));
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const twin = fromHex((order - BigInt(hex(signature.s))).toString(16).padStart(64, '0'), 's');
    expect(recoverAddress(personalMessageDigest(message), { ...signature, s: twin, yParity: 1 - signature.yParity })).to.equal(null);
    expect(recoverAddress(personalMessageDigest(message), { ...signature, yParity: 2 })).to.equal(null);
    expect(recoverAddress(personalMessageDigest(message), { ...signature, r: new Uint8Array(32) })).to.equal(null);
  });
});

describe('transaction bytes', () => {
  const base = {
    chainId: 31337,
    nonce: 0,
    to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    valueWei: 10n ** 16n,
    data: '0x',
    gasLimit: 21_000n,
    maxFeePerGasWei: 2_000_000_000n,
    maxPriorityFeePerGasWei: 0n,
  } as const;
  const cases = [
    base,
    { ...base, nonce: 300, data: `0x${'ab'.repeat(300)}` as const },
    { ...base, to: null, data: '0x60' as const },
    { ...base, valueWei: (1n << 256n) - 1n },
  ];

  for (const [index, transaction] of cases.entries()) {
    it(`case ${index}: the same digest and bytes as viem, and the signature found in them`, async () => {
      const other = {
        type: 'eip1559',
        chainId: transaction.chainId,
        nonce: transaction.nonce,
        ...(transaction.to === null ? {} : { to: transaction.to }),
        value: transaction.valueWei,
        data: transaction.data,
        gas: transaction.gasLimit,
        maxFeePerGas: transaction.maxFeePerGasWei,
        maxPriorityFeePerGas: transaction.maxPriorityFeePerGasWei,
      } as const;
      expect(hex(transactionDigest(transaction))).to.equal(viemKeccak256(serializeTransaction(other)));
      const raw = toBytes(await account.signTransaction(other));
      const signature = signatureInTransaction(raw, transaction);
      expect(signature).to.not.equal(null);
      if (signature === null) return;
      expect(signedTransactionBytes(transaction, signature)).to.deep.equal(new Uint8Array(raw));
      expect(recoverAddress(transactionDigest(transaction), signature)).to.equal(account.address);
    });
  }

  it('finds no signature when one field, or one byte, is another', async () => {
    const raw = toBytes(
      await account.signTransaction({
        type: 'eip1559',
        chainId: 31337,
        nonce: 0,
        to: base.to,
        value: base.valueWei,
        gas: 21_000n,
        maxFeePerGas: 2_000_000_000n,
        maxPriorityFeePerGas: 0n,
      }),
    );
    const changes = [{ nonce: 1 }, { valueWei: 1n }, { to: null }, { data: '0x00' as const }, { chainId: 1 }, { gasLimit: 21_001n }];
    for (const change of changes)
      expect(
        signatureInTransaction(raw, { ...base, ...change }),
        JSON.stringify(change, (_key, value) => String(value)),
      ).to.equal(null);
    for (const bytes of [raw.slice(0, -1), Uint8Array.of(...raw, 0), raw.slice(1), new Uint8Array()])
      expect(signatureInTransaction(bytes, base)).to.equal(null);
  });
});

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
