import { expect } from '@open-wc/testing';
import type { Transaction } from '../../contract/wallet-api.ts';
import type { Nft, TokenBalance } from '../../state/asset.ts';
import type { Account } from '../../state/state.ts';
import { knownRecipients, recipientOf } from './known-recipients.ts';
import { transferCall } from './transfer-call.ts';

const own = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const shop = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const contract = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const coin: TokenBalance = { chainId: 1, address: null, symbol: 'ETH', name: 'Ether', decimals: 18, balance: 5n, price: null };
const piece: Nft = { chainId: 1, contract, tokenId: 7n, standard: 'erc721', amount: 1n, name: 'Seven', collection: 'Numbers', imageUrl: null };
const word = (digits: string) => digits.toLowerCase().padStart(64, '0');

describe('transferCall', () => {
  it('sends money by itself, and a token by its contract', () => {
    expect(transferCall({ kind: 'token', token: coin }, own, shop, 3n)).to.deep.equal({ to: shop, valueWei: 3n, data: '0x' });
    expect(transferCall({ kind: 'token', token: { ...coin, address: contract } }, own, shop, 255n)).to.deep.equal({
      to: contract,
      valueWei: 0n,
      data: `0xa9059cbb${word(shop.slice(2))}${word('ff')}`,
    });
  });

  it('sends a piece of a collection, safely', () => {
    const parties = `${word(own.slice(2))}${word(shop.slice(2))}${word('7')}`;
    expect(transferCall({ kind: 'nft', nft: piece }, own, shop, 1n).data).to.equal(`0x42842e0e${parties}`);
    expect(transferCall({ kind: 'nft', nft: { ...piece, standard: 'erc1155', amount: 9n } }, own, shop, 4n).data).to.equal(
      `0xf242432a${parties}${word('4')}${word('a0')}${word('0')}`,
    );
  });
});

describe('knownRecipients', () => {
  const account: Account = { walletId: 'w', accountIndex: 0, address: own, name: 'Account 1' };
  const savings: Account = { ...account, accountIndex: 1, address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906', name: 'Savings' };
  const sent = (change: Partial<Transaction>): Transaction => ({
    ...{ hash: '0x01', chainId: 1, requestId: null, from: own, to: shop.toLowerCase(), valueWei: '1', data: '0x', nonce: 0 },
    ...{ status: 'confirmed', blockNumber: 1, feeWei: '1', origin: null, createdAtMs: 1, ...change },
  });

  it('reads who got what was sent', () => {
    for (const asset of [
      { kind: 'token', token: coin } as const,
      { kind: 'token', token: { ...coin, address: contract } } as const,
      { kind: 'nft', nft: piece } as const,
    ])
      expect(recipientOf(transferCall(asset, own, shop, 1n))).to.equal(shop);
    expect(recipientOf({ to: contract, data: '0x095ea7b3' })).to.equal(null);
    expect(recipientOf({ to: null, data: '0x60' })).to.equal(null);
    expect(recipientOf({ to: contract, data: `0xa9059cbb${'f'.repeat(64)}` })).to.equal(null);
  });

  it('lists whom one paid once, the latest first, then one’s other accounts, and nobody who only paid in', () => {
    const activity = [
      sent({ createdAtMs: 10 }),
      sent({ createdAtMs: 30, to: savings.address }),
      sent({ createdAtMs: 20 }),
      sent({ createdAtMs: 40, from: contract, to: own }),
      sent({ createdAtMs: 50, to: own }),
      sent({ createdAtMs: 60, to: `0x${'aa'.repeat(20)}`, status: 'dropped' }),
    ];
    expect(knownRecipients(activity, account, [account, savings, { ...savings, address: contract, hidden: true }])).to.deep.equal([
      { address: savings.address, name: 'Savings', lastMs: 30 },
      { address: shop, name: null, lastMs: 20 },
    ]);
    expect(knownRecipients(null, account, [account, savings])).to.deep.equal([{ address: savings.address, name: 'Savings', lastMs: null }]);
  });
});
