import { invalid, isAddress, isPlainObject, printable, wellFormedAt } from './rpc-guards.ts';
import { arrayOf, type StructTypes } from './typed-data-types.ts';
import type { Json } from './types.ts';

/**
 * Checks a struct value: exactly the members of its type, each of its own type. Values outside a type's range are refused
 * rather than cut, since a library that cuts would hash something else than what the page wrote.
 *
 * @throws WalletError -32602 whose `field` is the path, such as `message.orders[3].amount`.
 */
export function checkStruct(path: string, value: unknown, typeName: string, types: StructTypes): { readonly [key: string]: Json } {
  if (!isPlainObject(value)) throw invalid(path, `must be an object of type ${typeName}`, 'type_mismatch');
  const fields = types.get(typeName) ?? [];
  const known = new Set(fields.map((field) => field.name));
  for (const key of Object.keys(value)) {
    if (!known.has(key)) throw invalid(`${path}.${printable(key)}`, `is not a member of ${typeName}`, 'key_extra');
  }
  for (const field of fields) {
    const at = `${path}.${field.name}`;
    if (!Object.hasOwn(value, field.name)) throw invalid(at, 'is missing', 'key_missing');
    checkValue(at, value[field.name], field.type, types);
  }
  return value as { readonly [key: string]: Json };
}

function checkValue(path: string, value: unknown, type: string, types: StructTypes): void {
  const array = arrayOf(type);
  if (array !== undefined) {
    if (!Array.isArray(value)) throw invalid(path, `must be an array of ${array.item}`, 'type_mismatch');
    if (array.length !== null && value.length !== array.length) throw invalid(path, `must have exactly ${array.length} items`, 'out_of_range');
    value.forEach((item, index) => {
      checkValue(`${path}[${index}]`, item, array.item, types);
    });
    return;
  }
  if (types.has(type)) checkStruct(path, value, type, types);
  else checkBasic(path, value, type);
}

function checkBasic(path: string, value: unknown, type: string): void {
  if (type === 'string') {
    if (typeof value !== 'string') throw invalid(path, 'must be a string', 'type_mismatch');
    wellFormedAt(path, value);
  } else if (type === 'bool') {
    if (typeof value !== 'boolean') throw invalid(path, 'must be true or false', 'type_mismatch');
  } else if (type === 'address') {
    if (!isAddress(value)) throw invalid(path, 'must be a 20-byte address', 'type_mismatch');
  } else if (type.startsWith('bytes')) {
    checkBytes(path, value, type === 'bytes' ? null : Number(type.slice(5)));
  } else {
    checkInteger(path, value, type);
  }
}

function checkBytes(path: string, value: unknown, length: number | null): void {
  if (typeof value !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value))
    throw invalid(path, 'must be 0x and an even number of hexadecimal digits', 'type_mismatch');
  if (length !== null && value.length !== 2 + 2 * length) throw invalid(path, `must be exactly ${length} bytes`, 'out_of_range');
}

/** A safe integer, decimal text without leading zeros, or hexadecimal text: forms that every library reads alike. */
function checkInteger(path: string, value: unknown, type: string): void {
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
  const isText = typeof value === 'string' && value.length <= 80 && /^(?:0|-?[1-9]\d*|0x[0-9a-fA-F]+)$/.test(value);
  if (!isNumber && !isText) throw invalid(path, 'must be an integer: a number within ±2^53, or decimal or 0x text', 'type_mismatch');
  const integer = BigInt(value);
  const signed = type.startsWith('int');
  const bits = BigInt(type.slice(signed ? 3 : 4));
  const inRange = signed ? integer >= -(1n << (bits - 1n)) && integer < 1n << (bits - 1n) : integer >= 0n && integer < 1n << bits;
  if (!inRange) throw invalid(path, `does not fit in ${type}`, 'out_of_range');
}
