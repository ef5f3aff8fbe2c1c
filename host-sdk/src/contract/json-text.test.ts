import { expect } from '@open-wc/testing';
import * as fc from 'fast-check';
import { bridgeLimits } from './bridge.ts';
import type { WalletError } from './errors.ts';
import { readJsonText, writeJsonText } from './json-text.ts';

/** The shortest of a few runs, in milliseconds: the one that nothing else disturbed. */
function shortestMs(run: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function reasonOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    expect((error as WalletError).code).to.equal(-32602);
    return (error as WalletError).data?.reason;
  }
  return 'accepted';
}

const ambiguous: readonly (readonly [name: string, text: string])[] = [
  ['a duplicate key', '{"a":1,"a":2}'],
  ['a duplicate key in another spelling', '{"a":1,"\\u0061":2}'],
  ['a byte order mark', '\ufeff{}'],
  ['trailing bytes', '{} {}'],
  ['a trailing NUL', '{}\u0000'],
  ['a trailing comma', '{"a":1,}'],
  ['a trailing comma in an array', '[1,]'],
  ['a comment', '{/**/}'],
  ['a single-quoted string', "{'a':1}"],
  ['a bare key', '{a:1}'],
  ['an integer beyond 2^53', '9007199254740993'],
  ['a fraction', '1.0'],
  ['an exponent', '1e3'],
  ['minus zero', '-0'],
  ['a leading zero', '01'],
  ['a plus sign', '+1'],
  ['NaN', 'NaN'],
  ['undefined', 'undefined'],
  ['half a surrogate pair', '"\\ud800"'],
  ['a raw line break in a string', '"a\nb"'],
  ['an open string', '"a'],
  ['an open object', '{"a":1'],
  ['an open array', '[1'],
  ['a missing value', '{"a"}'],
  ['no-break space', '\u00a01'],
  ['nothing', ''],
];

describe('readJsonText', () => {
  for (const [name, text] of ambiguous) {
    it(`refuses ${name}`, () => {
      expect(reasonOf(() => readJsonText('params[1]', text))).to.equal('ambiguous_json');
    });
  }

  it('refuses keys that reach a prototype', () => {
    for (const key of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
      expect(reasonOf(() => readJsonText('params[1]', `{"${key}":1}`))).to.equal('forbidden_key');
    }
  });

  it('returns objects without a prototype', () => {
    expect(Object.getPrototypeOf(readJsonText('params[1]', '{"a":1}'))).to.equal(null);
  });

  // What follows the bound is not JSON: a reader that went on would say so instead.
  const large: readonly (readonly [name: string, text: () => string])[] = [
    ['5 MB', () => `"${'a'.repeat(5_000_000)}`],
    ['one level too many', () => `${'['.repeat(bridgeLimits.maxDepth + 1)}!`],
    ['a depth of 100,000', () => '['.repeat(100_000)],
    ['one value too many', () => `[${'1,'.repeat(bridgeLimits.maxVisits)}!`],
  ];
  for (const [name, text] of large) {
    it(`refuses ${name} where the bound is`, () => {
      const json = text();
      expect(reasonOf(() => readJsonText('params[1]', json))).to.equal('too_large');
    });
  }

  it('reads as many values as the bound allows', () => {
    const json = `[${'1,'.repeat(bridgeLimits.maxVisits - 2)}1]`;
    expect(readJsonText('params[1]', json)).to.have.lengthOf(bridgeLimits.maxVisits - 1);
  });

  it('reads a quarter megabyte of escapes in time that grows with its length', () => {
    const [pieces, escapes] = [16, 8_000];
    const small = `"${'\\n'.repeat(escapes)}"`;
    const all = `"${'\\n'.repeat(escapes * pieces)}"`;
    expect(readJsonText('params[1]', all)).to.equal('\n'.repeat(escapes * pieces));
    const inPiecesMs = shortestMs(() => {
      for (let piece = 0; piece < pieces; piece++) readJsonText('params[1]', small);
    });
    // In one piece: once the time when it grows with the length, 16 times when it grows with the square.
    expect(shortestMs(() => readJsonText('params[1]', all))).to.be.lessThan((inPiecesMs + 1) * 8);
  });

  it('agrees with JSON.parse on everything it accepts', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, fc.constant(null), fc.boolean(), fc.maxSafeInteger(), fc.string({ unit: 'binary' }), tie('array'), tie('object')),
      array: fc.array(tie('value'), { maxLength: 5 }),
      object: fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5 }),
    })).value;
    fc.assert(
      fc.property(json, fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        if (/-0\b|\\ud[89a-f]|"(?:__proto__|constructor|prototype)":/i.test(text)) return;
        expect(JSON.stringify(readJsonText('params[1]', text))).to.equal(JSON.stringify(value));
      }),
    );
  });

  it('never throws anything but its own error', () => {
    const noise = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '1', '-', '0', 'e', '.', 'true', 'null', ' ', 'a', '\u0000') });
    fc.assert(
      fc.property(noise, (text) => {
        const reason = reasonOf(() => readJsonText('params[1]', text));
        if (reason === 'accepted') expect(() => JSON.parse(text)).to.not.throw();
        else expect(reason).to.equal('ambiguous_json');
      }),
    );
  });
});

describe('writeJsonText', () => {
  it('refuses what JSON cannot say', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(reasonOf(() => writeJsonText('params[1]', cyclic))).to.equal('too_large');
    for (const value of [undefined, 1n, new Map(), new Date(), () => 1, Symbol('a'), { a: undefined }, new Uint8Array(2)]) {
      expect(reasonOf(() => writeJsonText('params[1]', value))).to.equal('unserialisable');
    }
    for (const value of [Number.NaN, 1.5, Number.POSITIVE_INFINITY, 2 ** 53, '\udc00'])
      expect(reasonOf(() => writeJsonText('params[1]', value))).to.equal('ambiguous_json');
    expect(reasonOf(() => writeJsonText('params[1]', JSON.parse('{"__proto__":1}')))).to.equal('forbidden_key');
  });

  it('is not fooled by one array used many times', () => {
    let reads = 0;
    const counted = (items: unknown[]): unknown[] =>
      new Proxy(items, {
        get(target, key, receiver) {
          reads += 1;
          return Reflect.get(target, key, receiver);
        },
      });
    let bomb: unknown[] = counted([]);
    for (let level = 0; level < 24; level++) bomb = counted([bomb, bomb]);
    expect(reasonOf(() => writeJsonText('params[1]', bomb))).to.equal('too_large');
    expect(reads).to.be.within(bridgeLimits.maxVisits, bridgeLimits.maxVisits * 10);
  });
});
