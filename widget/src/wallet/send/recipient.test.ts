import { expect } from '@open-wc/testing';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { looksAlike, type RecipientFacts, readRecipient, recipientWarnings } from './recipient.ts';

const shop: Hex = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const own: Hex = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const zero: Hex = '0x0000000000000000000000000000000000000000';
const facts: RecipientFacts = { address: shop, name: null, typed: '', own: [own], paid: [], tokens: [], code: '0x' };
const codes = (change: Partial<RecipientFacts>) => recipientWarnings({ ...facts, ...change }).map(({ code }) => code);

describe('readRecipient', () => {
  it('takes an address in one case, or with its checksum, and blanks around it', () => {
    for (const text of [shop, shop.toLowerCase(), `0x${shop.slice(2).toUpperCase()}`, ` \n${shop}\t`, shop.replace('0x', '0X')]) {
      expect(readRecipient(text), text).to.deep.equal({ kind: 'address', address: shop });
    }
  });

  it('refuses a wrong checksum: one letter was mistyped', () => {
    expect(readRecipient(shop.replace('DE', 'De').replace('EDe', 'Ede'))).to.deep.equal({ kind: 'problem', code: 'checksum' });
  });

  it('refuses hidden characters, wherever they stand', () => {
    for (const character of ['\u200b', '\u200d', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u0000', '\u{e0041}', '\ufe0f', '\u3164']) {
      for (const text of [`${character}${shop}`, `${shop.slice(0, 9)}${character}${shop.slice(9)}`, `${shop}${character}`, `al${character}ice.eth`]) {
        expect(readRecipient(text), JSON.stringify(text)).to.deep.equal({ kind: 'problem', code: 'hidden_characters' });
      }
    }
  });

  it('takes names, also of emoji, and leaves it to the normalisation what they are', () => {
    for (const name of ['alice.eth', 'pay.alice.eth', 'аlice.eth', '👩‍👩‍👧.eth', '❤️.eth'])
      expect(readRecipient(name), name).to.deep.equal({ kind: 'name', name });
  });

  it('reads a payment request, and says so when it cannot', () => {
    expect(readRecipient(`ethereum:${shop}?value=5`)).to.deep.equal({ kind: 'request', request: { target: shop, chainId: null, token: null, amount: 5n } });
    expect(readRecipient(`ethereum:${shop}/approve?address=${own}`)).to.deep.equal({ kind: 'problem', code: 'request_unreadable' });
  });

  it('refuses everything else', () => {
    for (const text of [
      '0x',
      shop.slice(0, -1),
      `${shop}0`,
      shop.slice(2),
      'alice',
      'alice .eth',
      '.eth',
      'https://shop.example/pay',
      'a'.repeat(300),
      '0x３EDe',
    ]) {
      expect(readRecipient(text), text).to.deep.equal({ kind: 'problem', code: 'not_an_address' });
    }
  });
});

describe('recipientWarnings', () => {
  const poisoned: Hex = `0x3ed${'0'.repeat(34)}69d`;

  it('knows look-alikes by their ends', () => {
    expect(looksAlike(shop, poisoned)).to.equal(true);
    expect(looksAlike(shop, shop.toLowerCase() as Hex)).to.equal(false);
    expect(looksAlike(shop, own)).to.equal(false);
  });

  it('warns of a look-alike of somebody paid before, or of an own account, and never of the known one itself', () => {
    expect(recipientWarnings({ ...facts, address: poisoned, paid: [own, shop] })).to.deep.equal([{ code: 'look_alike', level: 'danger', like: shop }]);
    expect(codes({ address: `0x709${'1'.repeat(34)}9c8` })).to.deep.equal(['look_alike']);
    expect(codes({ address: shop, paid: [shop, poisoned] })).to.deep.equal([]);
  });

  it('warns of what is no person: nobody at all, a token, a contract, oneself', () => {
    expect(codes({ address: zero })).to.deep.equal(['zero']);
    expect(codes({ tokens: [shop], code: '0x60' })).to.deep.equal(['token_contract']);
    expect(codes({ code: '0x60' })).to.deep.equal(['contract']);
    expect(codes({ code: `0xef0100${'11'.repeat(20)}` })).to.deep.equal([]);
    expect(codes({ code: null })).to.deep.equal([]);
    expect(codes({ address: own })).to.deep.equal(['own']);
  });

  it('calls a stranger one from the second payment on, and a name with foreign letters odd', () => {
    expect(codes({})).to.deep.equal([]);
    expect(codes({ paid: [`0x${'12'.repeat(20)}`] })).to.deep.equal(['new']);
    expect(codes({ name: 'müller.eth' })).to.deep.equal(['odd_name']);
    expect(codes({ name: 'alice.eth', typed: 'Alice.eth' })).to.deep.equal([]);
    // Whatever a server made of it.
    expect(codes({ name: 'alice.eth', typed: 'аlice.eth' })).to.deep.equal(['odd_name']);
  });
});
