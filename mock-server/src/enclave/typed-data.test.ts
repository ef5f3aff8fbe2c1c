import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TypedDataEncoder } from 'ethers';
import fc from 'fast-check';
import { type TypedDataDefinition, toHex, hashTypedData as viemHash } from 'viem';
import { SealedFailure } from './failures.ts';
import { hashTypedData } from './typed-data.ts';

/** The example of EIP-712, with the digest it states. */
const mail = {
  types: {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ],
    Person: [
      { name: 'name', type: 'string' },
      { name: 'wallet', type: 'address' },
    ],
    Mail: [
      { name: 'from', type: 'Person' },
      { name: 'to', type: 'Person' },
      { name: 'contents', type: 'string' },
    ],
  },
  primaryType: 'Mail',
  domain: { name: 'Ether Mail', version: '1', chainId: 1, verifyingContract: '0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC' },
  message: {
    from: { name: 'Cow', wallet: '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826' },
    to: { name: 'Bob', wallet: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB' },
    contents: 'Hello, Bob!',
  },
};
const MAIL_DIGEST = '0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2';

const hash = (data: unknown) => toHex(hashTypedData(typeof data === 'string' ? data : JSON.stringify(data)).digest);
const refusedAt = (field: string) => (error: unknown) => {
  assert.ok(error instanceof SealedFailure, String(error));
  assert.deepEqual(error.error, { code: 'intent_invalid', field });
  return true;
};

/** Wraps one field of one type. */
const single = (type: string, value: unknown, types: object = {}) => ({
  types: { EIP712Domain: [{ name: 'name', type: 'string' }], Only: [{ name: 'value', type }], ...types },
  primaryType: 'Only',
  domain: { name: 'test' },
  message: { value },
});

describe('EIP-712 hashing', () => {
  it('gives the digest of the standard’s example', () => {
    assert.equal(hash(mail), MAIL_DIGEST);
    assert.deepEqual(hashTypedData(JSON.stringify(mail)).typeNames, ['Mail', 'Person']);
  });

  it('derives the domain type when it is not given, in the standard’s order', () => {
    const { EIP712Domain: _, ...types } = mail.types;
    assert.equal(hash({ ...mail, types }), MAIL_DIGEST);
  });

  it('property: agrees with viem and ethers on structs, arrays and every atomic type', () => {
    const hexOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => toHex(bytes));
    const value = fc.record({
      flag: fc.boolean(),
      owner: hexOf(20).map((text) => text.toLowerCase()),
      small: fc.integer({ min: -128, max: 127 }),
      large: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map(String),
      negative: fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }).map(String),
      id: hexOf(32),
      tag: hexOf(4),
      blob: fc.uint8Array({ maxLength: 70 }).map((bytes) => toHex(bytes)),
      label: fc.string({ unit: 'grapheme' }),
      parts: fc.array(fc.record({ amount: fc.nat(), names: fc.array(fc.string(), { maxLength: 3 }) }), { maxLength: 3 }),
      pair: fc.array(fc.nat({ max: 65_535 }), { minLength: 2, maxLength: 2 }),
      grid: fc.array(fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }), { maxLength: 3 }),
    });
    const types = {
      Part: [
        { name: 'amount', type: 'uint64' },
        { name: 'names', type: 'string[]' },
      ],
      Whole: [
        { name: 'flag', type: 'bool' },
        { name: 'owner', type: 'address' },
        { name: 'small', type: 'int8' },
        { name: 'large', type: 'uint256' },
        { name: 'negative', type: 'int256' },
        { name: 'id', type: 'bytes32' },
        { name: 'tag', type: 'bytes4' },
        { name: 'blob', type: 'bytes' },
        { name: 'label', type: 'string' },
        { name: 'parts', type: 'Part[]' },
        { name: 'pair', type: 'uint16[2]' },
        { name: 'grid', type: 'bool[2][]' },
      ],
    };
    const domain = { name: 'test', chainId: 1 };
    fc.assert(
      fc.property(value, (message) => {
        const own = hash({ types, primaryType: 'Whole', domain, message });
        assert.equal(own, TypedDataEncoder.hash(domain, types, message));
        assert.equal(own, viemHash({ types, primaryType: 'Whole', domain, message } as unknown as TypedDataDefinition));
      }),
      { numRuns: 200 },
    );
  });

  const outOfRange: readonly (readonly [string, unknown])[] = [
    ['uint8', 256],
    ['uint8', -1],
    ['int8', 128],
    ['int8', '-129'],
    ['uint256', String(2n ** 256n)],
    ['uint256', 2 ** 53],
    ['uint256', 1.5],
    ['uint256', '1e18'],
    ['uint256', '007'],
    ['uint256', ' 1'],
    ['uint256', ''],
    ['uint256', '0x'],
    ['uint256', null],
    ['bytes32', `0x${'11'.repeat(31)}`],
    ['bytes32', '11'.repeat(32)],
    ['bytes', '0x1'],
    ['bytes', '0xzz'],
    ['address', `0x${'11'.repeat(21)}`],
    ['address', 'vitalik.eth'],
    ['bool', 'yes'],
    ['bool', 1],
    ['string', 5],
    ['string', '\ud800'],
    ['uint8[2]', [1]],
    ['uint8[]', 'x'],
    ['uint8[]', { length: 0 }],
  ];
  for (const [type, value] of outOfRange) {
    it(`error: ${type} ${JSON.stringify(value)}`, () => {
      assert.throws(() => hash(single(type, value)), refusedAt('json.message.value'));
    });
  }

  it('error: names the path of a value deep inside', () => {
    const types = { Part: [{ name: 'amount', type: 'uint8' }] };
    assert.throws(() => hash(single('Part[]', [{ amount: 1 }, { amount: 256 }], types)), refusedAt('json.message.value[1].amount'));
  });

  it('error: missing, extra and unknown parts', () => {
    assert.throws(() => hash({ ...mail, message: { ...mail.message, extra: 1 } }), refusedAt('json.message.extra'));
    const { contents: _, ...short } = mail.message;
    assert.throws(() => hash({ ...mail, message: short }), refusedAt('json.message.contents'));
    assert.throws(() => hash({ ...mail, domain: { ...mail.domain, evil: 1 } }), refusedAt('json.domain.evil'));
    assert.throws(() => hash({ ...mail, more: 1 }), refusedAt('json.more'));
    assert.throws(() => hash(single('Missing', {})), refusedAt('json.types.Only.value'));
    assert.throws(() => hash(single('uint7', 1)), refusedAt('json.types.Only.value'));
    assert.throws(() => hash(single('uint256[0]', [])), refusedAt('json.types.Only.value'));
    assert.throws(() => hash({ ...mail, primaryType: 'EIP712Domain' }), refusedAt('json.primaryType'));
    assert.throws(() => hash({ ...mail, primaryType: 'constructor' }), refusedAt('json.primaryType'));
    assert.throws(() => hash({ ...mail, types: { ...mail.types, uint256: [] } }), refusedAt('json.types.uint256'));
  });

  it('error: recursive types', () => {
    assert.throws(() => hash(single('Node', {}, { Node: [{ name: 'next', type: 'Node[]' }] })), refusedAt('json.types.Node'));
  });

  it('error: a domain field of another type than the standard’s', () => {
    const types = { ...mail.types, EIP712Domain: [{ name: 'chainId', type: 'string' }] };
    assert.throws(() => hash({ ...mail, types, domain: { chainId: '1' } }), refusedAt('json.types.EIP712Domain'));
  });

  it('error: JSON that can be read two ways', () => {
    const text = JSON.stringify(mail);
    for (const bad of [
      text.replace('"contents":"Hello', '"contents":"Pay","contents":"Hello'),
      text.replace('"contents":"Hello', '"c\\u006fntents":"Pay","contents":"Hello'),
      `${text}x`,
      `\ufeff${text}`,
      '',
      '{',
    ]) {
      assert.throws(() => hash(bad), refusedAt('json'));
    }
    assert.throws(() => hash('[]'), refusedAt('json'));
    assert.equal(hash(JSON.stringify(mail, null, 2)), MAIL_DIGEST, 'white space does not matter');
  });

  it('error: too large or too deep ends in time', () => {
    const startedAt = performance.now();
    assert.throws(() => hash(single('uint8[]', new Array(20_000).fill(1))), refusedAt('json'));
    assert.throws(() => hash(`{"message":${'['.repeat(5_000)}${']'.repeat(5_000)}}`), refusedAt('json'));
    assert.ok(performance.now() - startedAt < 1_000);
  });
});
