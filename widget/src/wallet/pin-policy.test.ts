import { expect } from '@open-wc/testing';
import { pinField } from './pin-field.ts';
import { checkPin, type PinRule } from './pin-policy.ts';

describe('checkPin', () => {
  const rows: readonly (readonly [string, PinRule | null])[] = [
    ['902746', null],
    ['48205937', null],
    ['381059274618', null],
    ['12345', 'length'],
    ['', 'length'],
    ['3810592746183', 'length'],
    ['12345a', 'digits'],
    [' 902746', 'digits'],
    ['١٢٣٤٥٦', 'digits'],
    ['９０２７４６', 'digits'],
    ['902746\u0000', 'digits'],
    ['000000', 'repeated'],
    ['121212', 'repeated'],
    ['472472', 'repeated'],
    ['123456', 'sequence'],
    ['987654', 'sequence'],
    ['890123', 'sequence'],
    ['210987', 'sequence'],
    ['311299', 'date'],
    ['123199', 'date'],
    ['991231', 'date'],
    ['31121999', 'date'],
    ['19991231', 'date'],
    ['159753', 'common'],
  ];
  for (const [pin, rule] of rows) it(`${JSON.stringify(pin)} → ${rule ?? 'may be used'}`, () => expect(checkPin(pin)).to.equal(rule));

  it('leaves most of the space to choose from', () => {
    let allowed = 0;
    for (let value = 0; value < 1_000_000; value += 7) if (checkPin(String(value).padStart(6, '0')) === null) allowed++;
    expect(allowed / (1_000_000 / 7)).to.be.within(0.8, 0.95);
  });
});

describe('pinField', () => {
  it('is 32 bytes whatever the length', () => {
    expect(pinField('902746').slice(0, 7)).to.deep.equal(Uint8Array.of(57, 48, 50, 55, 52, 54, 0));
    expect([pinField('902746').length, pinField('902746381059').length]).to.deep.equal([32, 32]);
    for (const pin of ['12345', '9027463810592', '90274a', '']) expect(() => pinField(pin)).to.throw(TypeError);
  });
});
