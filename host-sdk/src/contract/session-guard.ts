import type { ErrorCode } from './errors.ts';
import { invalid, isPlainObject, namedParams, printable } from './rpc-guards.ts';
import type { Json } from './types.ts';

/** One scope of a CAIP-25 request, under the key it came with. */
export type ScopeRequest = {
  readonly key: string;
  readonly required: boolean;
  /** CAIP-2 ids; empty for a namespace without chains of its own. */
  readonly chains: readonly string[];
  readonly methods: readonly string[];
  readonly notifications: readonly string[];
};

/** `wallet_createSession` (CAIP-25). */
export type SessionParams = { readonly scopes: readonly ScopeRequest[] };

/** `wallet_invokeMethod` (CAIP-27). */
export type InvokeParams = { readonly scope: string; readonly method: string; readonly params: Json | undefined };

function namesAt(field: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string' && name !== '')) throw invalid(field, 'must be a list of names');
  return value as readonly string[];
}

/** A namespace or a CAIP-2 chain; of `eip155` the decimal number in its one form: `eip155:01` would be another name for `eip155:1`. */
const scopePattern = /^(?:eip155(?::[1-9][0-9]{0,15})?|(?!eip155(?::|$))[-a-z0-9]{3,8}(?::[-_a-zA-Z0-9]{1,32})?)$/;

/** @throws WalletError 5203 for what is no scope, or lies outside of `scope`. */
function insideAt(field: string, chain: string, scope: string): string {
  const inside = chain === scope || (!scope.includes(':') && chain.startsWith(`${scope}:`));
  if (!inside || !scopePattern.test(chain)) throw invalid(field, 'is malformed, or outside of its scope', 'scope_mismatch', 5203);
  return chain;
}

function readScope(group: string, key: string, value: unknown): Omit<ScopeRequest, 'required'> {
  const field = `${group}.${printable(key)}`;
  insideAt(field, key, key);
  if (!isPlainObject(value)) throw invalid(field, 'must be a scope object');
  const { chains, references, methods, notifications, events, accounts } = value;
  const listed = [...namesAt(`${field}.chains`, chains), ...namesAt(`${field}.references`, references).map((reference) => `${key}:${reference}`)];
  for (const chain of listed) insideAt(`${field}.chains`, chain, key);
  // CAIP-10. Which accounts a page sees is the person's choice; what is asked for must at least be one.
  for (const account of namesAt(`${field}.accounts`, accounts)) insideAt(`${field}.accounts`, account.replace(/:[-.%a-zA-Z0-9]{1,128}$/, ''), key);
  return {
    key,
    chains: key.includes(':') ? [key] : listed,
    methods: namesAt(`${field}.methods`, methods),
    notifications: namesAt(`${field}.notifications`, notifications ?? events),
  };
}

function propertiesAt(field: string, value: unknown, code: ErrorCode): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  if (!isPlainObject(value) || Object.keys(value).length === 0) throw invalid(field, 'must be an object with one or more members', undefined, code);
  return Object.entries(value);
}

function readScopes(group: string, value: unknown, required: boolean): readonly ScopeRequest[] {
  const scopes = propertiesAt(group, value, -32602).map(([key, scope]) => ({ ...readScope(group, key, scope), required }));
  const chains = scopes.flatMap((scope) => [...new Set(scope.chains)]);
  if (new Set(chains).size < chains.length) throw invalid(group, 'has one chain in two scopes', 'chain_in_two_scopes', 5204);
  return scopes;
}

/**
 * `wallet_createSession`. Which of it this wallet supports is for the widget to say.
 *
 * @throws WalletError -32602, 5203, 5204, 5300, 5302 naming the field.
 * @example
 * ```ts
 * guardCreateSession({ requiredScopes: { 'eip155:1': { methods: ['personal_sign'], notifications: [] } } }).scopes[0]?.key; // 'eip155:1'
 * ```
 */
export function guardCreateSession(params: unknown): SessionParams {
  const { requiredScopes, optionalScopes, sessionProperties, scopedProperties } = namedParams(params);
  propertiesAt('sessionProperties', sessionProperties, 5302);
  propertiesAt('scopedProperties', scopedProperties, 5300);
  const scopes = [...readScopes('requiredScopes', requiredScopes, true), ...readScopes('optionalScopes', optionalScopes, false)];
  if (scopes.length === 0) throw invalid('optionalScopes', 'is missing: a session has one or more scopes');
  return { scopes };
}

/** `wallet_getSession` and `wallet_revokeSession`: one session per site, so it has no id. @throws WalletError -32602 */
export function guardSession(params: unknown): null {
  const fields = params === undefined || (Array.isArray(params) && params.length === 0) ? {} : namedParams(params);
  for (const key of Object.keys(fields)) throw invalid(printable(key), 'is not expected');
  return null;
}

/** `wallet_invokeMethod`: `{ scope, request: { method, params? } }`. @throws WalletError -32602, 5203 */
export function guardInvoke(params: unknown): InvokeParams {
  const { scope, request } = namedParams(params);
  if (typeof scope !== 'string') throw invalid('scope', 'must be a CAIP-2 chain id');
  if (!isPlainObject(request) || typeof request.method !== 'string') throw invalid('request', 'must be an object with a method');
  return { scope: insideAt('scope', scope, scope), method: request.method, params: request.params as Json | undefined };
}
