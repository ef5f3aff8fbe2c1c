import type { ConditionTest, PolicyDocument, PolicyStatement } from './policy-document.ts';

export type AccessRequest = {
  /** e.g. `kms:Decrypt` */
  readonly action: string;
  readonly principalArn: string;
  readonly accountId: string;
  /** ARN of the key; `*` for an operation that has none, such as GenerateRandom. */
  readonly resourceArn: string;
  /** Condition keys in lower case. A key that is not in the request is not in here. */
  readonly context: ReadonlyMap<string, string>;
};

/** Glob with `*` and `?`, without RegExp: patterns come from outside. Linear apart from backing up to the last star. */
export function matchesGlob(pattern: string, text: string): boolean {
  let patternAt = 0;
  let textAt = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (textAt < text.length) {
    if (pattern[patternAt] === '*') {
      starAt = patternAt++;
      resumeAt = textAt;
    } else if (pattern[patternAt] === '?' || pattern[patternAt] === text[textAt]) {
      patternAt++;
      textAt++;
    } else if (starAt >= 0) {
      patternAt = starAt + 1;
      textAt = ++resumeAt;
    } else return false;
  }
  while (pattern[patternAt] === '*') patternAt++;
  return patternAt === pattern.length;
}

function valueMatches(test: ConditionTest, actual: string): boolean {
  if (test.operator === 'like') return test.values.some((value) => matchesGlob(value, actual));
  if (test.operator === 'equals') return test.values.includes(actual);
  const lower = actual.toLowerCase();
  return test.values.some((value) => value.toLowerCase() === lower);
}

/** A missing key fails every positive test: a condition on an attestation refuses a request that brings none. */
function conditionHolds(test: ConditionTest, context: AccessRequest['context']): boolean {
  const actual = context.get(test.key);
  if (test.operator === 'Null') return test.values.includes(String(actual === undefined));
  if (actual === undefined) return test.ifExists || test.negated;
  return valueMatches(test, actual) !== test.negated;
}

function applies(statement: PolicyStatement, request: AccessRequest): boolean {
  const action = request.action.toLowerCase();
  return (
    statement.actions.some((pattern) => matchesGlob(pattern.toLowerCase(), action)) &&
    statement.resources.some((pattern) => matchesGlob(pattern, request.resourceArn)) &&
    statement.conditions.every((test) => conditionHolds(test, request.context))
  );
}

function accountRoot(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`;
}

function names(statement: PolicyStatement, principal: string): boolean {
  return statement.principals?.some((pattern) => pattern === '*' || pattern === principal) ?? true;
}

/**
 * The rules of AWS: an explicit Deny in either policy wins; else the key policy must allow this principal itself, or
 * hand the decision to the account (principal `…:root`) whose identity policy then must allow it. An operation without a
 * key is the identity policy's alone.
 */
export function isAllowed(keyPolicy: PolicyDocument | null, identityPolicy: PolicyDocument, request: AccessRequest): boolean {
  const root = accountRoot(request.accountId);
  const ofKey = keyPolicy?.statements.filter((statement) => applies(statement, request)) ?? [];
  const ofIdentity = identityPolicy.statements.filter((statement) => applies(statement, request));
  const denies = (statement: PolicyStatement) =>
    statement.effect === 'Deny' && (names(statement, request.principalArn) || names(statement, root) || names(statement, request.accountId));
  if (ofKey.some(denies) || ofIdentity.some(denies)) return false;
  const identityAllows = ofIdentity.some((statement) => statement.effect === 'Allow');
  if (keyPolicy === null) return identityAllows;
  const allows = ofKey.filter((statement) => statement.effect === 'Allow');
  if (allows.some((statement) => names(statement, request.principalArn))) return true;
  return identityAllows && allows.some((statement) => names(statement, root) || names(statement, request.accountId));
}
