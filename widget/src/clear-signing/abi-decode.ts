import { fromHex, fromUtf8, toHex, utf8 } from '../crypto/bytes.ts';
import type { AbiMember, AbiType } from './abi-type.ts';
import type { DataNode, Leaf } from './data-node.ts';

/*
 * Solidity's ABI (contract ABI specification, "Formal Specification of the Encoding"), strictly: what was read is encoded again and
 * must give the same bytes. A call that two readers could understand differently counts as not read at all.
 */

const WORD = 64;
/** More values than any screen shows; offsets that point back at themselves would make as many as they like. */
const MAX_VALUES = 4_096;

class Unreadable extends Error {}

const isBytes = (name: string) => name === 'bytes' || name === 'string';

function isDynamic(type: AbiType): boolean {
  if (type.kind === 'basic') return isBytes(type.name);
  if (type.kind === 'array') return type.length === null || isDynamic(type.item);
  return type.members.some((member) => isDynamic(member.type));
}

/** Of what stands in its place, in hexadecimal digits. */
function headSize(type: AbiType): number {
  if (isDynamic(type)) return WORD;
  if (type.kind === 'array') return (type.length as number) * headSize(type.item);
  return type.kind === 'tuple' ? type.members.reduce((sum, member) => sum + headSize(member.type), 0) : WORD;
}

function readBasic(name: string, word: string): Leaf {
  const [, kind, digits] = /^([a-z]+)(\d*)$/.exec(name) ?? [];
  if (kind === 'bytes') return { type: name, value: `0x${word.slice(0, Number(digits) * 2)}` };
  const number = BigInt(`0x${word}`);
  if (name === 'address') return { type: name, value: `0x${word.slice(24)}` };
  if (name === 'bool') return { type: name, value: number === 1n };
  return { type: name, value: kind === 'int' ? BigInt.asIntN(Number(digits), number) : number };
}

function createReader(hex: string) {
  let values = 0;
  const slice = (at: number, length: number): string => {
    const part = hex.slice(at, at + length);
    if (part.length !== length) throw new Unreadable();
    return part;
  };
  const count = (at: number): number => {
    const number = BigInt(`0x${slice(at, WORD)}`);
    if (number > BigInt(hex.length)) throw new Unreadable();
    return Number(number);
  };

  function sequence(members: readonly AbiMember[], start: number): readonly DataNode[] {
    let head = start;
    return members.map(({ type }) => {
      const at = head;
      head += headSize(type);
      return read(type, isDynamic(type) ? start + count(at) * 2 : at);
    });
  }

  function read(type: AbiType, at: number): DataNode {
    if (++values > MAX_VALUES) throw new Unreadable();
    if (type.kind === 'tuple') {
      const nodes = sequence(type.members, at);
      return { members: new Map(type.members.map(({ name }, index) => [name === '' ? String(index) : name, nodes[index] as DataNode])) };
    }
    if (type.kind === 'array') {
      const length = type.length ?? count(at);
      if (length > MAX_VALUES) throw new Unreadable();
      const items = Array.from({ length }, (): AbiMember => ({ name: '', type: type.item }));
      return { items: sequence(items, type.length === null ? at + WORD : at) };
    }
    if (!isBytes(type.name)) return readBasic(type.name, slice(at, WORD));
    const bytes = slice(at + WORD, count(at) * 2);
    return { type: type.name, value: type.name === 'bytes' ? `0x${bytes}` : fromUtf8(fromHex(bytes, 'text')) };
  }

  return read;
}

const word = (value: bigint) => BigInt.asUintN(256, value).toString(16).padStart(WORD, '0');

function encodeBasic({ type, value }: Leaf): string {
  if (typeof value !== 'string') return word(BigInt(value));
  const bytes = type === 'string' ? toHex(utf8(value)) : value.slice(2);
  if (type === 'address') return bytes.padStart(WORD, '0');
  const padded = bytes.padEnd(Math.ceil(bytes.length / WORD) * WORD, '0');
  return isBytes(type) ? word(BigInt(bytes.length / 2)) + padded : padded;
}

function encodeSequence(nodes: readonly DataNode[], types: readonly AbiType[]): string {
  let heads = '';
  let tails = '';
  const headLength = types.reduce((sum, type) => sum + headSize(type), 0);
  nodes.forEach((node, index) => {
    const type = types[index] as AbiType;
    const encoded = encode(node, type);
    if (isDynamic(type)) {
      heads += word(BigInt((headLength + tails.length) / 2));
      tails += encoded;
    } else heads += encoded;
  });
  return heads + tails;
}

function encode(node: DataNode, type: AbiType): string {
  if (type.kind === 'basic') return encodeBasic(node as Leaf);
  if ('members' in node && type.kind === 'tuple')
    return encodeSequence(
      [...node.members.values()],
      type.members.map((member) => member.type),
    );
  if (!('items' in node) || type.kind !== 'array') throw new Unreadable();
  const items = encodeSequence(
    node.items,
    node.items.map(() => type.item),
  );
  return type.length === null ? word(BigInt(node.items.length)) + items : items;
}

/**
 * Reads the parameters of a call.
 *
 * @param data everything after the selector, hexadecimal digits without `0x`.
 * @returns null unless the bytes are the one encoding of values of this type: no stray bits, no gaps, no overlaps. `rest` is what
 * comes after the end, `0x` when nothing does: some sites add a mark of their own there, which the contract does not read.
 */
export function decodeParameters(inputs: AbiType, data: string): { readonly node: DataNode; readonly rest: `0x${string}` } | null {
  const hex = data.toLowerCase();
  try {
    const node = createReader(hex)(inputs, 0);
    const encoded = encode(node, inputs);
    return hex.startsWith(encoded) ? { node, rest: `0x${hex.slice(encoded.length)}` } : null;
  } catch (error) {
    // Text that is not UTF-8 is a TypeError of the decoder's.
    if (error instanceof Unreadable || error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}
