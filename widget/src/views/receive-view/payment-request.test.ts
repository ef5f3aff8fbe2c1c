import { expect } from '@open-wc/testing';
import { ownAddress } from '../views.mocks.ts';
import { paymentRequest, readSum } from './payment-request.ts';

describe('an amount as it is typed', () => {
  for (const [text, decimals, value] of [
    ['0.5', 18, 5n * 10n ** 17n],
    [' 12 ', 6, 12_000_000n],
    ['.5', 1, 5n],
    ['1.', 0, 1n],
    ['1.500', 1, 15n],
    ['１２．５', 1, 125n],
    ['007', 0, 7n],
    [(2n ** 256n - 1n).toString(), 0, 2n ** 256n - 1n],
  ] as const) {
    it(`${text} with ${decimals} decimals`, () => expect(readSum(text, decimals)).to.deep.equal({ value }));
  }

  for (const [text, decimals, problem] of [
    ...['', '.', 'x', '1,000', '1.2.3', '-1', '+1', '1e18', '0x10', '1 2', '∞', 'NaN'].map((wrong) => [wrong, 18, 'number'] as const),
    ['0.5', 0, 'decimals'],
    ['0.1234567', 6, 'decimals'],
    ['0', 18, 'zero'],
    ['0.000', 18, 'zero'],
    [(2n ** 256n).toString(), 0, 'large'],
    ['9'.repeat(78), 18, 'large'],
    ['9'.repeat(79), 0, 'number'],
  ] as const) {
    it(`${text.slice(0, 20) || 'nothing'} is refused`, () => expect(readSum(text, decimals)).to.deep.equal({ problem }));
  }
});

describe('a request for payment (EIP-681)', () => {
  it('names whom, on which chain, and how much', () => {
    expect(paymentRequest({ to: ownAddress, chainId: 31337, token: null, value: 5n })).to.equal(`ethereum:${ownAddress}@31337?value=5`);
    const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
    expect(paymentRequest({ to: ownAddress, chainId: 1, token, value: 7n })).to.equal(`ethereum:${token}@1/transfer?address=${ownAddress}&uint256=7`);
  });
});
