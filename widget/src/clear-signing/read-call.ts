import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Chain } from '../contract/api.ts';
import type { DisplayRow, Meaning, Warning, WarningCode } from '../state/state.ts';
import { type AssetChanges, simulateChanges } from './asset-changes.ts';
import { builtDescriptors } from './built-descriptors.ts';
import { type Decoded, decodeTransaction, isTokenCall } from './decode.ts';
import { type DescribedCall, describeCall } from './describe-call.ts';
import type { Descriptors } from './descriptor.ts';
import { readTokenMetadata, type TokenMetadata } from './token-metadata.ts';

/** What a call does and what it would move; `changes` is null when it could not be simulated, and absent when the call says as much itself. */
export type ReadCall = { readonly decoded: Decoded; readonly meaning?: Meaning; readonly changes?: readonly DisplayRow[] | null };

export type CallToRead = { readonly chain: Chain; readonly account: Hex; readonly to: Hex | null; readonly valueWei: bigint; readonly data: Hex };

/** Each token is asked once. */
export function tokenReader(api: Pick<ApiClient, 'rpc'>, chainId: number): (address: string) => Promise<TokenMetadata | null> {
  const known = new Map<string, Promise<TokenMetadata | null>>();
  return (address) => {
    const found = known.get(address) ?? readTokenMetadata(api, chainId, address as Hex);
    known.set(address, found);
    return found;
  };
}

const danger = (code: WarningCode): Warning => ({ code, level: 'danger' });

function decodedFrom(described: DescribedCall): Decoded {
  const warnings: readonly Warning[] = [
    ...(described.blind ? [danger('blind_data')] : []),
    ...described.dangers.map(danger),
    ...(described.bound ? [] : [{ code: 'unverified_contract', level: 'caution' } as const]),
  ];
  return { action: 'contract-call', rows: described.rows, warnings };
}

/** What only the test run showed is as much a danger as what the call says itself. */
function withChanges(decoded: Decoded, changes: AssetChanges | null): Decoded {
  const known = new Set(decoded.warnings.map(({ code }) => code));
  const found = (changes?.dangers ?? []).filter((code) => !known.has(code)).map(danger);
  return { ...decoded, warnings: [...decoded.warnings, ...found] };
}

const shownValue = (row: DisplayRow) => (row.kind === 'address' ? row.address : row.kind === 'amount' ? `${row.value} ${row.symbol}` : row.text);

/** What the call says itself need not be said again: a transfer that moves just what it names. */
function news(decoded: Decoded, changes: AssetChanges | null): Pick<ReadCall, 'changes'> {
  const said = new Set(decoded.rows.map(shownValue));
  const isNew = changes === null || changes.rows.length === 0 || decoded.action === 'contract-call' || !changes.rows.every((row) => said.has(shownValue(row)));
  return isNew ? { changes: changes?.rows ?? null } : {};
}

/**
 * Reads a call: by the token standards, by the descriptor of its contract, by the form of another standard, or not at all; and runs
 * it to see what it would move. Descriptors that cannot be loaded, or were changed, are not used: the call counts as unreadable then.
 *
 * @throws ApiError when the chain cannot be reached.
 */
export async function readCall(
  api: Pick<ApiClient, 'rpc'>,
  { chain, account, to, valueWei, data }: CallToRead,
  descriptors: Descriptors = builtDescriptors,
): Promise<ReadCall> {
  if (to === null) return { decoded: decodeTransaction(to, data, null), changes: null };
  const { chainId, nativeCurrency: native } = chain;
  const token = tokenReader(api, chainId);
  const call = { from: account, to, valueWei, data };
  const [metadata, changes] = await Promise.all([isTokenCall(data) ? token(to) : null, simulateChanges(api, call, { chainId, native, token })]);
  const decoded = decodeTransaction(to, data, metadata);
  if (decoded.action !== 'contract-call') return { decoded: withChanges(decoded, changes), ...news(decoded, changes) };
  const described = await describeCall(call, { chainId, native, descriptors, token }).catch(() => null);
  if (described === null) return { decoded: withChanges(decoded, changes), ...news(decoded, changes) };
  return { decoded: withChanges(decodedFrom(described), changes), meaning: { intent: described.intent, owner: described.owner }, ...news(decoded, changes) };
}
