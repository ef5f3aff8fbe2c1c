import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SealedFailure } from './failures.ts';
import { readPin, refuseGuessable } from './pin-policy.ts';
import { pinField } from './testing/wallet-client.ts';

function ruleOf(pin: string): string | null {
  try {
    refuseGuessable(readPin(pinField(pin)));
    return null;
  } catch (error) {
    assert.ok(error instanceof SealedFailure && error.error.code === 'pin_policy');
    return error.error.rule ?? '';
  }
}

describe('the PIN policy', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['902746', null],
    ['869417', null],
    ['483920571', null],
    ['12345', 'length'],
    ['1234567890123', 'length'],
    ['000000', 'repeated'],
    ['121212', 'repeated'],
    ['123123', 'repeated'],
    ['110101', 'repeated'],
    ['902777', 'repeated'],
    ['860417', 'date'],
    ['123456', 'sequence'],
    ['987654', 'sequence'],
    ['890123', 'sequence'],
    ['135791', 'sequence'],
    ['112233', 'sequence'],
    ['123321', 'sequence'],
    ['310590', 'date'],
    ['053190', 'date'],
    ['900531', 'date'],
    ['199011', 'date'],
    ['121990', 'date'],
    ['31051990', 'date'],
    ['19900531', 'date'],
    ['147258', 'common'],
    ['159753', 'common'],
  ];
  for (const [pin, rule] of cases) it(`${pin}: ${rule ?? 'allowed'}`, () => assert.equal(ruleOf(pin), rule));

  it('refuses between 10 and 20 percent of the six-digit PINs', () => {
    let refused = 0;
    for (let pin = 0; pin < 1_000_000; pin += 7) if (ruleOf(String(pin).padStart(6, '0')) !== null) refused++;
    const share = refused / (1_000_000 / 7);
    assert.ok(share > 0.1 && share < 0.2, String(share));
  });

  it('error: a field that is padded with something else, or has digits after its end', () => {
    const field = pinField('902746');
    field[31] = 0x31;
    assert.throws(() => readPin(field), SealedFailure);
    assert.throws(() => readPin(new Uint8Array(31)), SealedFailure);
    assert.throws(() => readPin(new Uint8Array(32).fill(0x31)), SealedFailure);
  });
});
