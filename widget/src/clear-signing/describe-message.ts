import type { TypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import type { DisplayRow, WarningCode } from '../state/state.ts';
import { type DataNode, isLeaf, type Leaf } from './data-node.ts';
import { type CallSurroundings, describeCall } from './describe-call.ts';
import { DescriptorMismatch, describeFields, type InnerCall } from './describe-fields.ts';
import type { DescriptorEntry, FoundFormat } from './descriptor.ts';
import { typedDataNode, typeHashOf } from './typed-data-node.ts';

/** What typed data says in words; every value that is hashed stands in rows of its own besides. */
export type DescribedMessage = {
  readonly intent: string;
  readonly owner: string | null;
  readonly rows: readonly DisplayRow[];
  readonly bound: boolean;
  readonly dangers: readonly WarningCode[];
};

/** What the descriptor says of the domain must be there, exactly. */
function fitsDomain({ domain = {} }: DescriptorEntry, actual: ReadonlyMap<string, DataNode>): boolean {
  return Object.entries(domain).every(([name, wanted]) => {
    const node = actual.get(name);
    const text = name === 'verifyingContract' ? String(wanted).toLowerCase() : String(wanted);
    return node !== undefined && isLeaf(node) && String(node.value) === text;
  });
}

async function describeWith({ entry, format, bound }: FoundFormat, data: DataNode, container: ReadonlyMap<string, Leaf>, around: CallSurroundings) {
  const verifier = container.get('to')?.value;
  const dangers: WarningCode[] = [];
  const inside = async (inner: InnerCall) => {
    const described = await describeCall(inner, around, 1);
    // A Safe's transaction: what runs later is what is signed now.
    dangers.push(...(described === null || described.blind ? (['blind_data'] as const) : described.dangers));
    return described === null ? null : ([{ kind: 'text', label: 'Action', text: described.intent }, ...described.rows] as const);
  };
  try {
    const rows = await describeFields(format, {
      roots: { data, container },
      native: around.native,
      token: async (address) => (entry.token !== undefined && address === verifier ? entry.token : around.token(address)),
      call: inside,
    });
    return { intent: format.intent, owner: entry.owner, rows, bound, dangers: [...new Set(dangers)] };
  } catch (error) {
    if (error instanceof DescriptorMismatch) return null;
    throw error;
  }
}

/** What typed data says by the descriptors for its verifying contract, or by the standards; null when none fits domain and types exactly. */
export async function describeMessage(typed: TypedData, account: string, around: CallSurroundings): Promise<DescribedMessage | null> {
  const domain = typedDataNode('EIP712Domain', typed.domain, typed.types);
  const fields = 'members' in domain ? domain.members : new Map<string, DataNode>();
  const verifier = fields.get('verifyingContract');
  if (verifier === undefined || !isLeaf(verifier)) return null;
  const container = new Map<string, Leaf>([
    ['to', verifier],
    ['from', { type: 'address', value: account.toLowerCase() }],
    ['value', { type: 'uint256', value: 0n }],
    ['chainId', { type: 'uint256', value: BigInt(around.chainId) }],
  ]);
  const data = typedDataNode(typed.primaryType, typed.message, typed.types);
  for (const found of await around.descriptors.find('message', around.chainId, String(verifier.value), typeHashOf(typed))) {
    const described = fitsDomain(found.entry, fields) ? await describeWith(found, data, container, around) : null;
    if (described !== null) return described;
  }
  return null;
}
