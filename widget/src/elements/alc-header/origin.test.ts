import { expect } from '@open-wc/testing';
import { isEncrypted, monogram } from './origin.ts';

describe('isEncrypted', () => {
  for (const origin of ['https://shop.example', 'https://shop.example:8443', 'http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])
    it(`says yes to ${origin}`, () => expect(isEncrypted(origin)).to.equal(true));
  for (const origin of ['http://shop.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'ftp://x', 'null', ''])
    it(`says no to ${JSON.stringify(origin)}`, () => expect(isEncrypted(origin)).to.equal(false));
});

describe('monogram', () => {
  for (const [name, letter] of [
    ['corner shop', 'C'],
    ['  «été»', 'É'],
    ['한글상점', '한'],
    ['https://www.shop.example', 'S'],
    ['🛒', '?'],
    ['', '?'],
  ] as const)
    it(`is ${letter} for ${JSON.stringify(name)}`, () => expect(monogram(name)).to.equal(letter));
});
