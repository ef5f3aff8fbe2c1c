import { expect } from '@open-wc/testing';
import { parseColor, toHex } from '../../../host-sdk/src/contract/theme-values.ts';
import { BLACK, contrast, correctContrast, luminance, mix, WHITE, worstContrast } from './color.ts';

describe('parseColor', () => {
  for (const [text, hex] of [
    ['#fff', '#ffffff'],
    ['#0aF', '#00aaff'],
    [' #123456 ', '#123456'],
    ['rgb(1, 2, 3)', '#010203'],
    ['rgb(1 2 3)', '#010203'],
  ] as const) {
    it(`reads ${text}`, () => {
      const color = parseColor(text);
      expect(color === null ? null : toHex(color)).to.equal(hex);
    });
  }
  for (const text of [
    '',
    'red',
    '#ff',
    '#12345678',
    'rgba(0,0,0,.5)',
    'rgb(256,0,0)',
    'rgb(1,2,3,4)',
    'url(https://evil.example)',
    'var(--x)',
    '#fff;color:red',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseColor(text)).to.equal(null));
  }
});

describe('contrast', () => {
  it('is 21 for black on white and 1 for a colour on itself', () => {
    expect(contrast(BLACK, WHITE)).to.equal(21);
    expect(contrast([10, 200, 30], [10, 200, 30])).to.equal(1);
  });
  it('agrees with published values: #777 on white is 4.48, #767676 is 4.54', () => {
    expect(contrast([0x77, 0x77, 0x77], WHITE)).to.be.closeTo(4.48, 0.005);
    expect(contrast([0x76, 0x76, 0x76], WHITE)).to.be.closeTo(4.54, 0.005);
  });
  it('takes luminance from 0 to 1', () => expect([luminance(BLACK), luminance(WHITE)]).to.deep.equal([0, 1]));
});

describe('correctContrast', () => {
  it('leaves a readable colour as it is', () => expect(correctContrast([0, 0, 120], [WHITE], 4.5)).to.deep.equal([0, 0, 120]));
  it('moves an unreadable colour no further than needed', () => {
    const fixed = correctContrast([255, 220, 0], [WHITE], 4.5);
    expect(contrast(fixed, WHITE)).to.be.within(4.5, 5.2);
  });
  it('serves several grounds at once', () => {
    const grounds = [WHITE, mix(BLACK, WHITE, 0.1)];
    expect(worstContrast(correctContrast([150, 150, 255], grounds, 4.5), grounds)).to.be.at.least(4.5);
  });
});
