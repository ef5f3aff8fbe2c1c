import { expect } from '@open-wc/testing';
import { TypedDataEncoder } from 'ethers';
import { hashTypedData } from 'viem/utils';
import type { WalletError } from './errors.ts';
import { checkTypedData, guardTypedData } from './typed-data-guard.ts';

const account = '0x52908400098527886E0F7030069857D2E4169EE7';
const token = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';

const order = {
  types: {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ],
    Order: [
      { name: 'maker', type: 'address' },
      { name: 'amount', type: 'uint256' },
      { name: 'small', type: 'uint8' },
      { name: 'delta', type: 'int8' },
      { name: 'salt', type: 'bytes32' },
      { name: 'extra', type: 'bytes' },
      { name: 'open', type: 'bool' },
      { name: 'note', type: 'string' },
      { name: 'items', type: 'Item[]' },
      { name: 'pair', type: 'uint256[2]' },
    ],
    Item: [
      { name: 'token', type: 'address' },
      { name: 'price', type: 'uint256' },
    ],
    Envelope: [{ name: 'order', type: 'Order' }],
  },
  primaryType: 'Envelope',
  domain: { name: 'Shop', chainId: 31337, verifyingContract: token },
  message: {
    order: {
      maker: account,
      amount: '1000000000000000000000',
      small: 255,
      delta: -128,
      salt: `0x${'ab'.repeat(32)}`,
      extra: '0x',
      open: true,
      note: 'three ✓ \u202e lines\n',
      items: [{ token, price: '0x10' }],
      pair: [1, '2'],
    },
  },
};

type Tree = { [key: string]: unknown };

/** The order with one value set, or removed when it is undefined. The path is split at dots. */
function changed(path: string, value: unknown): Tree {
  const copy = structuredClone(order) as Tree;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at = copy;
  for (const step of steps) at = at[step] as Tree;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

function refusal(typedData: unknown): WalletError {
  try {
    guardTypedData([account, typedData]);
  } catch (error) {
    return error as WalletError;
  }
  throw new Error('nothing was refused');
}

const inMessage: readonly (readonly [name: string, path: string, value: unknown, field: string, reason: string])[] = [
  ['uint8 of 256', 'message.order.small', 256, 'message.order.small', 'out_of_range'],
  ['a negative uint', 'message.order.small', -1, 'message.order.small', 'out_of_range'],
  ['int8 of -129', 'message.order.delta', -129, 'message.order.delta', 'out_of_range'],
  ['int8 of 128', 'message.order.delta', '128', 'message.order.delta', 'out_of_range'],
  ['uint256 of 2^256', 'message.order.amount', `0x1${'0'.repeat(64)}`, 'message.order.amount', 'out_of_range'],
  ['text that is no number', 'message.order.amount', '1e18', 'message.order.amount', 'type_mismatch'],
  ['a number with leading zeros', 'message.order.amount', '007', 'message.order.amount', 'type_mismatch'],
  ['minus zero', 'message.order.amount', '-0', 'message.order.amount', 'type_mismatch'],
  ['an empty number', 'message.order.amount', '', 'message.order.amount', 'type_mismatch'],
  ['null for a number', 'message.order.amount', null, 'message.order.amount', 'type_mismatch'],
  ['bytes32 of 31 bytes', 'message.order.salt', `0x${'ab'.repeat(31)}`, 'message.order.salt', 'out_of_range'],
  ['bytes with half a byte', 'message.order.extra', '0xa', 'message.order.extra', 'type_mismatch'],
  ['an address of 21 bytes', 'message.order.maker', `${account}00`, 'message.order.maker', 'type_mismatch'],
  ['bool "yes"', 'message.order.open', 'yes', 'message.order.open', 'type_mismatch'],
  ['bool 1', 'message.order.open', 1, 'message.order.open', 'type_mismatch'],
  ['a number for a string', 'message.order.note', 1, 'message.order.note', 'type_mismatch'],
  ['an object for an array', 'message.order.items', {}, 'message.order.items', 'type_mismatch'],
  ['a bad value inside an array', 'message.order.items', [{ token, price: 'x' }], 'message.order.items[0].price', 'type_mismatch'],
  ['a missing member inside an array', 'message.order.items', [{ token }], 'message.order.items[0].price', 'key_missing'],
  ['a fixed array of the wrong length', 'message.order.pair', [1], 'message.order.pair', 'out_of_range'],
  ['null for a struct', 'message.order', null, 'message.order', 'type_mismatch'],
  ['a missing key', 'message.order.note', undefined, 'message.order.note', 'key_missing'],
  ['an extra key', 'message.order.hidden', 1, 'message.order.hidden', 'key_extra'],
  ['a domain value of the wrong type', 'domain.chainId', 'one', 'domain.chainId', 'type_mismatch'],
  ['a domain key that is not hashed', 'domain.version', '1', 'domain.version', 'key_extra'],
  ['a domain without a declared key', 'domain.name', undefined, 'domain.name', 'key_missing'],
  ['no domain', 'domain', undefined, 'domain', 'key_missing'],
  ['a key beside the four', 'extra', 1, 'params[1]', 'key_extra'],
  ['primaryType EIP712Domain', 'primaryType', 'EIP712Domain', 'primaryType', 'type_invalid'],
  ['an unknown primaryType', 'primaryType', 'Nothing', 'primaryType', 'type_missing'],
  ['no EIP712Domain', 'types.EIP712Domain', undefined, 'types.EIP712Domain', 'type_missing'],
  ['a type that is not defined', 'types.Item', undefined, 'types.Order.items', 'type_missing'],
  ['a type that contains itself', 'types.Item', [{ name: 'order', type: 'Order' }], 'types.Item.order', 'type_cycle'],
  ['a type that lists itself', 'types.Item', [{ name: 'children', type: 'Item[]' }], 'types.Item.children', 'type_cycle'],
  ['an alias', 'types.Item', [{ name: 'a', type: 'uint' }], 'types.Item.a', 'type_missing'],
  ['uint7', 'types.Item', [{ name: 'a', type: 'uint7' }], 'types.Item.a', 'type_missing'],
  ['bytes33', 'types.Item', [{ name: 'a', type: 'bytes33' }], 'types.Item.a', 'type_missing'],
  ['a struct named like a basic type', 'types.address', [], 'types.address', 'type_invalid'],
  ['a member twice', 'types.Item', [{ name: 'a', type: 'bool' }, { name: 'a', type: 'bool' }], 'types.Item[1].name', 'type_invalid'], // biome-ignore format: one row a line
  ['a type name with a bracket', 'types.A(b', [], 'types.A(b', 'type_invalid'],
  ['a list that is none', 'types.Item', {}, 'types.Item', 'type_invalid'],
  ['an unknown domain member', 'types.EIP712Domain', [{ name: 'host', type: 'string' }], 'types.EIP712Domain.host', 'type_invalid'],
  ['a domain member of another type', 'types.EIP712Domain', [{ name: 'chainId', type: 'uint8' }], 'types.EIP712Domain.chainId', 'type_invalid'],
];

describe('guardTypedData', () => {
  it('hands text on untouched', () => {
    const json = JSON.stringify(order, null, 2);
    expect(guardTypedData([account, json])).to.deep.equal({ account, json });
  });

  it('writes an object as text that means the same', () => {
    expect(JSON.parse(guardTypedData([account, order]).json)).to.deep.equal(order);
  });

  for (const [name, path, value, field, reason] of inMessage) {
    it(`refuses ${name}`, () => {
      for (const form of [changed(path, value), JSON.stringify(changed(path, value))]) {
        const error = refusal(form);
        expect(error.code).to.equal(-32602);
        expect(error.data?.field).to.equal(field);
        expect(error.data?.reason).to.equal(reason);
      }
    });
  }

  it('names swapped parameters', () => {
    const swapped = (): unknown => guardTypedData([JSON.stringify(order), account]);
    expect(swapped).to.throw('the order is [account, typedData]');
  });

  it('refuses other parameter lists', () => {
    for (const params of [undefined, [], [account], [account, order, 1], 'x']) expect(() => guardTypedData(params)).to.throw();
    for (const typedData of [null, 1, [], true, '', 'null', '[]', '1']) expect(refusal(typedData).code).to.equal(-32602);
  });

  it('accepts what two other libraries hash alike', () => {
    const { types, primaryType, domain, message } = checkTypedData(JSON.parse(guardTypedData([account, order]).json));
    const plain = Object.fromEntries(types) as never;
    const { EIP712Domain: _, ...structs } = order.types;
    expect(hashTypedData({ types: plain, primaryType, domain, message } as never)).to.equal(TypedDataEncoder.hash(order.domain, structs, order.message));
  });

  it('knows nothing of names that live on a prototype', () => {
    expect(refusal(JSON.stringify(order).replace('"note":', '"constructor":1,"note":')).data?.reason).to.equal('forbidden_key');
    expect(refusal(changed('primaryType', 'toString')).data?.reason).to.equal('type_missing');
    expect(refusal(changed('types.Item', [{ name: 'a', type: 'valueOf' }])).data?.reason).to.equal('type_missing');
  });
});
