import { expect } from '@open-wc/testing';
import { currentLanguage, loadWords, preferredLanguage, setLanguage } from './locale.ts';

afterEach(() => setLanguage('en'));

describe('setLanguage', () => {
  for (const language of ['ko', 'ja', 'en'] as const) {
    it(`speaks ${language} and says so in the document`, async () => {
      await setLanguage(language);
      expect(currentLanguage()).to.equal(language);
      expect(document.documentElement.lang).to.equal(language);
    });
  }
  it('ends at the last of several quick choices', async () => {
    await Promise.all([setLanguage('ko'), setLanguage('ja')]);
    expect(currentLanguage()).to.equal('ja');
  });
  it('ends there too when the words of the first choice have to come', async () => {
    await setLanguage('ja');
    await loadWords();
    await Promise.all([setLanguage('en'), setLanguage('ko')]);
    expect(currentLanguage()).to.equal('ko');
  });
});

describe('preferredLanguage', () => {
  it('takes the first tag it speaks', () => expect(preferredLanguage(['fr-CH', 'ko-KR', 'en'])).to.equal('ko'));
  it('falls back to English', () => expect(preferredLanguage(['fr', 'xx'])).to.equal('en'));
});
