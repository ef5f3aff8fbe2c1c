import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { DisplayRow, WarningCode } from '../state/state.ts';
import { decodeParameters } from './abi-decode.ts';
import { parseSignature, selectorOf } from './abi-type.ts';
import { callWarnings } from './call-warnings.ts';
import type { DataNode, Leaf } from './data-node.ts';
import { DescriptorMismatch, describeFields, type FieldContext, type InnerCall } from './describe-fields.ts';
import type { Descriptors, FoundFormat } from './descriptor.ts';
import type { TokenMetadata } from './token-metadata.ts';

/** What a call says in words. */
export type DescribedCall = {
  readonly intent: string;
  readonly owner: string | null;
  readonly rows: readonly DisplayRow[];
  /** Described by a descriptor for this very contract, not just by the form of a standard. */
  readonly bound: boolean;
  /** Part of it could not be read and stands among the rows as it is. */
  readonly blind: boolean;
  /** What it gives away, calls inside included. */
  readonly dangers: readonly WarningCode[];
};

export type CallSurroundings = {
  readonly chainId: number;
  readonly native: TokenMetadata;
  readonly descriptors: Descriptors;
  readonly token: (address: string) => Promise<TokenMetadata | null>;
};

/** Calls inside calls inside a call: deeper ones are shown as they are. */
const MAX_DEPTH = 4;
/** A mark after the parameters (who sent the person there); more than that may be something a contract does read. */
const MAX_MARK_BYTES = 36;

const addressLeaf = (address: string): Leaf => ({ type: 'address', value: address.toLowerCase() });

/** A Safe's operation 1 runs foreign code as if it were the Safe's own (`DELEGATECALL`): nothing inside it means what it says. */
function isDelegation(selector: string, data: DataNode): boolean {
  const operation = selector === '0x6a761202' && 'members' in data ? data.members.get('operation') : undefined;
  return operation !== undefined && 'type' in operation && operation.value !== 0n;
}

async function describeWith(found: FoundFormat, call: InnerCall, around: CallSurroundings, depth: number): Promise<DescribedCall | null> {
  const { entry, format, bound } = found;
  const signature = parseSignature(format.signature);
  const selector = call.data.slice(0, 10);
  const decoded = selectorOf(signature) === selector ? decodeParameters(signature.inputs, call.data.slice(10)) : null;
  if (decoded === null || decoded.rest.length > (bound ? 2 + 2 * MAX_MARK_BYTES : 2)) return null;
  const { node: data, rest } = decoded;
  let blind = isDelegation(selector, data);
  const dangers = [...callWarnings(selector, data)];
  const container = new Map<string, Leaf>([
    ['to', addressLeaf(call.to)],
    ['from', addressLeaf(call.from)],
    ['value', { type: 'uint256', value: call.valueWei }],
    ['chainId', { type: 'uint256', value: BigInt(around.chainId) }],
  ]);
  const context: FieldContext = {
    roots: { data, container },
    native: around.native,
    token: async (address) => (entry.token !== undefined && address === call.to.toLowerCase() ? entry.token : around.token(address)),
    async call(inner) {
      const described = depth < MAX_DEPTH ? await describeCall(inner, around, depth + 1) : null;
      if (described === null || described.blind) blind = true;
      if (described === null) return null;
      dangers.push(...described.dangers);
      const to: DisplayRow = { kind: 'address', label: 'Contract', address: inner.to, ...(described.owner === null ? {} : { name: described.owner }) };
      return [{ kind: 'text', label: 'Action', text: described.intent }, to, ...described.rows];
    },
  };
  try {
    const described = await describeFields(format, context);
    const rows: readonly DisplayRow[] = rest === '0x' ? described : [...described, { kind: 'data', label: 'Data', text: rest }];
    return { intent: format.intent, owner: entry.owner, rows, bound, blind, dangers: [...new Set(dangers)] };
  } catch (error) {
    if (error instanceof DescriptorMismatch) return null;
    throw error;
  }
}

/** What a call does by the descriptors for its contract, or by the standards; null when none of them fits to the last byte. */
export async function describeCall(call: InnerCall, around: CallSurroundings, depth = 0): Promise<DescribedCall | null> {
  const lower: InnerCall = { ...call, data: call.data.toLowerCase() as Hex };
  const selector = lower.data.slice(0, 10);
  for (const found of await around.descriptors.find('call', around.chainId, call.to.toLowerCase(), selector)) {
    const described = await describeWith(found, lower, around, depth);
    if (described !== null) return described;
  }
  return null;
}
