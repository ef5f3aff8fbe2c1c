import { expect } from '@open-wc/testing';
import { setLanguage } from '../../i18n/locale.ts';
import { noAssets, token } from '../assets.mocks.ts';
import { amountText, moneyText, worthOf } from './fiat.ts';
import { homeParts } from './home-parts.ts';

const most = 2n ** 256n - 1n;

const { nativeMoney } = homeParts;

describe('what things are worth', () => {
  it('is counted in whole units', () => {
    expect(worthOf(token({ balance: 1_500_000n, decimals: 6, price: 2 }))).to.equal(3);
    expect(worthOf(token({ balance: 0n }))).to.equal(0);
    expect(worthOf(token({ price: null }))).to.equal(null);
  });

  for (const change of [
    { balance: most, decimals: 0, price: 1e12 },
    { balance: most, decimals: 18, price: 1 },
    { price: Number.NaN },
    { price: Number.POSITIVE_INFINITY },
    { price: -1 },
  ]) {
    it(`is not said where it is made up: ${JSON.stringify(change, (_, value) => String(value))}`, () => expect(worthOf(token(change))).to.equal(null));
  }

  it('is nothing, and no error, for decimals that nobody has', () => expect(worthOf(token({ balance: most, decimals: 255, price: 1 }))).to.be.below(1));

  it('is said in the money and language of the person; less than can be paid is less than that', async () => {
    expect(moneyText(31.2, 'USD')).to.equal('≈ $31.20');
    expect(moneyText(0.001, 'USD')).to.equal('< $0.01');
    expect(moneyText(0.4, 'KRW')).to.equal('< ₩1');
    expect(moneyText(0, 'EUR')).to.equal('≈ €0.00');
    expect(moneyText(null, 'EUR')).to.equal('');
    await setLanguage('ja');
    expect(moneyText(1250, 'JPY')).to.match(/^≈ [¥￥]1,250$/);
    await setLanguage('en');
  });

  it('stands under the balance as soon as a price is known', () => {
    const known = { ...noAssets, tokens: [token({ address: null, decimals: 18, price: 2_500, balance: 0n })] };
    expect(nativeMoney({ balanceWei: 10n ** 18n, assets: known, currency: 'USD' })).to.equal('≈ $2,500.00');
    expect(nativeMoney({ balanceWei: null, assets: known, currency: 'USD' })).to.equal('');
    expect(nativeMoney({ balanceWei: 10n ** 18n, assets: null, currency: 'USD' })).to.equal('');
  });
});

describe('amounts in a list', () => {
  it('keep to their line', () => {
    const said = (balance: bigint, decimals: number) => amountText(token({ balance, decimals })).replaceAll('\u00a0', ' ');
    expect(said(1_500_000n, 6)).to.equal('1.5 DUSD');
    expect(said(1n, 18)).to.equal('<0.000001 DUSD');
    expect(said(most, 0)).to.equal('1.16E77 DUSD');
    expect(said(most, 255)).to.equal('<0.000001 DUSD');
  });
});
