import { expect } from '@open-wc/testing';
import { bridgeLimits } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { walkJson } from './walker.ts';

function refusal(value: unknown): WalletError {
  try {
    walkJson(value, 'params');
  } catch (error) {
    expect(error).to.be.instanceOf(WalletError);
    return error as WalletError;
  }
  throw new Error('was not refused');
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

function aliasBomb(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) value = [value, value];
  return value;
}

function cyclic(): unknown {
  const value: unknown[] = [];
  value.push(value);
  return value;
}

describe('walkJson', () => {
  it('copies JSON into objects without a prototype', () => {
    const sent = { a: [1, 'two', null, true], b: { c: -1.5 }, none: undefined };
    const copy = walkJson(sent, 'params') as { b: object };
    expect(JSON.stringify(copy)).to.equal('{"a":[1,"two",null,true],"b":{"c":-1.5}}');
    expect(Object.getPrototypeOf(copy)).to.equal(null);
    expect(copy.b).to.not.equal(sent.b);
  });

  const bombs: readonly (readonly [name: string, value: () => unknown, reason: string])[] = [
    ['a Map', () => new Map([['a', 1]]), 'unserialisable'],
    ['a Set inside', () => ({ a: [new Set()] }), 'unserialisable'],
    ['a Date', () => new Date(), 'unserialisable'],
    ['an Error', () => new Error('x'), 'unserialisable'],
    ['a BigInt', () => [1n], 'unserialisable'],
    ['NaN', () => Number.NaN, 'unserialisable'],
    ['an infinity', () => ({ a: Number.POSITIVE_INFINITY }), 'unserialisable'],
    ['an ArrayBuffer of 200 MB', () => new ArrayBuffer(200_000_000), 'unserialisable'],
    ['a hole in an array', () => new Array(3), 'unserialisable'],
    ['24 levels of aliases', () => structuredClone(aliasBomb(24)), 'too_large'],
    ['20,000 levels', () => nested(20_000), 'too_large'],
    ['33 levels', () => nested(34), 'too_large'],
    ['itself', cyclic, 'too_large'],
    ['an endless array', () => new Array(4_294_967_295), 'too_large'],
    ['a long string', () => 'x'.repeat(262_145), 'too_large'],
    ['many strings', () => Array.from({ length: 3 }, () => 'x'.repeat(200_000)), 'too_large'],
    ['long keys', () => ({ ['k'.repeat(600_000)]: 1 }), 'too_large'],
    ['an own __proto__', () => JSON.parse('{"a":{"__proto__":{"admin":true}}}'), 'forbidden_key'],
    ['constructor', () => ({ constructor: 1 }), 'forbidden_key'],
    ['prototype', () => ({ prototype: 1 }), 'forbidden_key'],
  ];
  for (const [name, value, reason] of bombs) {
    it(`refuses ${name}`, () => {
      const error = refusal(value());
      expect(error.code).to.equal(-32600);
      expect(error.data?.reason).to.equal(reason);
    });
  }

  it('stops to read where the bound is, however much more there is', () => {
    let reads = 0;
    const counted = (items: unknown[]): unknown[] =>
      new Proxy(items, {
        get(target, key, receiver) {
          reads += 1;
          return Reflect.get(target, key, receiver);
        },
      });
    let bomb = counted(['x', 'x']);
    for (let level = 1; level < 24; level++) bomb = counted([bomb, bomb]);
    expect(refusal(bomb).data?.reason).to.equal('too_large');
    expect(reads).to.be.within(bridgeLimits.maxVisits, bridgeLimits.maxVisits * 10);
  });

  it('names the place', () => expect(refusal({ list: [{ at: 1n }] }).data?.field).to.equal('params.list[0].at'));

  it('pollutes nothing', () => {
    refusal(JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });
});
