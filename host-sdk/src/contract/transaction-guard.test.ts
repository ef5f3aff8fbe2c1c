import { expect } from '@open-wc/testing';
import type { WalletError } from './errors.ts';
import { guardTransaction } from './transaction-guard.ts';

const from = '0x52908400098527886E0F7030069857D2E4169EE7';
const to = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';

function refusal(run: () => unknown): WalletError {
  try {
    run();
  } catch (error) {
    return error as WalletError;
  }
  throw new Error('nothing was refused');
}

type Row = { readonly name: string; readonly change: object; readonly field: string; readonly reason?: string };

const refused: readonly Row[] = [
  { name: 'a negative value', change: { value: -1 }, field: 'value' },
  { name: 'a value in scientific notation', change: { value: '1e18' }, field: 'value' },
  { name: 'an empty quantity', change: { value: '0x' }, field: 'value' },
  { name: 'a value that is not hexadecimal', change: { value: '0xg' }, field: 'value' },
  { name: 'a fraction', change: { value: 1.5 }, field: 'value' },
  { name: 'a plain number', change: { value: 1 }, field: 'value' },
  { name: 'a value of 2^256', change: { value: `0x1${'0'.repeat(64)}` }, field: 'value' },
  { name: 'a recipient of 19 bytes', change: { to: to.slice(0, -2) }, field: 'to' },
  { name: 'an ENS name as recipient', change: { to: 'vitalik.eth' }, field: 'to' },
  { name: 'an empty recipient', change: { to: '' }, field: 'to' },
  { name: 'no recipient and no data', change: { to: undefined }, field: 'to' },
  { name: 'no recipient and empty data', change: { to: null, data: '0x' }, field: 'to' },
  { name: 'no sender', change: { from: undefined }, field: 'from' },
  { name: 'a sender that is no address', change: { from: '0x1' }, field: 'from' },
  { name: 'data with an odd number of digits', change: { data: '0xabc' }, field: 'data' },
  { name: 'data that is not hexadecimal', change: { data: '0xZZ' }, field: 'data' },
  { name: 'data without its prefix', change: { data: 'abcd' }, field: 'data' },
  { name: 'data of more than 128 KiB', change: { data: `0x${'00'.repeat(131_073)}` }, field: 'data', reason: 'too_large' },
  { name: 'data and input that differ', change: { data: '0x01', input: '0x02' }, field: 'input' },
  { name: 'both kinds of fee', change: { gasPrice: '0x1', maxFeePerGas: '0x1' }, field: 'gasPrice', reason: 'fee_conflict' },
  { name: 'a gas price with a tip', change: { gasPrice: '0x1', maxPriorityFeePerGas: '0x1' }, field: 'gasPrice', reason: 'fee_conflict' },
  { name: 'a tip above the maximum', change: { maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2' }, field: 'maxPriorityFeePerGas', reason: 'fee_conflict' },
  { name: 'gas of 20999', change: { gas: '0x5207' }, field: 'gas' },
  { name: 'gas of 2^64', change: { gas: '0x10000000000000000' }, field: 'gas' },
  { name: 'gas and gasLimit that differ', change: { gas: '0x5208', gasLimit: '0x5209' }, field: 'gasLimit' },
  { name: 'a chain id of zero', change: { chainId: '0x0' }, field: 'chainId' },
  { name: 'a chain id as number', change: { chainId: 1 }, field: 'chainId' },
  { name: 'a nonce as decimal text', change: { nonce: '7' }, field: 'nonce' },
  { name: 'a nonce beyond counting', change: { nonce: '0xffffffffffffffff' }, field: 'nonce' },
  { name: 'type 4', change: { type: '0x4' }, field: 'type', reason: 'eip7702_not_allowed' },
  { name: 'padded type 4', change: { type: '0x04' }, field: 'type', reason: 'eip7702_not_allowed' },
  { name: 'an authorization list', change: { authorizationList: [] }, field: 'authorizationList', reason: 'eip7702_not_allowed' },
  { name: 'a blob transaction', change: { type: '0x3' }, field: 'type', reason: 'blob_not_allowed' },
  { name: 'an unknown type', change: { type: '0x7e' }, field: 'type' },
  { name: 'a gas price in type 2', change: { type: '0x2', gasPrice: '0x1' }, field: 'gasPrice', reason: 'fee_conflict' },
  { name: 'a maximum fee in type 0', change: { type: '0x0', maxFeePerGas: '0x1' }, field: 'maxFeePerGas', reason: 'fee_conflict' },
  { name: 'an access list', change: { accessList: [{ address: to, storageKeys: [] }] }, field: 'accessList', reason: 'access_list_not_supported' },
  { name: 'a key it would not honour', change: { customData: {} }, field: 'customData' },
];

describe('guardTransaction', () => {
  for (const { name, change, field, reason } of refused) {
    it(`refuses ${name}`, () => {
      const error = refusal(() => guardTransaction([{ from, to, ...change }]));
      expect(error.code).to.equal(-32602);
      expect(error.data?.field).to.equal(`params[0].${field}`);
      if (reason !== undefined) expect(error.data?.reason).to.equal(reason);
    });
  }

  it('refuses other parameter lists', () => {
    for (const params of [undefined, [], 'x', [null], ['0x'], [[]], [{ from, to }, {}]]) expect(refusal(() => guardTransaction(params)).code).to.equal(-32602);
  });

  it('normalises quantities and data, and keeps addresses as given', () => {
    const params = guardTransaction([
      { from, to, value: '0x01', data: '0xABCD', input: '0xabcd', gas: '0x5208', chainId: '0x7a69', nonce: '0x0', type: '0x2' },
    ]);
    expect(params).to.deep.equal({ from, to, valueWei: 1n, data: '0xabcd', gasLimit: 21_000n, chainId: 31337, nonce: 0 });
  });

  it('reads both fee styles', () => {
    expect(guardTransaction([{ from, to, gasPrice: '0x3b9aca00' }]).gasPriceWei).to.equal(1_000_000_000n);
    const eip1559 = guardTransaction([{ from, to, maxFeePerGas: '0x2', maxPriorityFeePerGas: '0x2', accessList: [] }]);
    expect([eip1559.maxFeePerGasWei, eip1559.maxPriorityFeePerGasWei]).to.deep.equal([2n, 2n]);
  });

  it('lets a contract be created from data alone', () => {
    expect(guardTransaction([{ from, input: '0x6001' }])).to.deep.equal({ from, to: null, valueWei: 0n, data: '0x6001' });
  });

  it('does not read what a prototype carries', () => {
    const error = refusal(() => guardTransaction([Object.create({ from, to })]));
    expect(error.data?.field).to.equal('params[0]');
  });
});
