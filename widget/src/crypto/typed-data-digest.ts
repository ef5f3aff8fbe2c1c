import type { TypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import { arrayOf } from '../../../host-sdk/src/contract/typed-data-types.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { concatBytes } from '../contract/dcbor.ts';
import { type Bytes, fromHex, utf8 } from './bytes.ts';
import { keccak256 } from './ethereum.ts';

/*
 * EIP-712, to check what the enclave signed. The values have passed `checkTypedData`, so types and ranges hold here.
 */

type Types = TypedData['types'];

function structsIn(name: string, types: Types, found = new Set<string>()): ReadonlySet<string> {
  const array = arrayOf(name);
  if (array !== undefined) return structsIn(array.item, types, found);
  const members = types.get(name);
  if (members === undefined || found.has(name)) return found;
  found.add(name);
  for (const { type } of members) structsIn(type, types, found);
  return found;
}

/** `Mail(Person from,string contents)Person(string name)`: the struct itself, then those it names in alphabetical order. */
export function encodeType(name: string, types: Types): string {
  const others = [...structsIn(name, types)].filter((other) => other !== name).sort();
  return [name, ...others].map((struct) => `${struct}(${(types.get(struct) ?? []).map(({ type, name: member }) => `${type} ${member}`).join(',')})`).join('');
}

function word(value: bigint): Bytes {
  return fromHex(BigInt.asUintN(256, value).toString(16).padStart(64, '0'), 'word');
}

/** BigInt reads decimal and `0x` text; the sign of negative hexadecimal is not among what it reads. */
function integerOf(value: Json): bigint {
  const text = String(value);
  return text.startsWith('-0x') ? -BigInt(text.slice(1)) : BigInt(text);
}

function encodeValue(type: string, value: Json, types: Types): Bytes {
  const array = arrayOf(type);
  if (array !== undefined) return keccak256(concatBytes(...(value as readonly Json[]).map((item) => encodeValue(array.item, item, types))));
  if (types.has(type)) return hashStruct(type, value as { readonly [key: string]: Json }, types);
  if (type === 'string') return keccak256(utf8(value as string));
  if (type === 'bytes') return keccak256(fromHex(value as string, type));
  if (type === 'bool') return word(value === true || value === 'true' ? 1n : 0n);
  if (type === 'address') return concatBytes(new Uint8Array(12), fromHex(value as string, type));
  if (type.startsWith('bytes')) {
    const bytes = fromHex(value as string, type);
    return concatBytes(bytes, new Uint8Array(32 - bytes.length));
  }
  return word(integerOf(value));
}

function hashStruct(name: string, value: { readonly [key: string]: Json }, types: Types): Bytes {
  const members = (types.get(name) ?? []).map(({ name: member, type }) => encodeValue(type, value[member] ?? null, types));
  return keccak256(concatBytes(keccak256(utf8(encodeType(name, types))), ...members));
}

/** `keccak256(0x1901 ‖ domainSeparator ‖ hashStruct(message))`, 32 bytes. */
export function typedDataDigest({ types, primaryType, domain, message }: TypedData): Bytes {
  return keccak256(concatBytes(Uint8Array.of(0x19, 0x01), hashStruct('EIP712Domain', domain, types), hashStruct(primaryType, message, types)));
}
