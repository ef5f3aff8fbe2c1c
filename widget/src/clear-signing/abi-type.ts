import { utf8 } from '../crypto/bytes.ts';
import { keccak256 } from '../crypto/ethereum.ts';

/** A Solidity type as calldata knows it. `length` is null for arrays of any length. */
export type AbiType =
  | { readonly kind: 'basic'; readonly name: string }
  | { readonly kind: 'array'; readonly item: AbiType; readonly length: number | null }
  | { readonly kind: 'tuple'; readonly members: readonly AbiMember[] };
export type AbiMember = { readonly name: string; readonly type: AbiType };
export type AbiFunction = { readonly name: string; readonly inputs: Extract<AbiType, { kind: 'tuple' }> };

const basicType = /^(address|bool|string|bytes|(u?int)(\d+)|bytes(\d+))$/;

function basic(name: string): AbiType {
  const full = name === 'uint' || name === 'int' ? `${name}256` : name;
  const [match, , kind, bits, size] = basicType.exec(full) ?? [];
  const fits = kind !== undefined ? Number(bits) % 8 === 0 && Number(bits) >= 8 && Number(bits) <= 256 : size === undefined || (+size >= 1 && +size <= 32);
  if (match === undefined || !fits) throw new SyntaxError(`${name} is not a type`);
  return { kind: 'basic', name: full };
}

/**
 * Reads a function with the names of its parameters.
 *
 * @throws SyntaxError for anything that is not a Solidity signature of at most 32 levels.
 * @example
 * ```ts
 * parseSignature('swap((address token, uint256 amount)[] legs, bool exact)');
 * ```
 */
export function parseSignature(text: string): AbiFunction {
  const tokens = text.match(/[A-Za-z_$][\w$]*|\d+|\S/g) ?? [];
  let at = 0;
  const fail = (): never => {
    throw new SyntaxError(`not a signature: ${text.slice(0, 80)}`);
  };
  const take = (token: string) => tokens[at] === token && ++at > 0;

  function tuple(depth: number): Extract<AbiType, { kind: 'tuple' }> {
    if (depth > 32 || !take('(')) fail();
    const members: AbiMember[] = [];
    if (take(')')) return { kind: 'tuple', members };
    do members.push(member(depth));
    while (take(','));
    if (!take(')')) fail();
    return { kind: 'tuple', members };
  }

  function member(depth: number): AbiMember {
    if (tokens[at] === 'tuple') at++;
    let type: AbiType = tokens[at] === '(' ? tuple(depth + 1) : basic(tokens[at++] ?? '');
    if (type.kind === 'tuple' && type.members.length === 0) fail();
    while (take('[')) {
      const length = /^\d+$/.test(tokens[at] ?? '') ? Number(tokens[at++]) : null;
      if (length === 0 || !take(']')) fail();
      type = { kind: 'array', item: type, length };
    }
    while (['memory', 'calldata', 'storage', 'payable'].includes(tokens[at] ?? '')) at++;
    const name = /^[A-Za-z_$]/.test(tokens[at] ?? '') ? (tokens[at++] as string) : '';
    return { name, type };
  }

  const name = tokens[at++] ?? '';
  if (!/^[A-Za-z_$]/.test(name)) fail();
  const inputs = tuple(0);
  if (at !== tokens.length) fail();
  return { name, inputs };
}

/** The type without names, as it is hashed: `(address,uint256)[]`. */
export function canonicalType(type: AbiType): string {
  if (type.kind === 'basic') return type.name;
  if (type.kind === 'array') return `${canonicalType(type.item)}[${type.length ?? ''}]`;
  return `(${type.members.map((member) => canonicalType(member.type)).join(',')})`;
}

/** Keccak-256 of text, as `0x` text. */
export function textHash(text: string): string {
  return `0x${Array.from(keccak256(utf8(text)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The four bytes in front of a call (Solidity ABI, "Function Selector"), as `0x` text. */
export function selectorOf({ name, inputs }: AbiFunction): string {
  return textHash(name + canonicalType(inputs)).slice(0, 10);
}
