import { expect } from '@open-wc/testing';
import { serializeTransaction, toBytes, keccak256 as viemKeccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { toHex } from './bytes.ts';
import { recoverAddress } from './ethereum.ts';
import { signatureInTransaction, signedTransactionBytes, transactionDigest } from './transaction-bytes.ts';

/* viem is the oracle here: what it says, this code must say. */

const account = privateKeyToAccount(`0x${'4c'.repeat(32)}`);
const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;

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
