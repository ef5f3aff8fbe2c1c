import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { preferredLanguage } from '../../widget/recover/messages.ts';
import { pageWords } from '../../widget/recover/page-words.ts';

const html = readFileSync(join(import.meta.dirname, '../../widget/recover/recover.html'), 'utf8');

describe('the languages of recover.html', () => {
  it('contract: every word of the page is said in each language, and nothing is said that is not there', () => {
    const said = [...html.matchAll(/data-say="([^"]+)"/g)].map(([, id]) => id).concat('placeholder');
    for (const [language, words] of Object.entries(pageWords)) {
      assert.deepEqual(Object.keys(words).toSorted(), said.toSorted(), language);
      for (const [id, text] of Object.entries(words)) assert.match(text, /[\p{Script=Hangul}\p{Script=Han}\p{Script=Katakana}]/u, `${language} ${id}`);
    }
  });

  it('contract: the first language of the browser that the page speaks, else English', () => {
    assert.equal(preferredLanguage(['fr-FR', 'ko-KR', 'en']), 'ko');
    assert.equal(preferredLanguage(['ja']), 'ja');
    assert.equal(preferredLanguage(['de', 'fr']), 'en');
    assert.equal(preferredLanguage([]), 'en');
  });
});
