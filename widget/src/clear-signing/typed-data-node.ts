import type { TypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import { arrayOf } from '../../../host-sdk/src/contract/typed-data-types.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { encodeType } from '../crypto/typed-data-digest.ts';
import { textHash } from './abi-type.ts';
import type { DataNode, Leaf } from './data-node.ts';

type Types = TypedData['types'];

/** BigInt reads decimal and `0x` text; the sign of negative hexadecimal is not among what it reads. */
function integerOf(value: Json): bigint {
  const text = String(value);
  return text.startsWith('-0x') ? -BigInt(text.slice(1)) : BigInt(text);
}

function leafOf(type: string, value: Json): Leaf {
  if (type === 'string') return { type, value: String(value) };
  if (type === 'bool') return { type, value: value === true || value === 'true' };
  return { type, value: /^u?int/.test(type) ? integerOf(value) : String(value).toLowerCase() };
}

/** A value of typed data as a tree, in the order in which it is hashed. It has passed `checkTypedData`. */
export function typedDataNode(type: string, value: Json, types: Types): DataNode {
  const array = arrayOf(type);
  if (array !== undefined) return { items: (value as readonly Json[]).map((item) => typedDataNode(array.item, item, types)) };
  const members = types.get(type);
  if (members === undefined) return leafOf(type, value);
  const struct = value as { readonly [key: string]: Json };
  return { members: new Map(members.map((member) => [member.name, typedDataNode(member.type, struct[member.name] ?? null, types)])) };
}

/** keccak256(encodeType(primaryType)), as `0x` text (EIP-712 §"Definition of hashStruct"). */
export function typeHashOf({ primaryType, types }: Pick<TypedData, 'primaryType' | 'types'>): string {
  return textHash(encodeType(primaryType, types));
}
