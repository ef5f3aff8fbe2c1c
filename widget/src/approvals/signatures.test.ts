import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { describeTypedData } from '../clear-signing/typed-data.ts';
import type { ApprovalContent, DisplayRow } from '../state/state.ts';
import { displayDigest } from './display-digest.ts';
import { describeMessage } from './message.ts';
import { checkSiwe } from './siwe.ts';

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const hexOf = (text: string) => `0x${Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')}` as const;
const codes = ({ warnings }: { readonly warnings: readonly { readonly code: string }[] }) => warnings.map(({ code }) => code);

function errorOf(work: () => unknown): WalletError | null {
  try {
    work();
    return null;
  } catch (error) {
    return error as WalletError;
  }
}

describe('describeMessage', () => {
  it('shows text as text, with what cannot be seen written out', () => {
    const content = describeMessage(account, hexOf('Pay\nnow\u202e'));
    expect([content.text, content.warnings.length]).to.deep.equal(['Pay\nnow\\u{202e}', 0]);
    expect(content.bytes).to.equal(hexOf('Pay\nnow\u202e'));
  });
  it('warns of a digest, as bytes or as text', () => {
    expect(codes(describeMessage(account, `0x${'f1'.repeat(32)}`))).to.deep.equal(['looks_like_digest']);
    expect(codes(describeMessage(account, hexOf('ab'.repeat(32))))).to.deep.equal(['looks_like_digest']);
    expect(codes(describeMessage(account, hexOf(`0x${'ab'.repeat(32)}`)))).to.deep.equal(['looks_like_digest']);
  });
  it('warns of bytes that are a transaction or a delegation', () => {
    expect(codes(describeMessage(account, `0x02f86c${'80'.repeat(40)}`))).to.deep.equal(['looks_like_digest']);
    expect(codes(describeMessage(account, `0x05f86c${'80'.repeat(40)}`))).to.deep.equal(['looks_like_digest']);
  });
  it('calls other bytes blind', () => expect(codes(describeMessage(account, '0xff00ff'))).to.deep.equal(['blind_data']));
});

describe('checkSiwe', () => {
  const good = [
    'shop.example wants you to sign in with your Ethereum account:',
    account,
    '',
    'Sign in to the shop.',
    '',
    'URI: https://shop.example/login',
    'Version: 1',
    'Chain ID: 31337',
    'Nonce: 32891756',
    'Issued At: 2026-11-22T00:00:00Z',
    'Expiration Time: 2026-11-23T00:00:00Z',
  ].join('\n');
  const context = { origin: 'https://shop.example', account, chainId: 31337, nowMs: Date.UTC(2026, 10, 22, 12) };
  const check = (text: string, change: Partial<typeof context> = {}) => errorOf(() => checkSiwe(text, { ...context, ...change }))?.data?.reason ?? null;

  it('passes its own site’s message, and any text that is none', () => {
    expect(check(good)).to.equal(null);
    expect(check('Hello')).to.equal(null);
  });
  const refused: readonly (readonly [string, string, Partial<typeof context>, string])[] = [
    ['another site', good, { origin: 'https://evil.example' }, 'siwe_domain_mismatch'],
    ['the same name on another port', good, { origin: 'https://shop.example:8443' }, 'siwe_domain_mismatch'],
    ['another scheme', good.replace('shop.example wants', 'http://shop.example wants'), {}, 'siwe_domain_mismatch'],
    ['another address in URI', good.replace('URI: https://shop.example', 'URI: https://evil.example'), {}, 'siwe_uri_mismatch'],
    ['no URI', good.replace('URI:', 'Uri:'), {}, 'siwe_malformed'],
    [
      'an address in its statement and another in URI',
      good.replace('Sign in to the shop.', 'URI: https://shop.example').replace('URI: https://shop.example/login', 'URI: https://evil.example'),
      {},
      'siwe_uri_mismatch',
    ],
    ['a line that EIP-4361 does not know', `${good}\nFor: everything`, {}, 'siwe_malformed'],
    ['carriage returns', good.replaceAll('\n', '\r\n'), {}, 'siwe_malformed'],
    ['words before it', `Hello\n${good}`, {}, 'siwe_malformed'],
    ['another version', good.replace('Version: 1', 'Version: 2'), {}, 'siwe_malformed'],
    ['no time of issue', good.replace('2026-11-22T00:00:00Z', 'now'), {}, 'siwe_malformed'],
    ['another account', good, { account: '0x0000000000000000000000000000000000000001' }, 'siwe_account_mismatch'],
    ['another chain', good, { chainId: 1 }, 'siwe_chain_mismatch'],
    ['a short nonce', good.replace('32891756', '1234567'), {}, 'siwe_nonce'],
    ['a time that has passed', good, { nowMs: Date.UTC(2026, 10, 24) }, 'siwe_expired'],
    ['a time that is none', good.replace('2026-11-23T00:00:00Z', 'tomorrow'), {}, 'siwe_expired'],
  ];
  for (const [name, text, change, reason] of refused) it(`refuses ${name}`, () => expect(check(text, change)).to.equal(reason));
});

describe('describeTypedData', () => {
  const permit = (change: object = {}, message: object = {}) => ({
    types: {
      EIP712Domain: [
        { name: 'name', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ],
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Permit',
    domain: { name: 'Demo\u202eDollar', chainId: 31337, verifyingContract: '0x5FbDB2315678afecb367f032d93F642f64180aa3', ...change },
    message: { owner: account, spender: account, value: '1000', nonce: 0, deadline: 99, ...message },
  });
  const describeIt = (value: object) => describeTypedData(account, JSON.stringify(value), 31337);

  it('has a row for every leaf of domain and message', () => {
    const { rows, domainName } = describeIt(permit());
    expect(rows.map(({ label }) => label)).to.deep.equal([
      'domain.name',
      'domain.chainId',
      'domain.verifyingContract',
      'owner',
      'spender',
      'value',
      'nonce',
      'deadline',
    ]);
    expect(domainName).to.equal('Demo\\u{202e}Dollar');
  });

  it('covers arrays item by item, nested structs and empty lists', () => {
    const { rows } = describeIt({
      types: {
        EIP712Domain: [{ name: 'name', type: 'string' }],
        Item: [
          { name: 'id', type: 'uint8' },
          { name: 'tags', type: 'string[]' },
        ],
        Order: [{ name: 'items', type: 'Item[]' }],
      },
      primaryType: 'Order',
      domain: { name: 'x' },
      message: {
        items: [
          { id: 1, tags: ['a', 'b'] },
          { id: 2, tags: [] },
        ],
      },
    });
    const said = rows.map((row: DisplayRow) => `${row.label}=${row.kind === 'text' ? row.text : ''}`);
    expect(said).to.deep.equal(['domain.name=x', 'items[0].id=1', 'items[0].tags[0]=a', 'items[0].tags[1]=b', 'items[1].id=2', 'items[1].tags=[]']);
  });

  it('names a permission to spend, and an endless one', () => {
    expect(codes(describeIt(permit()))).to.deep.equal(['permit']);
    expect(codes(describeIt(permit({}, { value: `0x${'ff'.repeat(32)}` })))).to.deep.equal(['permit', 'unlimited_approval']);
  });

  it('refuses another chain, whichever way it is written', () => {
    for (const chainId of [1, '1', '0x1']) expect(errorOf(() => describeIt(permit({ chainId })))?.data?.field).to.equal('domain.chainId');
    expect(errorOf(() => describeIt(permit({ chainId: '0x7a69' })))).to.equal(null);
  });
});

describe('displayDigest', () => {
  const content: Extract<ApprovalContent, { kind: 'message' }> = { kind: 'message', account, text: 'hi', bytes: '0x6869', warnings: [] };

  it('is another for another origin, text or warning', async () => {
    const digests = await Promise.all([
      displayDigest('https://a.example', content),
      displayDigest('https://b.example', content),
      displayDigest('https://a.example', { ...content, text: 'ho' }),
      displayDigest('https://a.example', { ...content, warnings: [{ code: 'blind_data', level: 'caution' }] }),
    ]);
    expect(new Set(digests).size).to.equal(4);
    expect(digests[0]).to.match(/^0x[0-9a-f]{64}$/);
    expect(await displayDigest('https://a.example', { ...content })).to.equal(digests[0]);
  });
});
