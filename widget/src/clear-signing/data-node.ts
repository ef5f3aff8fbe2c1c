/*
 * Decoded data as one kind of tree, whether it came from calldata or from typed data (EIP-712), so that paths and formats
 * need not know.
 */

/** A value with its Solidity type. Integers are bigint, `bool` is boolean, `string` is text, `address` and all bytes are lower-case `0x` text. */
export type Leaf = { readonly type: string; readonly value: bigint | boolean | string };
export type DataNode = Leaf | { readonly items: readonly DataNode[] } | { readonly members: ReadonlyMap<string, DataNode> };

export function isLeaf(node: DataNode): node is Leaf {
  return 'type' in node;
}

/** Every leaf with its path, in the order it is encoded or hashed. An empty list is a leaf of its own: it is signed as well. */
export function leavesOf(node: DataNode, path = ''): readonly { readonly path: string; readonly leaf: Leaf }[] {
  if (isLeaf(node)) return [{ path, leaf: node }];
  if ('items' in node) {
    if (node.items.length === 0) return [{ path, leaf: { type: 'string', value: '[]' } }];
    return node.items.flatMap((item, index) => leavesOf(item, `${path}[${index}]`));
  }
  return [...node.members].flatMap(([name, member]) => leavesOf(member, path === '' ? name : `${path}.${name}`));
}
