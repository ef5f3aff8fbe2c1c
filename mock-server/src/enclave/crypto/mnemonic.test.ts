import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entropyToMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { random } from '../testing/fakes.ts';
import { mnemonicBytes } from './hd-key.ts';
import { entropyOfMnemonic } from './mnemonic.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('mnemonics', () => {
  it('behavior: every length comes back, as another library writes it', () => {
    for (const length of [16, 20, 24, 28, 32]) {
      for (let round = 0; round < 50; round++) {
        const entropy = random(length);
        assert.deepEqual(entropyOfMnemonic(mnemonicBytes(entropy)), entropy);
        assert.deepEqual(entropyOfMnemonic(bytes(entropyToMnemonic(entropy, wordlist))), entropy);
      }
    }
  });

  it('error: a wrong word, number of words, checksum, or spelling', () => {
    const good = `${'abandon '.repeat(11)}about`;
    assert.deepEqual(entropyOfMnemonic(bytes(good)), new Uint8Array(16));
    for (const bad of [
      '',
      ' ',
      good.replace('about', 'abandon'),
      good.replace('about', 'aboutt'),
      `${good} about`,
      good.replace(' about', ''),
      ` ${good}`,
      `${good} `,
      good.replace(' ', '  '),
      good.toUpperCase(),
      good.replaceAll(' ', '\n'),
      `${'abandon '.repeat(26)}about`,
      good.replace('about', 'abоut'),
    ]) {
      assert.equal(entropyOfMnemonic(bytes(bad)), null, JSON.stringify(bad));
    }
  });
});
