import { unsafeInNames } from '../../../widget/src/contract/api-values.ts';
import type { Identity } from './id-token.ts';

/*
 * Who may manage the deployment: whoever's ID token has a claim that the configuration names, from the one issuer it names. Without
 * such a configuration there are no operators, and no page for them.
 */

/** A claim, and the value that it must have, or hold in a list. */
export type OperatorRule = { readonly claim: string; readonly value: string };

export type OperatorSettings = {
  /** Of the operators, e.g. `https://login.example`; it need not be any app's. */
  readonly issuer: string;
  readonly clientId: string;
  readonly rules: readonly OperatorRule[];
};

/** Somebody who has signed in as an operator. */
export type Operator = { readonly subject: string; readonly name: string; readonly issuer: string; readonly rule: string };

/** OpenID Connect Core §5.7: people choose these themselves at many issuers, or all have them alike; they say nothing of who somebody is. */
const NOT_IDENTIFYING: ReadonlySet<string> = new Set([
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...['profile', 'picture', 'website', 'locale', 'zoneinfo', 'nonce', 'email_verified'],
  ...['iss', 'aud', 'azp', 'acr', 'amr', 'typ'],
]);
const RULE = /^([A-Za-z][\w.:/-]{0,63})=([^\s,=][^,=]{0,199})$/;
const NAME_LENGTH_LIMIT = 80;
const UNPRINTABLE = new RegExp(unsafeInNames, 'gu');

/**
 * Reads `email=ada@example.com, groups=wallet-operators`.
 *
 * @returns null when a part is not a claim and a value, or names a claim that people choose themselves or all have alike.
 */
export function readOperatorRules(text: string): readonly OperatorRule[] | null {
  const rules = text.split(',').map((part) => {
    const [, claim = '', value = ''] = RULE.exec(part.trim()) ?? [];
    return { claim, value };
  });
  return rules.every(({ claim }) => claim !== '' && !NOT_IDENTIFYING.has(claim)) ? rules : null;
}

export const ruleText = ({ claim, value }: OperatorRule): string => `${claim}=${value}`;

function fulfils(claims: Identity['claims'], { claim, value }: OperatorRule): boolean {
  const held = claims[claim];
  if (claim === 'email') return claims.email_verified === true && typeof held === 'string' && held.toLowerCase() === value.toLowerCase();
  return held === value || (Array.isArray(held) && held.includes(value));
}

/** @returns null for somebody who is no operator. */
export function operatorOf({ issuer, subject, name, email, claims }: Identity, rules: readonly OperatorRule[]): Operator | null {
  const rule = rules.find((candidate) => fulfils(claims, candidate));
  if (rule === undefined) return null;
  const shown = (name ?? email ?? subject).replaceAll(UNPRINTABLE, '').trim().slice(0, NAME_LENGTH_LIMIT);
  return { issuer, subject, name: shown === '' ? subject : shown, rule: ruleText(rule) };
}

/** Still one by the configuration of now: a token is older than that. */
export function isStillOperator({ issuer, rule }: Operator, settings: OperatorSettings): boolean {
  return issuer === settings.issuer && settings.rules.some((candidate) => ruleText(candidate) === rule);
}

/** For the audit log: the issuer's own name of them, which never changes, and the one that people know. */
export function actorOf({ subject, name }: Operator): string {
  const id = subject.replaceAll(UNPRINTABLE, '').slice(0, NAME_LENGTH_LIMIT);
  return name === subject ? `operator:${id}` : `operator:${id} (${name})`;
}
