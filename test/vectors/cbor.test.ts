import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CborValue, encodeDcbor } from '../../widget/src/contract/dcbor.ts';
import { fromHex, toHex } from '../../widget/src/crypto/bytes.ts';
import { CborError, type CborItem, type CborTag, decodeCbor } from '../../widget/src/crypto/cbor-decode.ts';
import { needsVectors, readVector } from './vectors.ts';

type Vector = { readonly hex: string; readonly roundtrip: boolean; readonly decoded?: unknown; readonly diagnostic?: string };

/** RFC 8949 §3.4.3: tags 2 and 3 are integers as bytes. The reader leaves tags as they are. */
function bignum({ tag, value }: CborTag): unknown {
  if ((tag !== 2 && tag !== 3) || !(value instanceof Uint8Array)) return asJson(value);
  const magnitude = BigInt(`0x${toHex(value)}`);
  return Number(tag === 2 ? magnitude : -1n - magnitude);
}

/** Maps as objects, byte strings as arrays: the shape of the vectors' JSON. */
function asJson(item: CborItem): unknown {
  if (item instanceof Uint8Array) return [...item];
  if (item instanceof Map) return Object.fromEntries([...item].map(([key, value]) => [key, asJson(value)]));
  if (Array.isArray(item)) return (item as readonly CborItem[]).map(asJson);
  if (typeof item === 'object' && item !== null && 'tag' in item) return bignum(item);
  if (typeof item === 'bigint') return Number(item);
  return item;
}

describe('RFC 8949 appendix A', needsVectors, () => {
  const vectors = Object.keys(needsVectors).length > 0 ? [] : (JSON.parse(readVector('cbor/appendix_a.json').toString()) as readonly Vector[]);
  for (const { hex, roundtrip, decoded } of vectors) {
    const simple = /^f[0-9a-f]/.test(hex) && !['f4', 'f5', 'f6'].includes(hex);
    const floatsInside = /^(c1)?fb|^f[9ab]|fb3ff1/.test(hex);
    const indefinite = !roundtrip && /^[579b]f|[57]f/.test(hex);
    it(`${hex}`, () => {
      if (simple || floatsInside || indefinite || !roundtrip) return assert.throws(() => decodeCbor(fromHex(hex, 'vector')), CborError);
      const item = decodeCbor(fromHex(hex, 'vector'));
      if (decoded !== undefined) assert.deepEqual(asJson(item), decoded);
    });
  }
});

describe('the strict reader', () => {
  it('reads back whatever the contract encodes', () => {
    const leaf = fc.oneof(
      fc.integer(),
      fc.bigInt({ min: -(1n << 64n), max: (1n << 64n) - 1n }),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 300 }),
    );
    const { tree } = fc.letrec<{ tree: CborValue }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 5 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 5, noNullPrototype: true }),
      ),
    }));
    const normal = (value: unknown): unknown => {
      if (typeof value === 'bigint') return value >= -(2n ** 53n) + 1n && value < 2n ** 53n ? Number(value) : value;
      if (value instanceof Uint8Array) return [...value];
      if (Array.isArray(value)) return value.map(normal);
      if (typeof value === 'object' && value !== null) return new Map(Object.entries(value).map(([key, item]) => [key, normal(item)]));
      return value === 0 ? 0 : value;
    };
    const back = (item: CborItem): unknown => {
      if (item instanceof Uint8Array) return [...item];
      if (item instanceof Map) return new Map([...item].map(([key, value]) => [key, back(value)]));
      return Array.isArray(item) ? (item as readonly CborItem[]).map(back) : item;
    };
    fc.assert(
      fc.property(tree, (value) => assert.deepEqual(back(decodeCbor(encodeDcbor(value))), normal(value))),
      { numRuns: 300 },
    );
  });

  it('throws nothing but its own error on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeCbor(bytes);
        } catch (error) {
          assert.ok(error instanceof CborError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
