import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { DisplayRow } from '../state/state.ts';
import { type DataNode, isLeaf, type Leaf, leavesOf } from './data-node.ts';
import type { DescriptorField, DescriptorFormat, DescriptorItem, FieldParams } from './descriptor.ts';
import { escapeLine } from './escape-text.ts';
import { formatUnits } from './format-units.ts';
import { type Roots, resolvePath } from './path.ts';
import type { TokenMetadata } from './token-metadata.ts';

/** A call inside the data. */
export type InnerCall = { readonly to: Hex; readonly from: Hex; readonly valueWei: bigint; readonly data: Hex };

export type FieldContext = {
  readonly roots: Roots;
  readonly native: TokenMetadata;
  readonly token: (address: string) => Promise<TokenMetadata | null>;
  /** What a call inside says, or null when it cannot be read. */
  readonly call: (inner: InnerCall) => Promise<readonly DisplayRow[] | null>;
};

/** The descriptor does not fit the data after all. */
export class DescriptorMismatch extends Error {}

const isAddress = (text: string | undefined): text is string => text !== undefined && /^0x[0-9a-fA-F]{40}$/.test(text);
const textRow = (label: string, text: string): DisplayRow => ({ kind: 'text', label, text: escapeLine(text) });
const LARGEST_DATE_SECONDS = 8_640_000_000_000n;

/** A value as its type alone says. */
export function rawRow(label: string, { type, value }: Leaf): DisplayRow {
  if (type === 'address') return { kind: 'address', label, address: checksumAddress(String(value)) };
  if (type.startsWith('bytes')) return { kind: 'data', label, text: String(value) };
  return textRow(label, String(value));
}

/** What a parameter's path leads to for the value at `index` of `count`: lists that run side by side go together. */
function besideOf(path: string | undefined, { roots }: FieldContext, base: DataNode, index: number, count: number): Leaf | undefined {
  if (path === undefined) return undefined;
  const nodes = resolvePath(path, roots, base);
  const node = nodes.length === count ? nodes[index] : nodes.length === 1 ? nodes[0] : undefined;
  return node !== undefined && isLeaf(node) ? node : undefined;
}

/** An address that may have been cut out of bytes, or out of a word. */
function addressIn(leaf: Leaf | undefined): string | undefined {
  if (leaf === undefined) return undefined;
  const text = typeof leaf.value === 'bigint' ? `0x${leaf.value.toString(16).padStart(40, '0')}` : String(leaf.value);
  return isAddress(text) ? text.toLowerCase() : undefined;
}

function integerOf({ value }: Leaf): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]+|\d+)$/.test(value)) return BigInt(value);
  throw new DescriptorMismatch();
}

const units: readonly (readonly [bigint, string])[] = [
  [86_400n, 'd'],
  [3_600n, 'h'],
  [60n, 'min'],
  [1n, 's'],
];

function durationText(seconds: bigint): string {
  let rest = seconds;
  const parts = units.flatMap(([size, name]) => {
    const count = rest / size;
    rest %= size;
    return count === 0n ? [] : [`${count} ${name}`];
  });
  return parts.join(' ') || '0 s';
}

function dateText(value: bigint, { encoding }: FieldParams): string {
  if (encoding === 'blockheight') return `# ${value}`;
  if (value > LARGEST_DATE_SECONDS) return String(value);
  return new Date(Number(value) * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
}

/** `prefix`: 1,500 m is 1.5 km; figures are never rounded. */
function unitText(value: bigint, { base = '', decimals = 0, prefix = false }: FieldParams): string {
  const digits = prefix ? value.toString().length - 1 - decimals : 0;
  const step = Math.min(6, Math.max(0, Math.floor(digits / 3)));
  return `${formatUnits(value, decimals + step * 3)} ${['', 'k', 'M', 'G', 'T', 'P', 'E'][step]}${base}`;
}

/** A value without a word is shown as it is. Bytes are looked up as the number they are as well. */
function enumRow({ label, params = {} }: DescriptorField, leaf: Leaf): DisplayRow {
  const { values = {} } = params;
  const keys = [String(leaf.value), ...(typeof leaf.value === 'string' && /^0x[0-9a-f]+$/.test(leaf.value) ? [String(BigInt(leaf.value))] : [])];
  const key = keys.find((candidate) => Object.hasOwn(values, candidate));
  return key === undefined ? rawRow(label, leaf) : textRow(label, String(values[key]));
}

async function tokenRows(field: DescriptorField, leaf: Leaf, tokenLeaf: Leaf | undefined, context: FieldContext): Promise<readonly DisplayRow[]> {
  const { label, params = {} } = field;
  const value = integerOf(leaf);
  const address = params.token?.toLowerCase() ?? addressIn(tokenLeaf);
  const isNative = address !== undefined && params.nativeCurrencyAddress?.some((native) => native.toLowerCase() === address) === true;
  const token = isNative ? context.native : address === undefined ? null : await context.token(address);
  const symbol = token === null ? '' : ` ${token.symbol}`;
  if (params.threshold !== undefined && value >= BigInt(params.threshold)) return [textRow(label, `${params.message ?? 'Unlimited'}${symbol}`)];
  if (token === null) {
    const known: readonly DisplayRow[] = address === undefined ? [] : [{ kind: 'address', label: 'Token', address: checksumAddress(address) }];
    return [textRow(label, `${value} (smallest units)`), ...known];
  }
  return [{ kind: 'amount', label, value: formatUnits(value, token.decimals), symbol: token.symbol }];
}

async function callRows(
  field: DescriptorField,
  leaf: Leaf,
  beside: (path?: string) => Leaf | undefined,
  context: FieldContext,
): Promise<readonly DisplayRow[]> {
  const { label, params = {} } = field;
  const data = `${params.selector ?? '0x'}${String(leaf.value).slice(2)}` as Hex;
  const to = params.callee?.toLowerCase() ?? addressIn(beside(params.calleePath));
  const from = context.roots.container.get('to')?.value as Hex;
  const amount = beside(params.amountPath);
  const valueWei = amount === undefined ? 0n : integerOf(amount);
  if (data === '0x') return [textRow(label, '—')];
  const inner = to === undefined ? null : await context.call({ to: to as Hex, from, valueWei, data });
  return inner === null ? [{ kind: 'data', label, text: data }] : inner.map((row) => ({ ...row, label: `${label}: ${row.label}` }));
}

async function rowsOfLeaf(
  field: DescriptorField,
  leaf: Leaf,
  beside: (path?: string) => Leaf | undefined,
  context: FieldContext,
): Promise<readonly DisplayRow[]> {
  const { label, params = {}, format } = field;
  switch (format) {
    case 'amount':
      return [{ kind: 'amount', label, value: formatUnits(integerOf(leaf), context.native.decimals), symbol: context.native.symbol }];
    case 'tokenAmount':
      return tokenRows(field, leaf, beside(params.tokenPath), context);
    case 'nftName': {
      const collection = params.collection ?? addressIn(beside(params.collectionPath));
      const owner: readonly DisplayRow[] = isAddress(collection) ? [{ kind: 'address', label: 'Collection', address: checksumAddress(collection) }] : [];
      return [textRow(label, `#${integerOf(leaf)}`), ...owner];
    }
    case 'date':
      return [textRow(label, dateText(integerOf(leaf), params))];
    case 'duration':
      return [textRow(label, durationText(integerOf(leaf)))];
    case 'unit':
      return [textRow(label, unitText(integerOf(leaf), params))];
    case 'enum':
      return [enumRow(field, leaf)];
    case 'addressName': {
      const address = addressIn(leaf);
      return address === undefined ? [rawRow(label, leaf)] : [{ kind: 'address', label, address: checksumAddress(address) }];
    }
    case 'calldata':
      return callRows(field, leaf, beside, context);
    default:
      return [rawRow(label, leaf)];
  }
}

const isGroup = (item: DescriptorItem): item is Extract<DescriptorItem, { readonly fields: unknown }> => 'fields' in item;

type Described = { readonly rows: DisplayRow[]; readonly covered: Set<DataNode> };

async function describeField(field: DescriptorField, context: FieldContext, base: DataNode, into: Described): Promise<void> {
  const constant: readonly DataNode[] = field.value === undefined ? [] : [{ type: isAddress(field.value) ? 'address' : 'string', value: field.value }];
  const nodes = field.path === undefined ? constant : resolvePath(field.path, context.roots, base);
  const leaves = nodes.flatMap((node) => leavesOf(node).map(({ leaf }) => leaf));
  for (const [index, leaf] of leaves.entries()) {
    if (field.mustBe !== undefined && !field.mustBe.includes(String(leaf.value))) throw new DescriptorMismatch();
    into.covered.add(leaf);
    if (field.hidden === undefined && field.mustBe === undefined) {
      into.rows.push(...(await rowsOfLeaf(field, leaf, (path) => besideOf(path, context, base, index, leaves.length), context)));
    }
  }
}

async function describeItems(items: readonly DescriptorItem[], context: FieldContext, base: DataNode, into: Described): Promise<void> {
  for (const item of items) {
    if (!isGroup(item)) await describeField(item, context, base, into);
    else for (const node of resolvePath(item.path, context.roots, base)) await describeItems(item.fields, context, node, into);
  }
}

/**
 * The rows of a descriptor for given data: its fields in its order, then every value that it neither shows nor leaves out on purpose.
 *
 * @throws DescriptorMismatch when the descriptor asks for something that the data does not have.
 */
export async function describeFields(format: DescriptorFormat, context: FieldContext): Promise<readonly DisplayRow[]> {
  const { data } = context.roots;
  if (format.required?.some((path) => resolvePath(path, context.roots).length === 0)) throw new DescriptorMismatch();
  const into: Described = { rows: [], covered: new Set() };
  await describeItems(format.fields, context, data, into);
  const rest = leavesOf(data).filter(({ leaf }) => !into.covered.has(leaf));
  return [...into.rows, ...rest.map(({ path, leaf }) => rawRow(path, leaf))];
}
