import { expect } from '@open-wc/testing';
import { decodeTransaction } from '../../clear-signing/decode.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import { readMeaning } from './transaction-meaning.ts';

const own = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const shop = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const contract = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const chain = { chainId: 1, name: 'One', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
const dollars = { symbol: 'DUSD', decimals: 6 };
const word = (digits: string) => digits.toLowerCase().padStart(64, '0');
const to = word(shop.slice(2));

function meaning(change: Partial<Transaction>, token: typeof dollars | null = dollars) {
  const transaction: Transaction = {
    ...{ hash: '0x01', chainId: 1, requestId: null, from: own.toLowerCase(), to: contract, valueWei: '0', data: '0x', nonce: 0 },
    ...{ status: 'confirmed', blockNumber: 1, feeWei: '1', origin: null, createdAtMs: 1, ...change },
  };
  return readMeaning(transaction, chain, token, decodeTransaction);
}

describe('readMeaning', () => {
  it('says what was sent, and to whom', () => {
    expect(meaning({ to: shop, valueWei: '1500000000000000000' })).to.deep.equal({ kind: 'sent', amount: '1.5', symbol: 'ETH', to: shop });
    expect(meaning({ data: `0xa9059cbb${to}${word('4c4b40')}` })).to.deep.equal({ kind: 'sent', amount: '5', symbol: 'DUSD', to: shop });
    const piece = `${word(own.slice(2))}${to}${word('7')}`;
    expect(meaning({ data: `0x42842e0e${piece}` })).to.deep.equal({ kind: 'sent-piece', tokenId: '7', collection: contract, to: shop });
  });

  it('says who was allowed what, and who no longer is', () => {
    expect(meaning({ data: `0x095ea7b3${to}${word('4c4b40')}` })).to.deep.equal({ kind: 'allowed', amount: '5', symbol: 'DUSD', spender: shop });
    expect(meaning({ data: `0x095ea7b3${to}${'f'.repeat(64)}` })).to.deep.equal({ kind: 'allowed', amount: null, symbol: 'DUSD', spender: shop });
    expect(meaning({ data: `0x095ea7b3${to}${word('0')}` })).to.deep.equal({ kind: 'forbidden', symbol: 'DUSD', spender: shop });
    expect(meaning({ data: `0xa22cb465${to}${word('1')}` }, null)).to.deep.equal({ kind: 'allowed-all', collection: contract, spender: shop });
    expect(meaning({ data: `0xa22cb465${to}${word('0')}` }, null)).to.deep.equal({ kind: 'forbidden', symbol: '', spender: shop });
  });

  it('says no more than it can read', () => {
    expect(meaning({ to: own })).to.deep.equal({ kind: 'cancellation' });
    expect(meaning({ to: null, data: '0x60' })).to.deep.equal({ kind: 'created' });
    expect(meaning({ data: '0xdeadbeef' })).to.deep.equal({ kind: 'call', to: contract });
    expect(meaning({ data: `0xa9059cbb${to}` })).to.deep.equal({ kind: 'call', to: contract });
  });
});
