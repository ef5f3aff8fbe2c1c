import { readJsonText } from '../../../host-sdk/src/contract/json-text.ts';
import { invalid } from '../../../host-sdk/src/contract/rpc-guards.ts';
import { checkTypedData, type TypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import { arrayOf } from '../../../host-sdk/src/contract/typed-data-types.ts';
import type { Hex, Json } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Chain } from '../contract/api.ts';
import type { ApprovalContent, DisplayRow, Warning } from '../state/state.ts';
import type { Descriptors } from './descriptor.ts';
import { escapeLine } from './escape-text.ts';
import { readMessage } from './read-message.ts';

type TypedDataContent = Extract<ApprovalContent, { kind: 'typed-data' }>;

function leafRow(label: string, type: string, value: Json): DisplayRow {
  if (type === 'address') return { kind: 'address', label, address: value as Hex };
  if (type.startsWith('bytes')) return { kind: 'data', label, text: String(value) };
  return { kind: 'text', label, text: escapeLine(String(value)) };
}

/** One row for every leaf that is hashed, in the order it is hashed; an empty list gets a row too, because it is hashed as well. */
function rowsOf(label: string, type: string, value: Json, types: TypedData['types']): readonly DisplayRow[] {
  const array = arrayOf(type);
  if (array !== undefined) {
    const items = value as readonly Json[];
    if (items.length === 0) return [{ kind: 'text', label, text: '[]' }];
    return items.flatMap((item, index) => rowsOf(`${label}[${index}]`, array.item, item, types));
  }
  const members = types.get(type);
  if (members === undefined) return [leafRow(label, type, value)];
  const struct = value as { readonly [key: string]: Json };
  return members.flatMap(({ name, type: memberType }) => rowsOf(label === '' ? name : `${label}.${name}`, memberType, struct[name] ?? null, types));
}

/** Off-chain signatures that let somebody else move money: EIP-2612, DAI, Permit2, order books. */
const spendingTypes: ReadonlySet<string> = new Set([
  'Permit',
  'PermitSingle',
  'PermitBatch',
  'PermitTransferFrom',
  'PermitBatchTransferFrom',
  'PermitWitnessTransferFrom',
  'PermitBatchWitnessTransferFrom',
  'OrderComponents',
  'BulkOrder',
]);

/** Half of the type's range and above: nobody means a number. */
const UNLIMITED = 1n << 159n;

function isUnlimited(row: DisplayRow): boolean {
  const name = row.label.split('.').at(-1) ?? '';
  if (!['value', 'amount', 'wad', 'allowance'].includes(name) || row.kind !== 'text' || !/^(0x[0-9a-fA-F]+|\d+)$/.test(row.text)) return false;
  return BigInt(row.text) >= UNLIMITED;
}

function typedDataWarnings(data: TypedData, rows: readonly DisplayRow[]): readonly Warning[] {
  const spends = spendingTypes.has(data.primaryType) || rows.some(({ label }) => label === 'spender');
  if (!spends) return [];
  const unlimited = rows.some(isUnlimited) || data.message.allowed === true;
  return [{ code: 'permit', level: 'danger' }, ...(unlimited ? [{ code: 'unlimited_approval', level: 'danger' } as const] : [])];
}

/** `domain.chainId` may be a number, decimal text or hexadecimal text. */
function domainChainId(value: Json | undefined): bigint | null {
  return typeof value === 'number' || typeof value === 'string' ? BigInt(value) : null;
}

/**
 * What is shown of an `eth_signTypedData_v4` request. The rows come from the parsed value that is hashed, and cover all of it:
 * domain first, then message.
 *
 * @throws WalletError -32602 with field `domain.chainId` when it is made for another chain than `chainId`.
 */
export function describeTypedData(account: Hex, json: string, chainId: number): TypedDataContent {
  return contentOf(account, checkTypedData(readJsonText('params[1]', json)), chainId);
}

function contentOf(account: Hex, data: TypedData, chainId: number): TypedDataContent {
  const stated = domainChainId(data.domain.chainId);
  if (stated !== null && stated !== BigInt(chainId)) throw invalid('domain.chainId', `must be ${chainId}, the active chain`, 'chain_mismatch');
  const messageRows = rowsOf('', data.primaryType, data.message, data.types);
  const domainRows = rowsOf('domain', 'EIP712Domain', data.domain, data.types);
  return {
    kind: 'typed-data',
    account,
    domainName: typeof data.domain.name === 'string' ? escapeLine(data.domain.name) : null,
    primaryType: escapeLine(data.primaryType),
    rows: [...domainRows, ...messageRows],
    warnings: typedDataWarnings(data, messageRows),
  };
}

/**
 * `describeTypedData`, with what is known of it (ERC-7730) in front: its meaning, a summary in words, and warnings of who it pretends to be.
 *
 * @throws WalletError -32602 like `describeTypedData`.
 */
export async function reviewTypedData(
  api: Pick<ApiClient, 'rpc'>,
  account: Hex,
  json: string,
  chain: Chain,
  descriptors?: Descriptors,
): Promise<TypedDataContent> {
  const typed = checkTypedData(readJsonText('params[1]', json));
  const content = contentOf(account, typed, chain.chainId);
  const { warnings, ...more } = await readMessage(api, { typed, account, chain }, descriptors);
  const known = new Set(content.warnings.map(({ code }) => code));
  return { ...content, ...more, warnings: [...content.warnings, ...warnings.filter(({ code }) => !known.has(code))] };
}
