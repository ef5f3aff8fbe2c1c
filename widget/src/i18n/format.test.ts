import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { addressGroups, formatAmount, formatDaysAgo, formatDecimal, formatMoment, formatMoney, formatRelativeDay, formatTime, shortAddress } from './format.ts';
import { setLanguage } from './locale.ts';

const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

afterEach(() => setLanguage('en'));

describe('formatAmount', () => {
  for (const [value, decimals, symbol, shown] of [
    [10n ** 16n, 18, 'ETH', '0.01 ETH'],
    [0n, 18, 'ETH', '0 ETH'],
    [1n, 18, 'ETH', '0.000000000000000001 ETH'],
    [-5n * 10n ** 17n, 18, 'ETH', '-0.5 ETH'],
    [1_234_567_890_123n, 6, 'USDC', '1,234,567.890123 USDC'],
    [42n, 0, '', '42'],
    [2n ** 256n - 1n, 18, '', '115,792,089,237,316,195,423,570,985,008,687,907,853,269,984,665,640,564,039,457.584007913129639935'],
  ] as const) {
    it(`shows ${shown}`, () => expect(plain(formatAmount(value, decimals, symbol))).to.equal(shown));
  }
  it('cuts, never rounds up', () => expect(formatAmount(1_999_999n, 6, '', { maxFractionDigits: 2 })).to.equal('1.99'));
  it('never shows something as nothing', () => expect(formatAmount(1n, 18, '', { maxFractionDigits: 6 })).to.equal('<0.000001'));
  it('refuses decimals that are none', () => {
    for (const decimals of [-1, 1.5, 256, Number.NaN]) expect(() => formatAmount(1n, decimals)).to.throw(RangeError, 'decimals');
  });
  it('loses no digit', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n - 1n), fc.integer({ min: 0, max: 36 }), (value, decimals) => {
        const [whole = '', fraction = ''] = formatAmount(value, decimals).replace(/,/g, '').split('.');
        expect(BigInt(whole + fraction.padEnd(decimals, '0'))).to.equal(value);
      }),
    );
  });
});

describe('formatDecimal', () => {
  it('keeps the sign of less than one', () => expect(formatDecimal('-0.5')).to.equal('-0.5'));
  it('leaves what is no plain number', () => expect(formatDecimal('<0.1')).to.equal('<0.1'));
});

describe('formatMoney', () => {
  it('uses the currency and the language', async () => {
    expect(formatMoney(31.2, 'USD')).to.equal('$31.20');
    await setLanguage('ko');
    expect(formatMoney(45_000, 'KRW')).to.equal('₩45,000');
  });
});

describe('days and times', () => {
  const now = new Date(2026, 10, 22, 12).getTime();
  it('names today and yesterday in the language', async () => {
    expect(formatRelativeDay(now, now)).to.equal('Today');
    expect(formatRelativeDay(new Date(2026, 10, 21, 23, 59).getTime(), now)).to.equal('Yesterday');
    await setLanguage('ko');
    expect(formatRelativeDay(now, now)).to.equal('오늘');
    await setLanguage('ja');
    expect(formatRelativeDay(new Date(2026, 10, 21, 0, 1).getTime(), now)).to.equal('昨日');
  });
  it('gives the date, with the year when it is another', () => {
    expect(formatRelativeDay(new Date(2026, 2, 5).getTime(), now)).to.equal('March 5');
    expect(formatRelativeDay(new Date(2025, 2, 5).getTime(), now)).to.equal('March 5, 2025');
  });
  it('gives the time of day', async () => {
    expect(plain(formatTime(new Date(2026, 1, 1, 14, 5).getTime()))).to.equal('2:05 PM');
    await setLanguage('ja');
    expect(formatTime(new Date(2026, 1, 1, 14, 5).getTime())).to.equal('14:05');
  });
});

describe('addresses', () => {
  it('keeps four digits at both ends', () => expect(shortAddress(ADDRESS)).to.equal('0x7099…79C8'));
  it('leaves what is no address', () => expect(shortAddress('vitalik.example')).to.equal('vitalik.example'));
  it('groups all digits and loses none', () => {
    expect(addressGroups(ADDRESS)).to.have.length(11);
    expect(addressGroups(ADDRESS).join('')).to.equal(ADDRESS);
  });
});

describe('formatDaysAgo and formatMoment', () => {
  const noonMs = new Date(2026, 10, 22, 12).getTime();
  const days = (count: number) => noonMs - count * 86_400_000;

  it('counts the days of the person, in their language', async () => {
    expect(formatDaysAgo(noonMs, noonMs)).to.equal('today');
    expect(formatDaysAgo(days(1), noonMs)).to.equal('yesterday');
    expect(formatDaysAgo(days(400), noonMs)).to.equal('400 days ago');
    await setLanguage('ko');
    expect(formatDaysAgo(days(3), noonMs)).to.equal('3일 전');
  });

  it('calls a clock that runs ahead today', () => expect(formatDaysAgo(noonMs + 2 * 86_400_000, noonMs)).to.equal('today'));

  it('tells day and time', () => expect(plain(formatMoment(noonMs))).to.match(/2026.*12:00/));
});
