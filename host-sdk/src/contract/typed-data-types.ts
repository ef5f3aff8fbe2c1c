import { invalid, isPlainObject, printable } from './rpc-guards.ts';

/** One member of a struct type. */
export type TypedDataField = { readonly name: string; readonly type: string };

/** Struct name → members in the order they are hashed. */
export type StructTypes = ReadonlyMap<string, readonly TypedDataField[]>;

/** EIP-712 §"Definition of domainSeparator". */
const domainFieldTypes: ReadonlyMap<string, string> = new Map([
  ['name', 'string'],
  ['version', 'string'],
  ['chainId', 'uint256'],
  ['verifyingContract', 'address'],
  ['salt', 'bytes32'],
]);

const identifier = /^[a-zA-Z_$][a-zA-Z0-9_$]{0,127}$/;

/** The last array suffix of a type: `Order[2][]` is an array of any length of `Order[2]`. */
const arraySuffix = /^(.+)\[(|[1-9]\d{0,4})\]$/;

/** What an array type holds, and how many (null: any number); undefined for types that are not arrays. */
export function arrayOf(type: string): { readonly item: string; readonly length: number | null } | undefined {
  const match = arraySuffix.exec(type);
  if (match?.[1] === undefined) return undefined;
  return { item: match[1], length: match[2] === '' ? null : Number(match[2]) };
}

/** Atomic and dynamic types (EIP-712 §"Definition of typed structured data"). `uint` and `int` are no aliases there. */
export function isBasicType(type: string): boolean {
  if (type === 'address' || type === 'bool' || type === 'string' || type === 'bytes') return true;
  const [, kind, size] = /^(bytes|uint|int)([1-9]\d{0,2})$/.exec(type) ?? [];
  if (kind === undefined) return false;
  return kind === 'bytes' ? Number(size) <= 32 : Number(size) <= 256 && Number(size) % 8 === 0;
}

function baseOf(type: string): string {
  const array = arrayOf(type);
  return array === undefined ? type : baseOf(array.item);
}

/**
 * Reads `types`.
 *
 * @throws WalletError -32602 with reason `type_invalid`, `type_missing` or `type_cycle`, naming the type or its member.
 */
export function checkTypes(value: unknown): StructTypes {
  if (!isPlainObject(value)) throw invalid('types', 'must be an object of struct types');
  const types = new Map<string, readonly TypedDataField[]>();
  for (const name of Object.keys(value)) {
    const path = `types.${printable(name)}`;
    if (!identifier.test(name) || isBasicType(name)) throw invalid(path, 'is not a name for a struct type', 'type_invalid');
    types.set(name, checkFields(path, value[name]));
  }
  if (!types.has('EIP712Domain')) throw invalid('types.EIP712Domain', 'is missing', 'type_missing');
  checkDomainType(types.get('EIP712Domain') ?? []);
  checkReferences(types);
  return types;
}

function checkFields(path: string, value: unknown): readonly TypedDataField[] {
  if (!Array.isArray(value)) throw invalid(path, 'must be a list of { name, type }', 'type_invalid');
  const seen = new Set<string>();
  return value.map((member: unknown, index) => {
    const at = `${path}[${index}]`;
    if (!isPlainObject(member)) throw invalid(at, 'must be { name, type }', 'type_invalid');
    const { name, type } = member;
    if (typeof name !== 'string' || !identifier.test(name)) throw invalid(`${at}.name`, 'is not a name for a member', 'type_invalid');
    if (typeof type !== 'string' || type.length > 256) throw invalid(`${at}.type`, 'must be the name of a type', 'type_invalid');
    if (seen.has(name)) throw invalid(`${at}.name`, `repeats ${name}`, 'type_invalid');
    seen.add(name);
    return { name, type };
  });
}

function checkDomainType(fields: readonly TypedDataField[]): void {
  for (const { name, type } of fields) {
    const expected = domainFieldTypes.get(name);
    if (expected === undefined) throw invalid(`types.EIP712Domain.${name}`, 'is not a member that EIP-712 defines', 'type_invalid');
    if (type !== expected) throw invalid(`types.EIP712Domain.${name}`, `must be of type ${expected}`, 'type_invalid');
  }
}

/** Every type is defined, and no struct contains itself: such data has no end, and no screen could show it. */
function checkReferences(types: StructTypes): void {
  const finished = new Set<string>();
  const open = new Set<string>();
  const visit = (name: string): void => {
    open.add(name);
    for (const field of types.get(name) ?? []) {
      const base = baseOf(field.type);
      const path = `types.${name}.${field.name}`;
      if (isBasicType(base) || finished.has(base)) continue;
      if (!types.has(base)) throw invalid(path, `has the type ${printable(base)}, which is not defined`, 'type_missing');
      if (open.has(base)) throw invalid(path, `makes the type ${base} contain itself`, 'type_cycle');
      visit(base);
    }
    open.delete(name);
    finished.add(name);
  };
  for (const name of types.keys()) if (!finished.has(name)) visit(name);
}
