import { expect } from '@open-wc/testing';
import { decodeFunctionData, encodeAbiParameters, encodeFunctionData, erc20Abi } from 'viem';
import type { WalletError } from './contract/errors.ts';
import { balanceOfData, decimalsData, decodeText, decodeUint, symbolData, transferData } from './erc20.ts';

const to = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

describe('ERC-20 calls', () => {
  it('are what viem makes of the same', () => {
    expect(balanceOfData(to)).to.equal(encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [to] }));
    expect(decimalsData).to.equal(encodeFunctionData({ abi: erc20Abi, functionName: 'decimals' }));
    expect(symbolData).to.equal(encodeFunctionData({ abi: erc20Abi, functionName: 'symbol' }));
    for (const value of [0n, 1n, 10n ** 18n, (1n << 256n) - 1n]) {
      expect(decodeFunctionData({ abi: erc20Abi, data: transferData(to, value) })).to.deep.equal({ functionName: 'transfer', args: [to, value] });
    }
  });

  const refused: readonly (readonly [name: string, make: () => unknown, field: string])[] = [
    ['a short address', () => transferData('0x3EDe', 1n), 'to'],
    ['a name', () => balanceOfData('alice.eth'), 'to'],
    ['less than nothing', () => transferData(to, -1n), 'value'],
    ['more than 256 bits', () => transferData(to, 1n << 256n), 'value'],
    ['an answer that is no number', () => decodeUint('0x'), 'token'],
  ];
  for (const [name, make, field] of refused) {
    it(`refuse ${name}`, () => {
      expect(make)
        .to.throw()
        .with.property('data')
        .that.satisfies((data: WalletError['data']) => data?.field === field);
    });
  }

  const texts: readonly (readonly [name: string, answer: `0x${string}`, text: string | undefined])[] = [
    ['a string', encodeAbiParameters([{ type: 'string' }], ['USDC']), 'USDC'],
    ['a long string', encodeAbiParameters([{ type: 'string' }], ['x'.repeat(70)]), 'x'.repeat(70)],
    ['an empty string', encodeAbiParameters([{ type: 'string' }], ['']), ''],
    ['bytes32', `0x${'4d4b52'.padEnd(64, '0')}`, 'MKR'],
    ['nothing', '0x', undefined],
    ['a length that is not there', `0x${'20'.padStart(64, '0')}${'ff'.padStart(64, '0')}`, undefined],
    ['another offset', `0x${'40'.padStart(64, '0')}${'01'.padStart(64, '0')}${'41'.padEnd(64, '0')}`, undefined],
    ['what is no UTF-8', `0x${'ff'.padEnd(64, '0')}`, undefined],
  ];
  for (const [name, answer, text] of texts) {
    it(`read ${name}`, () => {
      expect(decodeText(answer)).to.equal(text);
    });
  }
});
