import { KmsFault } from './fault.ts';

/*
 * The part of the AWS policy language that key policies for enclaves need. What is not understood is refused when the
 * policy is set, never skipped when it is evaluated: an ignored condition would be an open door.
 */

export type ConditionTest = {
  readonly operator: StringOperator | 'Null' | 'Bool';
  readonly negated: boolean;
  readonly ifExists: boolean;
  /** Lower case: condition keys are compared without case. */
  readonly key: string;
  readonly values: readonly string[];
};
export type StringOperator = 'equals' | 'equals-ignore-case' | 'like';

export type PolicyStatement = {
  readonly effect: 'Allow' | 'Deny';
  /** ARNs or `*`; null in identity policies, which belong to one principal. */
  readonly principals: readonly string[] | null;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly ConditionTest[];
};
export type PolicyDocument = { readonly statements: readonly PolicyStatement[] };

export const MAX_POLICY_BYTES = 32_768;

const OPERATORS: ReadonlyMap<string, Pick<ConditionTest, 'operator' | 'negated'>> = new Map([
  ['StringEquals', { operator: 'equals', negated: false }],
  ['StringNotEquals', { operator: 'equals', negated: true }],
  ['StringEqualsIgnoreCase', { operator: 'equals-ignore-case', negated: false }],
  ['StringNotEqualsIgnoreCase', { operator: 'equals-ignore-case', negated: true }],
  ['StringLike', { operator: 'like', negated: false }],
  ['StringNotLike', { operator: 'like', negated: true }],
  ['ArnEquals', { operator: 'like', negated: false }],
  ['ArnLike', { operator: 'like', negated: false }],
  ['ArnNotEquals', { operator: 'like', negated: true }],
  ['ArnNotLike', { operator: 'like', negated: true }],
  ['Bool', { operator: 'Bool', negated: false }],
  ['Null', { operator: 'Null', negated: false }],
]);
const STATEMENT_KEYS = ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'];

function malformed(problem: string): KmsFault {
  return new KmsFault('MalformedPolicyDocumentException', problem);
}

function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(`${what} must be an object`);
  return value as Readonly<Record<string, unknown>>;
}

function asTexts(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((item) => typeof item === 'string')) throw malformed(`${what} must be a string or a list of strings`);
  return list as readonly string[];
}

function readPrincipals(value: unknown): readonly string[] {
  if (value === '*') return ['*'];
  const kinds = asObject(value, 'Principal');
  if (Object.keys(kinds).some((kind) => kind !== 'AWS')) throw malformed('Principal supports AWS principals only');
  return asTexts(kinds.AWS, 'Principal.AWS');
}

function readConditions(value: unknown): readonly ConditionTest[] {
  if (value === undefined) return [];
  return Object.entries(asObject(value, 'Condition')).flatMap(([name, tests]) => {
    const ifExists = name.endsWith('IfExists');
    const operator = OPERATORS.get(ifExists ? name.slice(0, -'IfExists'.length) : name);
    if (operator === undefined || (ifExists && operator.operator === 'Null')) throw malformed(`Condition operator ${name} is not supported`);
    return Object.entries(asObject(tests, `Condition.${name}`)).map(([key, values]) => ({
      ...operator,
      ifExists,
      key: key.toLowerCase(),
      values: asTexts(typeof values === 'boolean' ? String(values) : values, `Condition.${name}.${key}`),
    }));
  });
}

function readStatement(value: unknown, kind: 'key' | 'identity'): PolicyStatement {
  const statement = asObject(value, 'Statement');
  const unknown = Object.keys(statement).find((key) => !STATEMENT_KEYS.includes(key));
  if (unknown !== undefined) throw malformed(`Statement element ${unknown} is not supported`);
  const { Effect: effect, Principal: principal } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Effect must be Allow or Deny');
  if (kind === 'identity' && principal !== undefined) throw malformed('An identity policy has no Principal');
  return {
    effect,
    principals: kind === 'key' ? readPrincipals(principal) : null,
    actions: asTexts(statement.Action, 'Action'),
    resources: asTexts(statement.Resource, 'Resource'),
    conditions: readConditions(statement.Condition),
  };
}

/**
 * @param kind a key's own policy (with principals) or one attached to a user (without).
 * @throws KmsFault MalformedPolicyDocumentException saying what is not understood
 */
export function parsePolicy(text: string, kind: 'key' | 'identity'): PolicyDocument {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) throw malformed(`The policy is over ${MAX_POLICY_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The policy is not JSON');
  }
  const document = asObject(value, 'The policy');
  const unknown = Object.keys(document).find((key) => !['Version', 'Id', 'Statement'].includes(key));
  if (unknown !== undefined) throw malformed(`Policy element ${unknown} is not supported`);
  if (document.Version !== '2012-10-17') throw malformed('Version must be 2012-10-17');
  const statements: readonly unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return { statements: statements.map((statement) => readStatement(statement, kind)) };
}
