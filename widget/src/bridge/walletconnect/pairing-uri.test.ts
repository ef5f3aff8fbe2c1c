import { expect } from '@open-wc/testing';
import { PairingError, readPairingUri } from './pairing-uri.ts';

const nowMs = Date.UTC(2026, 10, 22);
const topic = 'a1'.repeat(32);
const key = 'b2'.repeat(32);
const later = String(nowMs / 1_000 + 300);
const uri = `wc:${topic}@2?relay-protocol=irn&symKey=${key}&expiryTimestamp=${later}`;

const reading = (text: string): string => {
  try {
    return readPairingUri(text, nowMs).topic;
  } catch (error) {
    if (error instanceof PairingError) return error.problem;
    throw error;
  }
};

describe('readPairingUri', () => {
  for (const [what, text] of [
    ['a link', uri],
    ['one with blanks around it', `  ${uri}\n`],
    ['one in another order, with methods', `wc:${topic}@2?expiryTimestamp=${later}&methods=wc_sessionPropose&symKey=${key}&relay-protocol=irn`],
    ['one that does not say when it expires', `wc:${topic}@2?relay-protocol=irn&symKey=${key}`],
    ['one inside an address', `https://wallet.example/wc?uri=${encodeURIComponent(uri)}`],
  ] as const)
    it(`reads ${what}`, () => expect(reading(text)).to.equal(topic));

  for (const [what, text] of [
    ['nothing', ''],
    ['something else', 'hello'],
    ['an address of a site', 'https://app.example/'],
    ['version 1', `wc:${topic}@1?bridge=https%3A%2F%2Fbridge.example&key=${key}`],
    ['a short topic', uri.replace(topic, 'a1')],
    ['a topic in capitals', uri.replace(topic, topic.toUpperCase())],
    ['no key', `wc:${topic}@2?relay-protocol=irn`],
    ['two keys', `${uri}&symKey=${key}`],
    ['another relay protocol', uri.replace('irn', 'waku')],
    ['a time that is none', uri.replace(later, 'never')],
    ['three thousand characters', `${uri}&x=${'x'.repeat(3_000)}`],
    ['script', `javascript:alert(1)//${uri}`],
  ] as const)
    it(`error: ${what} is malformed`, () => expect(reading(text)).to.equal('malformed'));

  it('error: one of yesterday is expired', () => expect(reading(uri.replace(later, String(nowMs / 1_000)))).to.equal('expired'));
});
