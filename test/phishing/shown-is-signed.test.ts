import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashTypedData } from 'viem';
import type { Json } from '../../host-sdk/src/contract/types.ts';
import { displayDigest } from '../../widget/src/approvals/display-digest.ts';
import { describeTypedData } from '../../widget/src/clear-signing/typed-data.ts';
import { origin, person } from './world.ts';

/*
 * What is shown is what is signed: every value that goes into an EIP-712 hash has its row, and whenever the hash of two messages
 * of one type differs (by viem, which has no part in the wallet), so do their rows, and what the screen's digest binds into the intent.
 */

type Field = { readonly name: string; readonly type: string };
type Types = { readonly [name: string]: readonly Field[] };
type Typed = { readonly types: Types; readonly primaryType: string; readonly domain: { readonly [key: string]: Json }; readonly message: Json };

const atoms = ['string', 'bool', 'address', 'bytes', 'bytes4', 'bytes32', 'uint8', 'uint256', 'int16', 'int256'] as const;
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((array) => `0x${Buffer.from(array).toString('hex')}`);
/** With what hides or rearranges text, and what writes that out. */
const text = fc.string({ unit: fc.constantFrom('a', '0', ' ', '\\', 'u', '{', '}', '2', 'n', '\n', '\u202e', '\u200b', '한', '💸', '"') });

function atom(type: string): fc.Arbitrary<Json> {
  if (type === 'string') return text;
  if (type === 'bool') return fc.boolean();
  if (type === 'address') return hex(20);
  if (type === 'bytes') return fc.nat(40).chain(hex);
  const size = Number(/\d+$/.exec(type)?.[0]);
  if (type.startsWith('bytes')) return hex(size);
  const bits = BigInt(size);
  const range = type.startsWith('int') ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n } : { min: 0n, max: (1n << bits) - 1n };
  return fc.bigInt(range).map(String);
}

function valueFor(type: string, types: Types): fc.Arbitrary<Json> {
  const array = /^(.+)\[(\d*)\]$/.exec(type);
  if (array !== null) {
    const length = array[2] === '' ? { maxLength: 3 } : { minLength: Number(array[2]), maxLength: Number(array[2]) };
    return fc.array(valueFor(array[1] ?? '', types), length);
  }
  const fields = types[type];
  if (fields === undefined) return atom(type);
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, valueFor(field.type, types)]))) as fc.Arbitrary<Json>;
}

const fieldsOf = (kinds: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...kinds), fc.constantFrom('', '', '[]', '[2]')), { minLength: 1, maxLength: 4 })
    .map((list): readonly Field[] => list.map(([type, suffix], index) => ({ name: `f${index}`, type: `${type}${suffix}` })));

const types: fc.Arbitrary<Types> = fc
  .tuple(fieldsOf(atoms), fieldsOf([...atoms, 'Leaf']), fieldsOf([...atoms, 'Leaf', 'Branch']))
  .map(([Leaf, Branch, Root]) => ({
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ],
    Leaf,
    Branch,
    Root,
  }));

const typed = (of: Types): fc.Arbitrary<Typed> =>
  fc.record({
    types: fc.constant(of),
    primaryType: fc.constant('Root'),
    domain: fc.record({ name: text, chainId: fc.constant(1), verifyingContract: hex(20) }),
    message: valueFor('Root', of),
  }) as fc.Arbitrary<Typed>;

/** Values that are hashed: of an empty list its emptiness. */
function leavesOf(type: string, value: Json, of: Types): number {
  const array = /^(.+)\[(\d*)\]$/.exec(type);
  if (array !== null) {
    const items = value as readonly Json[];
    return items.length === 0 ? 1 : items.reduce<number>((sum, item) => sum + leavesOf(array[1] ?? '', item, of), 0);
  }
  const fields = of[type];
  return fields === undefined
    ? 1
    : fields.reduce((sum, { name, type: inner }) => sum + leavesOf(inner, (value as { readonly [key: string]: Json })[name] ?? null, of), 0);
}

const hash = (data: Typed) => hashTypedData(data as never);
const show = (data: Typed) => describeTypedData(person, JSON.stringify(data), 1);

test('every value that is hashed has a row', () => {
  fc.assert(
    fc.property(types.chain(typed), (data) => {
      const count = leavesOf('EIP712Domain', data.domain, data.types) + leavesOf('Root', data.message, data.types);
      assert.equal(show(data).rows.length, count);
    }),
    { numRuns: 300 },
  );
});

test('another hash is another screen, and another digest of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      types.chain((of) => fc.tuple(typed(of), typed(of), fc.boolean())),
      async ([first, other, onlyMessage]) => {
        const second = onlyMessage ? { ...other, domain: first.domain } : { ...first, domain: other.domain };
        const isSame = hash(first) === hash(second);
        assert.equal(JSON.stringify(show(first).rows) === JSON.stringify(show(second).rows), isSame);
        assert.equal((await displayDigest(origin, show(first))) === (await displayDigest(origin, show(second))), isSame);
      },
    ),
    { numRuns: 500 },
  );
});

test('one changed value changes its row and no other', async () => {
  const of: Types = { EIP712Domain: [{ name: 'chainId', type: 'uint256' }], Root: atoms.map((type, index) => ({ name: `f${index}`, type })) };
  const one = fc.integer({ min: 0, max: atoms.length - 1 });
  await fc.assert(
    fc.asyncProperty(valueFor('Root', of), valueFor('Root', of), one, async (first, other, index) => {
      const name = `f${index}`;
      const make = (message: Json): Typed => ({ types: of, primaryType: 'Root', domain: { chainId: 1 }, message });
      const before = make(first);
      const after = make({ ...(first as object), [name]: (other as { readonly [key: string]: Json })[name] ?? null });
      const rows = show(before).rows;
      const changed = show(after).rows.filter((row, at) => JSON.stringify(row) !== JSON.stringify(rows[at]));
      assert.deepEqual(
        changed.map(({ label }) => label),
        hash(before) === hash(after) ? [] : [name],
      );
    }),
    { numRuns: 300 },
  );
});
