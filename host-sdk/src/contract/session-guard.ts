import { WalletError } from './errors.ts';
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

const MAX_ITEMS = 100;

function refuse(code: 5203 | 5204 | 5300 | 5302, field: string, problem: string, reason: string): WalletError {
  return new WalletError(code, `${field} ${problem}`, { reason, field });
}

function namesAt(field: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MAX_ITEMS) throw invalid(field, `must be a list of at most ${MAX_ITEMS} names`);
  value.forEach((name: unknown, index) => {
    if (typeof name !== 'string' || name === '') throw invalid(`${field}[${index}]`, 'must be a name');
  });
  return value as readonly string[];
}

/** CAIP-2, and of `eip155` the decimal number in its one form: `eip155:01` would be another name for `eip155:1`. */
function chainAt(field: string, chain: string): string {
  const wellFormed = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/.test(chain);
  if (!wellFormed || (chain.startsWith('eip155:') && !/^eip155:[1-9][0-9]*$/.test(chain)))
    throw refuse(5203, field, 'is not a CAIP-2 chain id', 'scope_malformed');
  return chain;
}

/** CAIP-10. Which accounts a page sees is the person's choice; what is asked for must at least be one. */
function guardAccounts(field: string, key: string, value: unknown): void {
  namesAt(field, value).forEach((account, index) => {
    const [, chain, address] = /^(.+):([^:]+)$/.exec(account) ?? [];
    if (chain === undefined || address === undefined || !/^[-.%a-zA-Z0-9]{1,128}$/.test(address)) {
      throw refuse(5203, `${field}[${index}]`, 'is not a CAIP-10 account', 'account_malformed');
    }
    chainAt(`${field}[${index}]`, chain);
    if (!chain.startsWith(key.includes(':') ? key : `${key}:`)) throw refuse(5203, `${field}[${index}]`, 'is outside of its scope', 'scope_mismatch');
  });
}

function readScope(group: string, key: string, value: unknown, required: boolean): ScopeRequest {
  const field = `${group}.${printable(key)}`;
  const single = key.includes(':');
  if (!single && !/^[-a-z0-9]{3,8}$/.test(key)) throw refuse(5203, field, 'is neither a namespace nor a chain', 'scope_malformed');
  if (!isPlainObject(value)) throw invalid(field, 'must be a scope object');
  const listed = [...namesAt(`${field}.chains`, value.chains), ...namesAt(`${field}.references`, value.references).map((reference) => `${key}:${reference}`)];
  const chains = listed.map((chain, index) => chainAt(`${field}.chains[${index}]`, chain));
  if (single) chainAt(field, key);
  for (const [index, chain] of chains.entries()) {
    const inside = single ? chain === key : chain.startsWith(`${key}:`);
    if (!inside) throw refuse(5203, `${field}.chains[${index}]`, 'is outside of its scope', 'scope_mismatch');
  }
  guardAccounts(`${field}.accounts`, key, value.accounts);
  return {
    key,
    required,
    chains: single ? [key] : chains,
    methods: namesAt(`${field}.methods`, value.methods),
    notifications: namesAt(`${field}.notifications`, value.notifications ?? value.events),
  };
}

function readScopes(group: string, value: unknown, required: boolean): readonly ScopeRequest[] {
  if (value === undefined) return [];
  if (!isPlainObject(value) || Object.keys(value).length === 0) throw invalid(group, 'must hold one or more scopes');
  if (Object.keys(value).length > MAX_ITEMS) throw invalid(group, `must hold at most ${MAX_ITEMS} scopes`);
  const scopes = Object.entries(value).map(([key, scope]) => readScope(group, key, scope, required));
  const seen = new Set<string>();
  for (const chain of scopes.flatMap(({ chains }) => [...new Set(chains)])) {
    if (seen.has(chain)) throw refuse(5204, `${group}.${chain}`, 'is defined in two scopes', 'chain_in_two_scopes');
    seen.add(chain);
  }
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
  for (const [code, name, value] of [[5302, 'sessionProperties', sessionProperties] as const, [5300, 'scopedProperties', scopedProperties] as const]) {
    if (value === undefined) continue;
    if (!isPlainObject(value) || Object.keys(value).length === 0)
      throw refuse(code, name, 'must be an object with one or more properties', 'properties_invalid');
  }
  const scopes = [...readScopes('requiredScopes', requiredScopes, true), ...readScopes('optionalScopes', optionalScopes, false)];
  if (scopes.length === 0) throw invalid('optionalScopes', 'is missing: a session has one or more scopes');
  return { scopes };
}

/** `wallet_getSession` and `wallet_revokeSession`: one session per site, so it has no id. @throws WalletError -32602 */
export function guardSession(params: unknown): null {
  const fields = params === undefined || (Array.isArray(params) && params.length === 0) ? {} : namedParams(params);
  for (const key of Object.keys(fields)) throw invalid(printable(key), 'is not expected: a site has one session, without an id');
  return null;
}

/** `wallet_invokeMethod`: `{ scope, request: { method, params? } }`. @throws WalletError -32602 */
export function guardInvoke(params: unknown): InvokeParams {
  const { scope, request } = namedParams(params);
  if (typeof scope !== 'string') throw invalid('scope', 'must be a CAIP-2 chain id');
  if (!isPlainObject(request) || typeof request.method !== 'string') throw invalid('request', 'must be an object with a method');
  return { scope: chainAt('scope', scope), method: request.method, params: request.params as Json | undefined };
}
