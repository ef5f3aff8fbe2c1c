import { expect } from '@open-wc/testing';
import { english, type WcWordId } from './wc-words.en.ts';
import { words as japanese } from './wc-words.ja.ts';
import { words as korean } from './wc-words.ko.ts';
import { loadWcWords, wcWord } from './wc-words.ts';

const ids = Object.keys(english) as WcWordId[];
const values = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([value]) => value).sort();

describe('the words of WalletConnect', () => {
  afterEach(() => loadWcWords('en'));

  for (const [language, words] of [
    ['Korean', korean],
    ['Japanese', japanese],
  ] as const) {
    it(`are all there in ${language}, with their values, and none in English by mistake`, () => {
      expect(Object.keys(words)).to.deep.equal(ids);
      expect(ids.filter((id) => JSON.stringify(values(words[id])) !== JSON.stringify(values(english[id])))).to.deep.equal([]);
      expect(ids.filter((id) => words[id] === english[id])).to.deep.equal([]);
    });
  }

  it('are said in the language that was loaded', async () => {
    expect(wcWord('list.until', 'Main', '30 Nov')).to.equal('Main · until 30 Nov');
    await loadWcWords('ko');
    expect(wcWord('list.until', '메인', '11월 30일')).to.equal('메인 · 11월 30일까지');
  });
});
