import { expect } from '@open-wc/testing';
import { approvalSummary, paidAmount } from './approval-summary.ts';
import { account, blindCall, chain, mail, message, payment, signIn, tokenPayment, twoCalls, unlimitedApproval } from './views.mocks.ts';

const words = (text: string | null) => text?.replaceAll('\u00a0', ' ');

describe('approvalSummary', () => {
  it('says in one line what is approved', () => {
    expect(words(approvalSummary(payment(), chain))).to.equal('Send 0.01 ETH');
    expect(words(approvalSummary(tokenPayment(), chain))).to.equal('Send 25 USDC');
    expect(words(approvalSummary(unlimitedApproval, chain))).to.equal('Allow spending');
    expect(words(approvalSummary({ ...unlimitedApproval, rows: tokenPayment().rows }, chain))).to.equal('Allow spending of 25 USDC');
    expect(words(approvalSummary(tokenPayment({ rows: [] }), chain))).to.equal('Send a token');
    expect(words(approvalSummary(blindCall, chain))).to.equal('Call a contract');
    expect(words(approvalSummary({ ...blindCall, valueWei: 5n * 10n ** 17n, rows: [] }, chain))).to.equal('Call a contract with 0.5 ETH');
    expect(words(approvalSummary(payment({ action: 'contract-create', to: null }), chain))).to.equal('Create a contract');
    expect(approvalSummary(message(), chain)).to.equal('Sign a message');
    expect(approvalSummary(signIn, chain)).to.equal('Sign in to shop.example');
    expect(approvalSummary(twoCalls, chain)).to.equal('Approve 2 calls');
    expect(approvalSummary(mail, chain)).to.equal('Sign a request for Ether Mail');
    expect(approvalSummary({ ...mail, domainName: null }, chain)).to.equal('Sign a request');
    expect(approvalSummary({ kind: 'connect', accounts: [account] }, null)).to.equal('Connect your wallet');
  });

  it('shows every digit of an amount', () => {
    expect(words(approvalSummary(payment({ valueWei: 1n }), chain))).to.equal('Send 0.000000000000000001 ETH');
  });

  it('names an amount only for what is paid', () => {
    expect(words(paidAmount(payment(), chain))).to.equal('0.01 ETH');
    expect(words(paidAmount(tokenPayment(), chain))).to.equal('25 USDC');
    expect(paidAmount(unlimitedApproval, chain)).to.equal(null);
    expect(paidAmount(message(), chain)).to.equal(null);
  });
});
