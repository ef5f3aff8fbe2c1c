import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import { invalidIntent } from './intent.ts';
import { AmbiguousJsonError, parseStrictJson } from './strict-json.ts';
import { encodeAtomic, isAtomic } from './typed-data-atoms.ts';

/*
 * EIP-712, from JSON text to digest. Strict where the standard leaves room: every field there, none besides, every
 * value in range, no recursive type. What hashes is what the widget's own reader shows.
 */

type Field = { readonly name: string; readonly type: string };
type Types = ReadonlyMap<string, readonly Field[]>;
type JsonObject = { readonly [key: string]: unknown };

const MAX_VALUES = 10_000;
const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const ARRAY = /^(.*)\[([1-9][0-9]*)?\]$/;
const DOMAIN = 'EIP712Domain';
/** Fields a domain may have, in the standard's order (EIP-712 §"Definition of domainSeparator"). */
const DOMAIN_FIELDS: readonly Field[] = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
];

export type HashedTypedData = { readonly digest: Uint8Array; readonly primaryType: string; readonly typeNames: readonly string[] };

function asObject(value: unknown, field: string): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidIntent(field);
  return value as JsonObject;
}

function utf8Hash(text: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(text));
}

function elementType(type: string): string {
  return ARRAY.exec(type)?.[1] ?? type;
}

function baseType(type: string): string {
  const element = elementType(type);
  return element === type ? type : baseType(element);
}

function readFields(value: unknown, field: string): Field[] {
  if (!Array.isArray(value)) throw invalidIntent(field);
  const names = new Set<string>();
  return value.map((entry: unknown, index) => {
    const { name, type, ...extra } = asObject(entry, `${field}[${index}]`);
    if (typeof name !== 'string' || !NAME.test(name) || names.has(name)) throw invalidIntent(`${field}[${index}].name`);
    if (typeof type !== 'string' || Object.keys(extra).length > 0) throw invalidIntent(`${field}[${index}].type`);
    names.add(name);
    return { name, type };
  });
}

function readTypes(value: unknown, domain: JsonObject): Types {
  const types = new Map<string, readonly Field[]>();
  for (const [name, fields] of Object.entries(asObject(value, 'json.types'))) {
    if (!NAME.test(name) || isAtomic(name)) throw invalidIntent(`json.types.${name.slice(0, 40)}`);
    types.set(name, readFields(fields, `json.types.${name.slice(0, 40)}`));
  }
  if (!types.has(DOMAIN)) {
    types.set(
      DOMAIN,
      DOMAIN_FIELDS.filter(({ name }) => Object.hasOwn(domain, name)),
    );
  }
  for (const { name, type } of types.get(DOMAIN) ?? []) {
    if (!DOMAIN_FIELDS.some((known) => known.name === name && known.type === type)) throw invalidIntent(`json.types.${DOMAIN}`);
  }
  return types;
}

/** Struct types that `primary` uses, itself first and the rest in alphabetical order (EIP-712 §"encodeType"). */
function dependencies(types: Types, primary: string): string[] {
  const found = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw invalidIntent(`json.types.${name.slice(0, 40)}`);
    found.add(name);
    for (const field of types.get(name) ?? []) {
      const base = baseType(field.type);
      if (types.has(base)) visit(base, [...path, name]);
      else if (!isAtomic(base)) throw invalidIntent(`json.types.${name.slice(0, 40)}.${field.name.slice(0, 40)}`);
    }
  };
  visit(primary, []);
  found.delete(primary);
  return [primary, ...[...found].sort()];
}

function createHasher(types: Types): (type: string, value: unknown, path: string) => Uint8Array {
  const typeHashes = new Map<string, Uint8Array>();
  let values = 0;

  function typeHash(name: string): Uint8Array {
    const known = typeHashes.get(name);
    if (known !== undefined) return known;
    const describe = (type: string) => `${type}(${(types.get(type) ?? []).map((field) => `${field.type} ${field.name}`).join(',')})`;
    const hash = utf8Hash(dependencies(types, name).map(describe).join(''));
    typeHashes.set(name, hash);
    return hash;
  }

  function encodeValue(type: string, value: unknown, path: string): Uint8Array {
    if (++values > MAX_VALUES) throw invalidIntent('json');
    const array = ARRAY.exec(type);
    if (array !== null) {
      if (!Array.isArray(value) || (array[2] !== undefined && value.length !== Number(array[2]))) throw invalidIntent(path);
      return keccak_256(concatBytes(...value.map((item: unknown, index) => encodeValue(array[1] as string, item, `${path}[${index}]`))));
    }
    return types.has(type) ? hashStruct(type, value, path) : encodeAtomic(type, value, path);
  }

  function hashStruct(type: string, value: unknown, path: string): Uint8Array {
    const fields = types.get(type) ?? [];
    const members = asObject(value, path);
    for (const key of Object.keys(members)) if (!fields.some(({ name }) => name === key)) throw invalidIntent(`${path}.${key.slice(0, 40)}`);
    const encoded = fields.map(({ name, type: fieldType }) => {
      if (!Object.hasOwn(members, name)) throw invalidIntent(`${path}.${name}`);
      return encodeValue(fieldType, members[name], `${path}.${name}`);
    });
    return keccak_256(concatBytes(typeHash(type), ...encoded));
  }

  return hashStruct;
}

/**
 * Hashes EIP-712 typed data given as JSON text: keccak-256(0x1901 ‖ domainSeparator ‖ hashStruct(message)).
 *
 * @throws SealedFailure `intent_invalid` naming the path, e.g. `json.message.order.amount`.
 */
export function hashTypedData(json: string): HashedTypedData {
  let parsed: unknown;
  try {
    parsed = parseStrictJson(json);
  } catch (error) {
    if (error instanceof AmbiguousJsonError) throw invalidIntent('json');
    throw error;
  }
  const { types: typesValue, primaryType, domain: domainValue, message, ...extra } = asObject(parsed, 'json');
  const unknownKey = Object.keys(extra)[0];
  if (unknownKey !== undefined) throw invalidIntent(`json.${unknownKey.slice(0, 40)}`);
  const domain = asObject(domainValue, 'json.domain');
  const types = readTypes(typesValue, domain);
  // A signature over the domain alone would be valid for no message and for tools that expect one.
  if (typeof primaryType !== 'string' || primaryType === DOMAIN || !types.has(primaryType)) throw invalidIntent('json.primaryType');
  const typeNames = dependencies(types, primaryType);
  const hash = createHasher(types);
  const domainSeparator = hash(DOMAIN, domain, 'json.domain');
  const digest = keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domainSeparator, hash(primaryType, message, 'json.message')));
  return { digest, primaryType, typeNames };
}
