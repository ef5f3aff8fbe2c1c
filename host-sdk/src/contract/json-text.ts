import { bridgeLimits } from './bridge.ts';
import { invalid, isPlainObject, printable } from './rpc-guards.ts';
import type { Json } from './types.ts';

/*
 * JSON that will be signed must mean one thing to every program that reads it. JSON.parse is too kind for that: it
 * keeps the last of two equal keys, rounds large numbers and lets half surrogate pairs through (RFC 8259 §4, §6, §8.2
 * call all three unpredictable). This reader refuses them, within the bridge's bounds on depth and size.
 */

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function tooLarge(field: string, problem: string): Error {
  return invalid(field, problem, 'too_large');
}

/** Counts values and depth, so that neither reader can be made to work for long. */
class Bounds {
  readonly field: string;
  visits = 0;

  constructor(field: string) {
    this.field = field;
  }

  enter(depth: number): void {
    if (depth > bridgeLimits.maxDepth) throw tooLarge(this.field, `must not be nested deeper than ${bridgeLimits.maxDepth} levels`);
    this.visits += 1;
    if (this.visits > bridgeLimits.maxVisits) throw tooLarge(this.field, `must not hold more than ${bridgeLimits.maxVisits} values`);
  }

  key(key: string): void {
    if (forbiddenKeys.has(key)) throw invalid(this.field, `must not use the key ${key}`, 'forbidden_key');
  }
}

class JsonReader {
  readonly #text: string;
  readonly #bounds: Bounds;
  #at = 0;

  constructor(text: string, bounds: Bounds) {
    this.#text = text;
    this.#bounds = bounds;
  }

  read(): Json {
    const value = this.#value(1);
    this.#skipSpace();
    if (this.#at !== this.#text.length) throw this.#ambiguous('has something after its end');
    return value;
  }

  #ambiguous(problem: string): Error {
    return invalid(this.#bounds.field, `is not unambiguous JSON: it ${problem} (character ${this.#at})`, 'ambiguous_json');
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '-')) this.#at += 1;
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #value(depth: number): Json {
    this.#bounds.enter(depth);
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    return this.#word();
  }

  #object(depth: number): Json {
    this.#at += 1;
    const object: { [key: string]: Json } = Object.create(null);
    if (this.#take('}')) return object;
    do {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw this.#ambiguous('has a key that is not a string');
      const key = this.#string();
      this.#bounds.key(key);
      if (key in object) throw this.#ambiguous(`has the key ${printable(key)} twice`);
      if (!this.#take(':')) throw this.#ambiguous('has a key without a value');
      object[key] = this.#value(depth + 1);
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#ambiguous('has an object without an end');
    return object;
  }

  #array(depth: number): Json {
    this.#at += 1;
    const array: Json[] = [];
    if (this.#take(']')) return array;
    do array.push(this.#value(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) throw this.#ambiguous('has an array without an end');
    return array;
  }

  #string(): string {
    const token = this.#match(/"[^"\\]*(?:\\.[^"\\]*)*"/y);
    const text: unknown = token === undefined ? undefined : parseToken(token);
    if (typeof text !== 'string') throw this.#ambiguous('has a string that is not valid');
    if (!text.isWellFormed()) throw this.#ambiguous('has a string with half a surrogate pair');
    return text;
  }

  #word(): Json {
    const token = this.#match(/[^\s,:[\]{}"]+/y) ?? '';
    if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token) && !/^(?:0|-?[1-9]\d*)$/.test(token))
      throw this.#ambiguous('has a number that is not a plain integer');
    const value = parseToken(token);
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw this.#ambiguous('has a number beyond 2^53, which must be written as a string');
    if (value === undefined) throw this.#ambiguous('has something that is no value');
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token !== undefined) this.#at += token.length;
    return token;
  }
}

/** One string, number or literal by the platform's own parser; undefined when it is not one. */
function parseToken(token: string): null | boolean | number | string | undefined {
  try {
    return JSON.parse(token) as null | boolean | number | string;
  } catch {
    return undefined;
  }
}

/**
 * Reads JSON text that has exactly one meaning. Objects come back without a prototype.
 *
 * @throws WalletError -32602 with reason `too_large`, `forbidden_key` or `ambiguous_json` (duplicate keys, byte order mark,
 * anything after the end, numbers that are not integers within ±2^53, half surrogate pairs, and everything that is not JSON).
 * @example
 * ```ts
 * readJsonText('params[1]', '{"a":1,"a":2}'); // throws: … has the key a twice
 * ```
 */
export function readJsonText(field: string, text: string): Json {
  if (text.length > bridgeLimits.maxStringLength) throw tooLarge(field, `must not exceed ${bridgeLimits.maxStringLength} characters`);
  return new JsonReader(text, new Bounds(field)).read();
}

/**
 * The text of a JSON value, checked by the same rules as text that a page sends itself.
 *
 * @throws WalletError -32602 with reason `too_large`, `forbidden_key`, `unserialisable` or `ambiguous_json`.
 */
export function writeJsonText(field: string, value: unknown): string {
  checkValue(field, value, new Bounds(field), 1);
  const text = JSON.stringify(value);
  if (text.length > bridgeLimits.maxStringLength) throw tooLarge(field, `must not exceed ${bridgeLimits.maxStringLength} characters`);
  return text;
}

function checkValue(field: string, value: unknown, bounds: Bounds, depth: number): void {
  bounds.enter(depth);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw invalid(field, 'has a number that is not an integer within ±2^53; write it as a string', 'ambiguous_json');
    return;
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw invalid(field, 'has a string with half a surrogate pair', 'ambiguous_json');
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) checkValue(field, item, bounds, depth + 1);
    return;
  }
  if (!isPlainObject(value)) throw invalid(field, 'has a value that is not JSON', 'unserialisable');
  for (const key of Object.keys(value)) {
    bounds.key(key);
    checkValue(field, value[key], bounds, depth + 1);
  }
}
