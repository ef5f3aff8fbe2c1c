import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KmsFault } from './fault.ts';
import { parsePolicy } from './policy-document.ts';
import { isAllowed, matchesGlob } from './policy-evaluation.ts';

const user = 'arn:aws:iam::000000000000:user/enclave';
const root = 'arn:aws:iam::000000000000:root';
const keyArn = 'arn:aws:kms:eu-central-1:000000000000:key/1';
const image = 'aB'.repeat(48);
type Statement = Readonly<Record<string, unknown>>;
const document = (statements: readonly Statement[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const keyPolicy = (...statements: readonly Statement[]) =>
  parsePolicy(document(statements.map((s) => ({ Effect: 'Allow', Principal: { AWS: user }, Action: 'kms:Decrypt', Resource: '*', ...s }))), 'key');
const identity = (...statements: readonly Statement[]) =>
  parsePolicy(document(statements.map((s) => ({ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...s }))), 'identity');
const none = identity({ Effect: 'Deny', Action: 'kms:Nothing' });
const request = (context: Readonly<Record<string, string>> = {}, action = 'kms:Decrypt', principalArn = user) => ({
  action,
  principalArn,
  accountId: '000000000000',
  resourceArn: keyArn,
  context: new Map(Object.entries(context)),
});
const attested = { 'kms:recipientattestation:imagesha384': image.toLowerCase(), 'kms:recipientattestation:pcr8': '00' };

describe('policy evaluation', () => {
  test('nothing is allowed that no statement allows', () => {
    assert.equal(isAllowed(keyPolicy({}), none, request()), true);
    assert.equal(isAllowed(keyPolicy({}), none, request({}, 'kms:Encrypt')), false);
    assert.equal(isAllowed(keyPolicy({}), none, request({}, 'kms:Decrypt', `${user}2`)), false);
    assert.equal(isAllowed(keyPolicy({ Resource: `${keyArn}0` }), none, request()), false);
  });

  test('an explicit Deny wins, wherever it stands', () => {
    assert.equal(isAllowed(keyPolicy({}, { Effect: 'Deny', Principal: '*' }), none, request()), false);
    assert.equal(isAllowed(keyPolicy({}), identity({ Effect: 'Deny', Action: 'kms:Dec*' }), request()), false);
    assert.equal(isAllowed(keyPolicy({}, { Effect: 'Deny', Principal: { AWS: root } }), none, request()), false);
    assert.equal(isAllowed(keyPolicy({}, { Effect: 'Deny', Principal: { AWS: `${user}2` } }), none, request()), true);
  });

  test('the account as principal hands the decision to the identity policy', () => {
    const delegated = keyPolicy({ Principal: { AWS: root } });
    assert.equal(isAllowed(delegated, none, request()), false);
    assert.equal(isAllowed(delegated, identity({}), request()), true);
    assert.equal(isAllowed(keyPolicy({ Principal: { AWS: `${user}2` } }), identity({}), request()), false);
    assert.equal(isAllowed(null, identity({ Action: 'kms:GenerateRandom' }), request({}, 'kms:GenerateRandom')), true);
    assert.equal(isAllowed(null, none, request({}, 'kms:GenerateRandom')), false);
  });

  test('attestation conditions hold only with an attestation that fits', () => {
    const policy = keyPolicy({
      Condition: { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': [image, 'ff'], 'kms:RecipientAttestation:PCR8': '00' } },
    });
    assert.equal(isAllowed(policy, none, request(attested)), true);
    assert.equal(isAllowed(policy, none, request()), false);
    assert.equal(isAllowed(policy, none, request({ ...attested, 'kms:recipientattestation:pcr8': '01' })), false);
    assert.equal(isAllowed(policy, none, request({ 'kms:recipientattestation:imagesha384': image })), false);
    assert.equal(isAllowed(keyPolicy({ Condition: { StringEquals: { 'kms:RecipientAttestation:ImageSha384': image } } }), none, request(attested)), false);
  });

  test('absent keys: positive tests fail, negated and IfExists ones hold, Null asks for them', () => {
    const holds = (Condition: object, context = {}) => isAllowed(keyPolicy({ Condition }), none, request(context));
    assert.equal(holds({ StringLike: { 'kms:EncryptionContext:app': '*' } }), false);
    assert.equal(holds({ StringNotEquals: { 'kms:EncryptionContext:app': 'x' } }), true);
    assert.equal(holds({ StringEqualsIfExists: { 'kms:EncryptionContext:app': 'x' } }), true);
    assert.equal(holds({ StringEqualsIfExists: { 'kms:EncryptionContext:app': 'x' } }, { 'kms:encryptioncontext:app': 'y' }), false);
    assert.equal(holds({ Null: { 'kms:RecipientAttestation:PCR0': true } }), true);
    assert.equal(holds({ Null: { 'kms:RecipientAttestation:PCR0': 'false' } }), false);
  });

  test('globs', () => {
    for (const [pattern, text] of [
      ['*', ''],
      ['a*c', 'abbc'],
      ['a?c', 'abc'],
      ['*b*b*', 'xbxbx'],
      ['kms:*Key', 'kms:CreateKey'],
    ] as const)
      assert.ok(matchesGlob(pattern, text));
    for (const [pattern, text] of [
      ['', 'a'],
      ['a?', 'a'],
      ['a*c', 'abd'],
      ['.', 'a'],
      ['*a', 'b'],
    ] as const)
      assert.equal(matchesGlob(pattern, text), false);
    assert.equal(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(2_000)), false);
  });

  test('error: what is not understood is refused, not skipped', () => {
    const good = { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' };
    const bad: readonly unknown[] = [
      { ...good, NotAction: 'kms:Encrypt' },
      { ...good, NotPrincipal: '*' },
      { ...good, Effect: 'allow' },
      { ...good, Principal: { Service: 'x' } },
      { ...good, Principal: undefined },
      { ...good, Action: [] },
      { ...good, Resource: undefined },
      { ...good, Condition: { NumericLessThan: { a: '1' } } },
      { ...good, Condition: { 'ForAllValues:StringEquals': { a: '1' } } },
      { ...good, Condition: { StringEquals: { a: 1 } } },
      { ...good, Condition: { constructor: { a: '1' } } },
    ];
    for (const statement of bad)
      assert.throws(() => parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'key'), KmsFault, JSON.stringify(statement));
    for (const text of ['', '[]', '{}', '{"Version":"2008-10-17","Statement":[]}', `"${'x'.repeat(40_000)}"`])
      assert.throws(() => parsePolicy(text, 'key'), KmsFault);
    assert.throws(() => parsePolicy(document([good]), 'identity'), KmsFault);
  });
});
