import { expect } from '@open-wc/testing';
import type { DataNode, Leaf } from './data-node.ts';
import { DescriptorMismatch, describeFields, type FieldContext } from './describe-fields.ts';
import type { DescriptorField, DescriptorItem } from './descriptor.ts';
import { resolvePath } from './path.ts';

const token = '0x5fbdb2315678afecb367f032d93f642f64180aa3';
const uint = (value: bigint): Leaf => ({ type: 'uint256', value });
const data: DataNode = {
  members: new Map<string, DataNode>([
    ['amount', uint(1_500_000n)],
    ['token', { type: 'address', value: token }],
    ['path', { type: 'bytes', value: `${token}000bb8${'11'.repeat(20)}` }],
    ['when', uint(1_782_864_000n)],
    ['mode', uint(2n)],
    [
      'legs',
      {
        items: [1n, 2n].map(
          (amount, index): DataNode => ({
            members: new Map<string, DataNode>([
              ['amount', uint(amount)],
              ['token', { type: 'address', value: index === 0 ? token : `0x${'22'.repeat(20)}` }],
            ]),
          }),
        ),
      },
    ],
  ]),
};
const container = new Map<string, Leaf>([
  ['to', { type: 'address', value: token }],
  ['value', uint(10n ** 16n)],
]);
const context: FieldContext = {
  roots: { data, container },
  native: { symbol: 'ETH', decimals: 18 },
  token: async (address) => (address === token ? { symbol: 'USD', decimals: 6 } : null),
  call: async () => null,
};
const hidden = (path: string): DescriptorField => ({ path, label: path, format: 'raw', hidden: true });
const everything = ['amount', 'token', 'path', 'when', 'mode', 'legs'];

/** Only the fields asked for: the others are left out on purpose. */
async function show(...fields: readonly DescriptorItem[]): Promise<readonly string[]> {
  const rows = await describeFields({ signature: '', intent: '', fields: [...fields, ...everything.map(hidden)] }, context);
  return rows.map(
    (row) => `${row.label}: ${row.kind === 'address' ? row.address.toLowerCase() : row.kind === 'amount' ? `${row.value} ${row.symbol}` : row.text}`,
  );
}
const field = (path: string, format: DescriptorField['format'], params = {}): DescriptorField => ({ path, label: 'L', format, params });

describe('describeFields', () => {
  const cases: readonly (readonly [string, DescriptorField, readonly string[]])[] = [
    ['raw', field('amount', 'raw'), ['L: 1500000']],
    ['amount', field('@.value', 'amount'), ['L: 0.01 ETH']],
    ['tokenAmount', field('amount', 'tokenAmount', { tokenPath: 'token' }), ['L: 1.5 USD']],
    ['tokenAmount of the container', field('#.amount', 'tokenAmount', { tokenPath: '@.to' }), ['L: 1.5 USD']],
    ['tokenAmount by a slice', field('amount', 'tokenAmount', { tokenPath: 'path.[0:20]' }), ['L: 1.5 USD']],
    [
      'tokenAmount of an unknown token',
      field('amount', 'tokenAmount', { tokenPath: 'path.[-20:]' }),
      ['L: 1500000 (smallest units)', `Token: 0x${'11'.repeat(20)}`],
    ],
    ['tokenAmount in native money', field('amount', 'tokenAmount', { tokenPath: 'token', nativeCurrencyAddress: [token] }), ['L: 0.0000000000015 ETH']],
    ['tokenAmount over its threshold', field('amount', 'tokenAmount', { tokenPath: 'token', threshold: '1500000', message: 'All' }), ['L: All USD']],
    ['tokenAmount under its threshold', field('amount', 'tokenAmount', { tokenPath: 'token', threshold: '1500001' }), ['L: 1.5 USD']],
    ['nftName', field('mode', 'nftName', { collectionPath: 'token' }), ['L: #2', `Collection: ${token}`]],
    ['date', field('when', 'date', { encoding: 'timestamp' }), ['L: 2026-07-01 00:00:00 UTC']],
    ['date as a block', field('when', 'date', { encoding: 'blockheight' }), ['L: # 1782864000']],
    ['duration', field('amount', 'duration'), ['L: 17 d 8 h 40 min']],
    ['unit', field('mode', 'unit', { base: '%', decimals: 1 }), ['L: 0.2 %']],
    ['unit with a prefix', field('amount', 'unit', { base: 'm', prefix: true }), ['L: 1.5 Mm']],
    ['enum', field('mode', 'enum', { values: { 2: 'variable' } }), ['L: variable']],
    ['enum without a word for it', field('mode', 'enum', { values: { 3: 'fixed' } }), ['L: 2']],
    ['addressName', field('token', 'addressName'), [`L: ${token}`]],
    ['addressName in the first bytes', field('path.[:20]', 'addressName'), [`L: ${token}`]],
    ['calldata that cannot be read', field('path.[20:23]', 'calldata', { calleePath: 'token' }), ['L: 0x000bb8']],
    ['a list', field('legs.[].amount', 'raw'), ['L: 1', 'L: 2']],
    ['the last of a list', field('legs.[-1].amount', 'raw'), ['L: 2']],
    [
      'lists side by side',
      field('legs.[].amount', 'tokenAmount', { tokenPath: 'legs.[].token' }),
      ['L: 0.000001 USD', 'L: 2 (smallest units)', `Token: 0x${'22'.repeat(20)}`],
    ],
    ['a constant', { value: 'Base', label: 'L', format: 'raw' }, ['L: Base']],
  ];
  for (const [name, one, rows] of cases) it(`shows ${name}`, async () => expect(await show(one)).to.deep.equal(rows));

  it('goes through a group item by item', async () => {
    const group: DescriptorItem = { path: 'legs.[]', fields: [field('amount', 'tokenAmount', { tokenPath: 'token' }), field('#.mode', 'raw')] };
    expect(await show(group)).to.deep.equal(['L: 0.000001 USD', 'L: 2', 'L: 2 (smallest units)', `Token: 0x${'22'.repeat(20)}`, 'L: 2']);
  });

  it('adds every value that no field shows or leaves out', async () => {
    const rows = await describeFields({ signature: '', intent: '', fields: [field('amount', 'raw')] }, context);
    expect(rows.map(({ label }) => label)).to.deep.equal([
      'L',
      'token',
      'path',
      'when',
      'mode',
      'legs[0].amount',
      'legs[0].token',
      'legs[1].amount',
      'legs[1].token',
    ]);
  });

  it('is not used for data that it does not fit', async () => {
    const refusal = async (format: Parameters<typeof describeFields>[0]) =>
      describeFields(format, context).then(
        () => null,
        (error: unknown) => error,
      );
    expect(await refusal({ signature: '', intent: '', fields: [], required: ['absent'] })).to.be.instanceOf(DescriptorMismatch);
    expect(await refusal({ signature: '', intent: '', fields: [{ ...field('mode', 'raw'), mustBe: ['1'] }] })).to.be.instanceOf(DescriptorMismatch);
    expect(await refusal({ signature: '', intent: '', fields: [field('token', 'date')] })).to.equal(null);
  });
});

describe('resolvePath', () => {
  it('finds nothing where there is nothing, own names only', () => {
    for (const path of ['absent', 'amount.name', 'legs.[9].amount', 'legs.[5:]', '@.gas', 'constructor', '__proto__', 'path.[50:]']) {
      expect(resolvePath(path, context.roots), path).to.deep.equal([]);
    }
  });
});
