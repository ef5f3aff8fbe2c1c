import { expect } from '@open-wc/testing';
import { encodeFunctionData, parseAbi } from 'viem';
import { transactionWarnings } from '../approvals/warnings.ts';
import type { DisplayRow } from '../state/state.ts';
import { decodeTransaction } from './decode.ts';
import { escapeBlock, escapeLine } from './escape-text.ts';
import { formatUnits } from './format-units.ts';

/* Calldata comes from viem's encoder, so the decoder is not measured by itself. */

const abi = parseAbi([
  'function transfer(address to, uint256 value)',
  'function transferFrom(address from, address to, uint256 value)',
  'function approve(address spender, uint256 value)',
  'function increaseAllowance(address spender, uint256 value)',
  'function setApprovalForAll(address operator, bool approved)',
]);
const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const person = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const other = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const usd = { symbol: 'USD', decimals: 6 };
const endless = (1n << 256n) - 1n;

const text = (rows: readonly DisplayRow[]) =>
  rows.map((row) => `${row.label}: ${row.kind === 'address' ? row.address : row.kind === 'amount' ? `${row.value} ${row.symbol}` : row.text}`);
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code);

describe('decodeTransaction', () => {
  it('reads a plain send and a contract creation', () => {
    expect(decodeTransaction(person, '0x', null)).to.deep.equal({ action: 'send', rows: [], warnings: [] });
    expect(decodeTransaction(null, '0x6001', null).action).to.equal('contract-create');
  });

  it('reads token transfers', () => {
    const sent = decodeTransaction(token, encodeFunctionData({ abi, functionName: 'transfer', args: [person, 1_500_000n] }), usd);
    expect([sent.action, ...text(sent.rows)]).to.deep.equal(['send-token', 'Amount: 1.5 USD', `To: ${person}`, `Token: ${token}`]);
    const moved = decodeTransaction(token, encodeFunctionData({ abi, functionName: 'transferFrom', args: [other, person, 1n] }), null);
    expect(text(moved.rows)).to.deep.equal(['Amount: 1 (smallest units)', `To: ${person}`, `From: ${other}`, `Token: ${token}`]);
  });

  it('names an endless allowance, by either method', () => {
    for (const functionName of ['approve', 'increaseAllowance'] as const) {
      const decoded = decodeTransaction(token, encodeFunctionData({ abi, functionName, args: [other, endless] }), usd);
      expect(text(decoded.rows)[0]).to.equal('Amount: Unlimited');
      expect(codes(decoded.warnings)).to.deep.equal(['unlimited_approval']);
    }
    const bounded = decodeTransaction(token, encodeFunctionData({ abi, functionName: 'approve', args: [other, 5_000_000n] }), usd);
    expect([text(bounded.rows)[0], bounded.warnings.length]).to.deep.equal(['Amount: 5 USD', 0]);
  });

  it('names access to a whole collection, and taking it back', () => {
    const given = decodeTransaction(token, encodeFunctionData({ abi, functionName: 'setApprovalForAll', args: [other, true] }), null);
    expect(codes(given.warnings)).to.deep.equal(['approve_for_all']);
    const taken = decodeTransaction(token, encodeFunctionData({ abi, functionName: 'setApprovalForAll', args: [other, false] }), null);
    expect(taken.warnings).to.deep.equal([]);
  });

  it('calls blind whatever it cannot read to the last byte', () => {
    const transfer = encodeFunctionData({ abi, functionName: 'transfer', args: [person, 1n] });
    const dirty = `${transfer.slice(0, 10)}ff${transfer.slice(12)}` as const;
    for (const data of [
      `${transfer}00`,
      transfer.slice(0, -2),
      dirty,
      '0xdeadbeef',
      '0x12',
      `0xa22cb465${'0'.repeat(63)}1${'0'.repeat(63)}2`,
    ] as `0x${string}`[]) {
      const decoded = decodeTransaction(token, data, usd);
      expect(codes(decoded.warnings), data).to.deep.equal(['blind_data']);
      expect(text(decoded.rows)).to.deep.equal([`Data: ${data}`]);
    }
  });
});

describe('transactionWarnings', () => {
  const decoded = decodeTransaction(person, '0x', null);
  const facts = { decoded, to: person, worstCaseWei: 10n, balanceWei: 100n, simulationFailed: false, activity: [] } as const;
  const known = { to: person, data: '0x' } as never;
  const unknown = { to: other, data: '0x' } as never;

  it('is silent when all is well', () => expect(transactionWarnings({ ...facts, activity: [known] })).to.deep.equal([]));
  it('says that money is short instead of that the test run failed', () => {
    expect(codes(transactionWarnings({ ...facts, balanceWei: 9n, simulationFailed: true }))).to.deep.equal(['insufficient_funds']);
    expect(codes(transactionWarnings({ ...facts, balanceWei: null, simulationFailed: true }))).to.deep.equal(['simulation_failed']);
  });
  it('hints at a first payment to an address once there were others', () => {
    expect(codes(transactionWarnings({ ...facts, activity: [unknown] }))).to.deep.equal(['first_interaction']);
    expect(codes(transactionWarnings({ ...facts, activity: null }))).to.deep.equal([]);
  });
});

describe('escapeLine and escapeBlock', () => {
  it('write out what hides or rearranges text', () => {
    expect(escapeLine('a\u202eb\u200bc\nd\u0000')).to.equal('a\\u{202e}b\\u{200b}c\\nd\\u{0}');
    expect(escapeBlock('a\n\tb\r\u2066')).to.equal('a\n\tb\\r\\u{2066}');
    expect(escapeLine('\u3164\ufe0f\u{e0041}')).to.equal('\\u{3164}\\u{fe0f}\\u{e0041}');
  });
  it('leave every script alone', () => expect(escapeLine('payé 지불 支払い دفع 1.5 €')).to.equal('payé 지불 支払い دفع 1.5 €'));
});

describe('formatUnits', () => {
  const rows: readonly (readonly [bigint, number, string])[] = [
    [0n, 18, '0'],
    [1n, 18, '0.000000000000000001'],
    [10n ** 18n, 18, '1'],
    [1_500_000n, 6, '1.5'],
    [7n, 0, '7'],
    [endless, 18, '115792089237316195423570985008687907853269984665640564039457.584007913129639935'],
  ];
  for (const [value, decimals, expected] of rows) it(`${value} with ${decimals} decimals`, () => expect(formatUnits(value, decimals)).to.equal(expected));
});
