import { expect } from '@open-wc/testing';
import { parseAmount, parseMoney } from './parse-amount.ts';

describe('parseAmount', () => {
  it('reads every digit, and no float comes near it', () => {
    expect(parseAmount('0.1', 18)).to.deep.equal({ units: 100_000_000_000_000_000n });
    expect(parseAmount('9007199254740993.000000000000000001', 18)).to.deep.equal({ units: 9_007_199_254_740_993_000_000_000_000_000_001n });
    expect(parseAmount('.5', 6)).to.deep.equal({ units: 500_000n });
    expect(parseAmount('5.', 6)).to.deep.equal({ units: 5_000_000n });
    expect(parseAmount(' 007 ', 0)).to.deep.equal({ units: 7n });
    expect(parseAmount('1.50000000', 1)).to.deep.equal({ units: 15n });
    expect(parseAmount('１２．５', 6)).to.deep.equal({ units: 12_500_000n });
  });

  it('waits for more where there is no amount yet', () => {
    for (const text of ['', ' ', '.']) expect(parseAmount(text, 6)).to.equal(null);
  });

  it('refuses what could be read in two ways, or is no plain number', () => {
    expect(parseAmount('1,5', 6)).to.deep.equal({ problem: 'comma' });
    expect(parseAmount('1,000.5', 6)).to.deep.equal({ problem: 'comma' });
    for (const text of ['1e18', '0x10', '-1', '+1', '1.2.3', '..', '1 000', '∞', 'NaN', '1\u200b0', '٣']) {
      expect(parseAmount(text, 6), text).to.deep.equal({ problem: 'not_a_number' });
    }
  });

  it('refuses what the asset cannot hold', () => {
    expect(parseAmount('1.1234567', 6)).to.deep.equal({ problem: 'too_precise' });
    expect(parseAmount('0.1', 0)).to.deep.equal({ problem: 'too_precise' });
    expect(parseAmount('9'.repeat(80), 6)).to.deep.equal({ problem: 'too_large' });
    expect(parseAmount('9'.repeat(100_000), 6)).to.deep.equal({ problem: 'too_large' });
    expect(parseAmount(String((1n << 256n) - 1n), 0)).to.deep.equal({ units: (1n << 256n) - 1n });
    expect(parseAmount(String(1n << 256n), 0)).to.deep.equal({ problem: 'too_large' });
  });
});

describe('parseMoney', () => {
  it('buys what the money buys, rounded down', () => {
    expect(parseMoney('10', 2500, 18)).to.deep.equal({ units: 4_000_000_000_000_000n });
    expect(parseMoney('1', 3, 6)).to.deep.equal({ units: 333_333n });
    expect(parseMoney('0.01', 0.0000003, 0)).to.deep.equal({ units: 33_333n });
    expect(parseMoney('', 3, 6)).to.equal(null);
  });

  it('refuses a price of nothing, and what is no sum', () => {
    expect(parseMoney('1', 0, 6)).to.deep.equal({ problem: 'too_large' });
    expect(parseMoney('1,5', 3, 6)).to.deep.equal({ problem: 'comma' });
  });
});
