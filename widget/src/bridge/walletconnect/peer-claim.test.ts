import { expect } from '@open-wc/testing';
import { readPeerClaim } from './peer-claim.ts';

describe('readPeerClaim', () => {
  it('keeps the name and the origin of the address', () => {
    const metadata = { name: 'Swap', description: 'Best prices', url: 'https://app.example/trade?x=1', icons: ['javascript:alert(1)'] };
    expect(readPeerClaim(metadata)).to.deep.equal({ name: 'Swap', url: 'https://app.example' });
  });

  it('cuts a name of 10,000 characters', () => {
    const { name } = readPeerClaim({ name: 'A'.repeat(10_000), url: 'https://app.example' });
    expect([name.length, name.endsWith('…')]).to.deep.equal([40, true]);
  });

  it('writes out what turns or hides text, and breaks no line', () => {
    expect(readPeerClaim({ name: 'Bank\u202egpj.exe', url: '' }).name).to.equal('Bank\\u{202e}gpj.exe');
    expect(readPeerClaim({ name: 'Ba\u200bnk\nVerified', url: '' }).name).to.equal('Ba\\u{200b}nk\\nVerified');
  });

  it('spells a look-alike host as the browser does', () => {
    expect(readPeerClaim({ name: 'x', url: 'https://раураl.example' }).url).to.match(/^https:\/\/xn--/);
  });

  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://bank.example@evil.example',
    'app.example',
    '',
    7,
    null,
    `https://${'a'.repeat(3_000)}.example`,
  ])
    it(`takes ${JSON.stringify(url)?.slice(0, 40)} for no address`, () => expect(readPeerClaim({ name: 'x', url }).url).to.equal(null));

  for (const metadata of [null, undefined, 'text', 7, [], { name: 7 }, Object.create(null)])
    it(`error: ${JSON.stringify(metadata) ?? 'nothing'} is an app without name and address`, () =>
      expect(readPeerClaim(metadata)).to.deep.equal({ name: '', url: null }));
});
