import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { decodeStrict, MalformedCborError } from './strict-cbor.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const vectors = new URL('../../../../shared/vectors/cbor/appendix_a.json', import.meta.url);
type Vector = { readonly hex: string; readonly roundtrip: boolean; readonly decoded?: unknown };

describe('strict deterministic CBOR', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['trailing bytes', '0000'],
    ['a longer head than needed', '1800'],
    ['a longer length than needed', '580100'],
    ['an indefinite text', '7f6161ff'],
    ['an indefinite list', '9fff'],
    ['an indefinite map', 'bfff'],
    ['a duplicate key', 'a2616101616102'],
    ['keys out of order', 'a2616201616102'],
    ['a key that is no text', 'a10102'],
    ['a float', 'f93c00'],
    ['NaN', 'f97e00'],
    ['undefined', 'f7'],
    ['a tag', 'c000'],
    ['a truncated text', '6261'],
    ['text that is not UTF-8', '61ff'],
    ['a length beyond the input', '5b7fffffffffffffff'],
    ['a simple value', 'f8ff'],
  ];
  for (const [what, hex] of refused) it(`error: ${what}`, () => assert.throws(() => decodeStrict(bytes(hex)), MalformedCborError));

  it('error: nesting that would exhaust the stack', () => {
    assert.throws(() => decodeStrict(new Uint8Array(65_536).fill(0x81)), MalformedCborError);
  });

  it('a key named __proto__ is a key', () => {
    const map = decodeStrict(encodeDcbor({ ['__proto__']: 1 })) as { readonly [key: string]: CborValue };
    assert.deepEqual(Object.keys(map), ['__proto__']);
    assert.equal(Object.getPrototypeOf(map), null);
  });

  it('property: what the contract encodes decodes to the same', () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string(), fc.uint8Array());
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 })),
    }));
    fc.assert(
      fc.property(value, (tree) => {
        const encoded = encodeDcbor(tree as CborValue);
        assert.deepEqual(encodeDcbor(decodeStrict(encoded)), encoded);
      }),
    );
  });

  it('RFC 8949 appendix A: reads what is deterministic and plain, refuses the rest', (context) => {
    if (!existsSync(vectors)) return context.skip('the shared vectors are not here');
    const list = JSON.parse(readFileSync(vectors, 'utf8')) as readonly Vector[];
    let read = 0;
    for (const { hex } of list) {
      try {
        decodeStrict(bytes(hex));
        read++;
        assert.deepEqual(Buffer.from(encodeDcbor(decodeStrict(bytes(hex)))).toString('hex'), hex);
      } catch (error) {
        assert.ok(error instanceof MalformedCborError, hex);
      }
    }
    assert.ok(read > 30, String(read));
  });
});
