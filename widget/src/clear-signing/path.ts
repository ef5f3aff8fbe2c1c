import { type DataNode, isLeaf, type Leaf } from './data-node.ts';

/*
 * Paths of ERC-7730: dot notation, names, indices and slices. `#.` is the data itself and may be left out; `@.` is what carries it
 * (the transaction, or the domain).
 */

function sliceOf<Item>(list: readonly Item[], step: string): readonly Item[] | null {
  const match = /^\[(-?\d*)(:(-?\d*))?\]$/.exec(step);
  if (match === null) return null;
  const [, from = '', isRange, to = ''] = match;
  if (isRange === undefined && from !== '') {
    const item = list.at(Number(from));
    return item === undefined ? [] : [item];
  }
  return list.slice(from === '' ? 0 : Number(from), to === '' ? undefined : Number(to));
}

/** The bytes of a value as a slice counts them: a number is its whole word. */
function bytesOf({ type, value }: Leaf): readonly string[] {
  const digits = typeof value === 'string' && type !== 'string' ? value.slice(2) : typeof value === 'bigint' ? value.toString(16).padStart(64, '0') : '';
  return digits.match(/../g) ?? [];
}

function step(node: DataNode, name: string): readonly DataNode[] {
  if (isLeaf(node)) {
    const bytes = sliceOf(bytesOf(node), name);
    return bytes === null || bytes.length === 0 ? [] : [{ type: 'bytes', value: `0x${bytes.join('')}` }];
  }
  if ('items' in node) return sliceOf(node.items, name) ?? [];
  const member = node.members.get(name);
  return member === undefined ? [] : [member];
}

/** Where the roots of a path lead. */
export type Roots = { readonly data: DataNode; readonly container: ReadonlyMap<string, Leaf> };

/** A base other than the data itself, for fields inside a group. */
export function resolvePath(path: string, roots: Roots, base: DataNode = roots.data): readonly DataNode[] {
  const [first = '', ...rest] = path.split('.');
  if (first === '@') {
    const leaf = roots.container.get(rest.join('.'));
    return leaf === undefined ? [] : [leaf];
  }
  const [start, steps] = first === '#' ? [roots.data, rest] : [base, first === '' ? [] : [first, ...rest]];
  return steps.reduce<readonly DataNode[]>((nodes, name) => nodes.flatMap((node) => step(node, name)), [start]);
}
