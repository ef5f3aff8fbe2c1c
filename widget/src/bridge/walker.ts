import { bridgeLimits } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';

/*
 * Everything a page sends is walked before it is used. A structured clone can hold things JSON cannot, its own `__proto__`,
 * cycles, aliases that unfold to gigabytes, and depths that overflow the stack; none of them gets past here.
 */

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function refuse(reason: 'unserialisable' | 'too_large' | 'forbidden_key', field: string, problem: string): never {
  throw new WalletError(-32600, `${field} ${problem}`, { reason, field });
}

type Budget = { visits: number; length: number };

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A clone gets this realm's prototypes; anything else with another prototype is a Map, a Date, a Blob and so on.
  return prototype === Object.prototype || prototype === null;
}

function walkText(text: string, field: string, budget: Budget): string {
  budget.length += text.length;
  if (text.length > bridgeLimits.maxStringLength || budget.length > bridgeLimits.maxTotalLength) refuse('too_large', field, 'is too long');
  return text;
}

function walk(value: unknown, field: string, depth: number, budget: Budget): Json {
  if (depth > bridgeLimits.maxDepth) refuse('too_large', field, 'is nested too deeply');
  // Visits, not distinct objects: an aliased array is small in memory and endless when it is written out.
  if (++budget.visits > bridgeLimits.maxVisits) refuse('too_large', field, 'has too many values');
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return walkText(value, field, budget);
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse('unserialisable', field, 'is not a finite number');
  if (typeof value !== 'object') return refuse('unserialisable', field, `is of type ${typeof value}, which JSON does not have`);
  if (Array.isArray(value)) {
    if (value.length > bridgeLimits.maxVisits) refuse('too_large', field, 'has too many values');
    // A hole is no JSON value either, so the loop goes by index.
    return Array.from({ length: value.length }, (_, index) => walk(value[index], `${field}[${index}]`, depth + 1, budget));
  }
  if (!isPlain(value)) return refuse('unserialisable', field, 'is not a plain object');
  const copy: { [key: string]: Json } = Object.create(null);
  for (const key of Object.keys(value)) {
    walkText(key, field, budget);
    if (forbiddenKeys.has(key)) refuse('forbidden_key', field, `must not have the key ${key}`);
    const member = (value as { readonly [key: string]: unknown })[key];
    // Pages write `params: undefined` and mean "none".
    if (member !== undefined) copy[key] = walk(member, `${field}.${key.slice(0, 64)}`, depth + 1, budget);
  }
  return copy;
}

/**
 * A bounded copy of what a page sent, in objects without a prototype.
 *
 * @param field how the value is named in errors.
 * @throws WalletError -32600 with reason `unserialisable`, `too_large` or `forbidden_key`, naming the place.
 * @example
 * ```ts
 * walkJson({ a: [1n] }, 'params'); // throws: params.a[0] is of type bigint, …
 * ```
 */
export function walkJson(value: unknown, field: string): Json {
  return walk(value, field, 0, { visits: 0, length: 0 });
}
