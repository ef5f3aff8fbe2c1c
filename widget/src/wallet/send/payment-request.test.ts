import { expect } from '@open-wc/testing';
import { readPaymentRequest } from './payment-request.ts';

const shop = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

describe('readPaymentRequest', () => {
  it('reads native money, with and without chain and amount', () => {
    expect(readPaymentRequest(`ethereum:${shop}`)).to.deep.equal({ target: shop, chainId: null, token: null, amount: null });
    expect(readPaymentRequest(`ethereum:pay-${shop}@31337?value=2.5e16`)).to.deep.equal({
      target: shop,
      chainId: 31337,
      token: null,
      amount: 25_000_000_000_000_000n,
    });
    expect(readPaymentRequest('ETHEREUM:shop.eth?value=1&gasPrice=7')?.target).to.equal('shop.eth');
  });

  it('reads the transfer of a token: who is paid is not who is called', () => {
    expect(readPaymentRequest(`ethereum:${token}@1/transfer?address=${shop}&uint256=15e5`)).to.deep.equal({
      target: shop,
      chainId: 1,
      token,
      amount: 1_500_000n,
    });
  });

  it('refuses calls that are no payment, and what could be read in two ways', () => {
    for (const text of [
      `ethereum:${token}/approve?address=${shop}&uint256=1`,
      `ethereum:${token}/transferFrom?address=${shop}&uint256=1`,
      `ethereum:${token}/transfer?uint256=1`,
      `ethereum:${token}/transfer?address=${shop}&value=1e18`,
      `ethereum:token.eth/transfer?address=${shop}`,
      `ethereum:${shop}?value=1&value=2`,
      `ethereum:${shop}?data=0x00`,
      `ethereum:${shop}?value=-1`,
      `ethereum:${shop}?value=0.5`,
      `ethereum:${shop}?value=1e99`,
      `ethereum:${shop}?value=${'9'.repeat(78)}e2`,
      `ethereum:${shop}@1@2`,
      `ethereum:${shop}@0x1`,
      `ethereum:${shop}#anchor`,
      'ethereum:',
      `bitcoin:${shop}`,
      shop,
    ]) {
      expect(readPaymentRequest(text), text).to.equal(null);
    }
  });
});
