import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actorOf, isStillOperator, operatorOf, readOperatorRules } from './operators.ts';

const issuer = 'https://login.example';
const someone = (claims: Record<string, unknown>) => ({ issuer, subject: 'u1', name: 'Ada Kim', email: 'ada@example.com', claims });
const rules = readOperatorRules('sub=u1, email=ada@example.com, groups=wallet-operators') ?? [];
const only = (claim: string) => rules.filter((rule) => rule.claim === claim);

describe('operators', () => {
  const cases: readonly (readonly [name: string, claim: string, claims: Record<string, unknown>, isOne: boolean])[] = [
    ['by subject', 'sub', { sub: 'u1' }, true],
    ['by another subject', 'sub', { sub: 'u11' }, false],
    ['by an e-mail address in other letters', 'email', { email: 'Ada@Example.com', email_verified: true }, true],
    ['by an address nobody verified', 'email', { email: 'ada@example.com' }, false],
    ['by an address that is said to be verified in words', 'email', { email: 'ada@example.com', email_verified: 'true' }, false],
    ['by one of several groups', 'groups', { groups: ['staff', 'wallet-operators'] }, true],
    ['by a group whose name holds the right one', 'groups', { groups: 'wallet-operators-guests' }, false],
    ['by a group that is an object', 'groups', { groups: { 'wallet-operators': true } }, false],
    ['without any claim', 'groups', {}, false],
  ];
  for (const [name, claim, claims, isOne] of cases) {
    it(`behavior: ${name}: ${isOne ? 'one' : 'none'}`, () => assert.equal(operatorOf(someone(claims), only(claim)) !== null, isOne));
  }

  it('error: what people choose themselves or all have alike makes nobody an operator, nor does what is no claim and value', () => {
    for (const text of [
      '',
      'sub',
      'sub=',
      '=u1',
      'sub=a,,sub=b',
      'preferred_username=ada',
      'nickname=x',
      'email_verified=true',
      'iss=https://login.example',
      'aud=alcove-admin',
      '__proto__=x',
      'sub=a=b',
    ])
      assert.equal(readOperatorRules(text), null, text);
  });

  it('behavior: who is taken out of the configuration is no operator any more, whatever token they have', () => {
    const operator = operatorOf(someone({ sub: 'u1' }), rules);
    assert.ok(operator);
    const settings = { issuer, clientId: 'c', rules };
    assert.equal(isStillOperator(operator, settings), true);
    assert.equal(isStillOperator(operator, { ...settings, rules: only('email') }), false);
    assert.equal(isStillOperator(operator, { ...settings, issuer: 'https://other.example' }), false);
  });

  it('behavior: the log has the name that never changes, and the one people know without what could turn its text', () => {
    const operator = operatorOf({ ...someone({ sub: 'u1' }), name: ' Ada\n\u202eKim ' }, rules);
    assert.ok(operator);
    assert.equal(actorOf(operator), 'operator:u1 (AdaKim)');
    assert.equal(actorOf({ ...operator, name: 'u1' }), 'operator:u1');
  });
});
